import { forEachInteger } from './for-each-integer.ts';
import { prepare } from './prepare.ts';
import type { Db } from './tables.ts';

/**
 * Reads a page of rows as columns, each aggregated into one text. The driver parses rows field by
 * field; of packed columns it passes on a few texts. A column is parsed when one of its values is
 * first read, and most pages are read in few columns.
 */
export interface PackedRows<Row> {
  /** The SQL of its columns, over the rows of a query. */
  readonly columns: readonly string[];
  /** The rows of a page; `given` has the values that are the same in all rows and not selected. */
  rows(page: PackedPage, given?: Partial<Row>): Row[];
  /**
   * The same as lazy views: cheaper when few values are read, but not to be spread or serialized.
   */
  views(page: PackedPage, given?: Partial<Row>): Row[];
}

/** A page as it was read: rows of one kind, or of several that were joined. */
export interface PackedPage {
  readonly count: number;
  /** Texts, by their SQL; null if there are no rows. */
  readonly columns: ReadonlyMap<string, string | null>;
}

export type ReadPage = (db: Db, parameters: readonly unknown[]) => Promise<PackedPage>;

/** Prepares a query whose rows are read as packed columns, in the order of the query. */
export function preparePacked(
  query: string,
  ...parts: readonly Pick<PackedRows<unknown>, 'columns'>[]
): ReadPage {
  const columns = [...new Set(parts.flatMap((part) => part.columns))];
  const texts = columns.map((sql, place) => `(${sql})::text as column_${place}`);
  const select = prepare<{ count: number; [column: `column_${number}`]: string | null }>(
    `select count(*)::int as count, ${texts.join(', ')} from (${query}) as page`,
  );
  return async (db, parameters) => {
    const [row] = await select(db, parameters);
    const textAt = (place: number) => row?.[`column_${place}`] ?? null;
    return {
      count: row?.count ?? 0,
      columns: new Map(columns.map((sql, place) => [sql, textAt(place)])),
    };
  };
}

/** How values get into the text as one column, and out of it again. */
export interface PackedColumn<Value> {
  /** Null for a column that is given. */
  readonly sql: string | null;
  /** Takes the column apart; there are so many rows. */
  readonly open: (column: never, count: number) => (place: number) => Value;
}

/** Whole numbers. */
export function integerColumn(sql: string): PackedColumn<number> {
  return { sql: `array_agg(${sql})`, open: numbersAt };
}

export function nullableIntegerColumn(sql: string): PackedColumn<number | null> {
  return mappedColumn(integerColumn(sql), (number) => (Number.isNaN(number) ? null : number));
}

/** Instants to the millisecond: microseconds are cut off, as the driver does. */
export function instantColumn(sql: string): PackedColumn<Date> {
  return mappedColumn(integerColumn(epochMs(sql)), (ms) => new Date(ms));
}

export function nullableInstantColumn(sql: string): PackedColumn<Date | null> {
  return mappedColumn(nullableIntegerColumn(epochMs(sql)), (ms) =>
    ms === null ? ms : new Date(ms),
  );
}

function epochMs(sql: string): string {
  return `floor(date_part('epoch', ${sql}) * 1000 + 0.0005)::bigint`;
}

/** Ids and names of our own: letters, digits, `_` and `-`, nothing that Postgres would quote. */
export function wordColumn<Word extends string | null = string>(sql: string): PackedColumn<Word> {
  const open = (text: string) => {
    const words = text.slice(1, -1).split(',');
    return (place: number) => (words[place] === 'NULL' ? null : words[place]) as Word;
  };
  return { sql: `array_agg(${sql})`, open };
}

/** Whatever JSON has. */
export function jsonColumn<Value>(sql: string): PackedColumn<Value> {
  const open = (text: string) => {
    const values: readonly Value[] = JSON.parse(text);
    return (place: number) => values[place] as Value;
  };
  return { sql: `json_agg(${sql})`, open };
}

export function mappedColumn<Held, Value>(
  { sql, open }: PackedColumn<Held>,
  valueFrom: (held: Held) => Value,
): PackedColumn<Value> {
  return {
    sql,
    open(column: never, count) {
      const heldAt = open(column, count);
      return (place) => valueFrom(heldAt(place));
    },
  };
}

export function givenColumn<Value>(): PackedColumn<Value> {
  return { sql: null, open: (value: Value) => () => value };
}

/** NaN for null. */
function numbersAt(text: string, count: number): (place: number) => number {
  const numbers = new Float64Array(count);
  let filled = 0;
  forEachInteger(text, (integer) => {
    numbers[filled] = integer;
    filled += 1;
  });
  return (place) => numbers[place] as number;
}

/** Names each property of a row with its column. */
export function packedRows<Row extends object>(
  columns: {
    readonly [Name in keyof Row]-?: PackedColumn<Row[Name]>;
  },
): PackedRows<Row> {
  const entries = Object.entries<PackedColumn<unknown>>(columns);
  class RowView extends RowOfTable {}
  for (const [column, [name]] of entries.entries()) {
    Object.defineProperty(RowView.prototype, name, {
      enumerable: true,
      get(this: RowOfTable) {
        return this.table.valueAt(column, this.place);
      },
    });
  }
  const opened = entries.map(([, { open }]) => open as Open);
  const views = ({ count, columns: packed }: PackedPage, given: Partial<Row> = {}): Row[] => {
    const held = entries.map(([name, { sql }]) =>
      sql === null ? given[name as keyof Row] : packed.get(sql),
    );
    const table = new Table(opened, held, count);
    const all: object[] = [];
    for (let place = 0; place < count; place += 1) all.push(new RowView(table, place));
    return all as Row[];
  };
  const names = entries.map(([name]) => name as keyof Row);
  return {
    columns: entries.flatMap(([, { sql }]) => sql ?? []),
    views,
    rows: (page, given) =>
      views(page, given).map((view) => {
        const row: Partial<Row> = {};
        for (const name of names) row[name] = view[name];
        return row as Row;
      }),
  };
}

type Open = (column: unknown, count: number) => (place: number) => unknown;

class Table {
  readonly #open: readonly Open[];
  readonly #columns: readonly unknown[];
  readonly #count: number;
  readonly #values: ((place: number) => unknown)[] = [];

  constructor(open: readonly Open[], columns: readonly unknown[], count: number) {
    this.#open = open;
    this.#columns = columns;
    this.#count = count;
  }

  valueAt(column: number, place: number): unknown {
    const values = this.#values[column] ?? this.#opened(column);
    return values(place);
  }

  #opened(column: number): (place: number) => unknown {
    const values = (this.#open[column] as Open)(this.#columns[column], this.#count);
    this.#values[column] = values;
    return values;
  }
}

class RowOfTable {
  readonly table: Table;
  readonly place: number;

  constructor(table: Table, place: number) {
    this.table = table;
    this.place = place;
  }
}
