import { type Db, type Prepared, prepare } from '#db';
import type { Sealer } from '#std/sealed-box';
import type { ExportSection } from './sections.ts';

/** Whose data is exported. */
export interface ExportedPerson {
  readonly teamId: string;
  readonly userId: string;
}

/** The same, with the connections that are and were the person's. */
export interface FoundPerson extends ExportedPerson {
  readonly connectionIds: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

const rowsPerPageMax = 1_000;

/**
 * The rows of a section as JSON texts, page by page in the order of its key. Each page is a statement
 * of its own, so a slow client holds no session and no snapshot.
 */
export async function* exportRows(
  db: Db,
  sealer: Sealer,
  { teamId, userId, connectionIds }: FoundPerson,
  section: ExportSection,
): AsyncGenerator<readonly string[]> {
  const { rowsPerPage = rowsPerPageMax } = section;
  const pages = pagesOf(section, rowsPerPage);
  const format = rowFormatterOf(section, sealer, userId);
  let rows = await pages.first(db, [userId, teamId, connectionIds]);
  for (;;) {
    if (rows.length > 0) yield rows.map(format);
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsPerPage) return;
    const after = Object.keys(section.key).map((_, index) => last[`cursor_${index}`]);
    rows = await pages.next(db, [userId, teamId, connectionIds, ...after]);
  }
}

interface Pages {
  readonly first: Prepared<Row>;
  readonly next: Prepared<Row>;
}

/**
 * The key columns are read as text and cast back, because a JavaScript Date is coarser than a
 * timestamptz. The first column is compared once more by itself, which lets Postgres skip
 * partitions; it does not for a comparison of rows.
 */
function pagesOf({ table, condition, key, columns }: ExportSection, limit: number): Pages {
  const names = Object.keys(key);
  const cursors = names.map((name, index) => `"${name}"::text as cursor_${index}`);
  const after = Object.values(key).map((type, index) => `$${index + 4}::text::${type}`);
  const select = `select ${columns.map((name) => `"${name}"`).join(', ')}, ${cursors.join(', ')}
    from ${table} where ${condition} 
      and $1::uuid is not null and $2::uuid is not null and $3::uuid[] is not null`;
  const order = `order by ${names.map((name) => `"${name}"`).join(', ')} limit ${limit}`;
  const quoted = names.map((name) => `"${name}"`).join(', ');
  return {
    first: prepare(`${select} ${order}`),
    next: prepare(`${select} and "${names[0]}" >= ${after[0]}
      and (${quoted}) > (${after.join(', ')}) ${order}`),
  };
}

function rowFormatterOf(
  { columns, names = {}, sealed = {} }: ExportSection,
  sealer: Sealer,
  userId: string,
): (row: Row) => string {
  const fields = columns.map((column) => ({
    column,
    field: column
      .replace(/_sealed$/, '')
      .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    nameOf: names[column],
    open: sealed[column],
  }));
  return (row) => {
    const object: Record<string, unknown> = {};
    for (const { column, field, nameOf, open } of fields) {
      const value = row[column];
      if (open) object[field] = open(sealer, userId, row as never);
      else object[field] = nameOf ? nameOf(value as never) : value;
    }
    return JSON.stringify(object);
  };
}
