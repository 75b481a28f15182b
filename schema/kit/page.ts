import { InvalidArgument } from './failures.ts';

/**
 * Pages of a list, forward by key (`first`, `after`): the list is asked for one row more than the
 * page holds, which tells whether another page follows. Cursors are opaque to clients.
 */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export interface PageLimits {
  readonly rowsDefault: number;
  readonly rowsMax: number;
}

export interface Page {
  /** How many rows the page may hold. */
  readonly rows: number;
  /** The key after which it begins; null at the start. */
  readonly after: string | null;
}

export interface Connection<Row> {
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly edges: readonly Edge<Row>[];
}

/** A row with its place. Most who read a page ask for no cursor but its last, so it is made late. */
class Edge<Row> {
  readonly node: Row;
  readonly keyOf: (row: Row) => string;
  constructor(node: Row, keyOf: (row: Row) => string) {
    this.node = node;
    this.keyOf = keyOf;
  }
  get cursor(): string {
    return Buffer.from(this.keyOf(this.node)).toString('base64url');
  }
}

export const pageLimits: PageLimits = { rowsDefault: 50, rowsMax: 100 };

/**
 * Reads `first` and `after`. `isKey` tells whether a decoded cursor is a key of this list; throws
 * InvalidArgument for one that is not, and for a page larger than the limit.
 */
export function pageOf(
  { first, after }: PageArguments,
  isKey: (key: string) => boolean,
  limits: PageLimits = pageLimits,
): Page {
  const rows = first ?? limits.rowsDefault;
  if (rows < 1 || rows > limits.rowsMax) {
    throw new InvalidArgument('first', `a number from 1 to ${limits.rowsMax}`);
  }
  if (after === null || after === undefined) return { rows, after: null };
  const key = Buffer.from(after, 'base64url').toString('utf8');
  if (!isKey(key)) throw new InvalidArgument('after', 'a cursor that this list gave');
  return { rows, after: key };
}

/**
 * Makes a relay connection of at most `page.rows + 1` rows in order; the row beyond the page is
 * not shown. `keyOf` gives a row's key, from which its cursor is made.
 */
export function connectionOf<Row>(
  rows: readonly Row[],
  page: Page,
  keyOf: (row: Row) => string,
): Connection<Row> {
  const edges = rows.slice(0, page.rows).map((node) => new Edge(node, keyOf));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.rows,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
