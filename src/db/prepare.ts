import { createHash } from 'node:crypto';
import { CompiledQuery, type QueryResult, type RawBuilder } from 'kysely';
import type { Db } from './tables.ts';

/**
 * A prepared statement, for queries that run a thousand times a second: its text is built once, and
 * each session parses it once. (Postgres spends as long on parsing and analysing a query for one
 * user's day as on executing it.)
 *
 * It must name its columns one by one: a prepared statement fails when a migration changes the
 * columns of its result.
 */
export type Prepared<Row> = (db: Db, parameters: readonly unknown[]) => Promise<Row[]>;

export function prepare<Row>(text: string): Prepared<Row> {
  keepPrepared(text);
  return async (db, parameters) => {
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));
    return rows;
  };
}

/**
 * Runs a statement that each poll or delivery needs: each session parses it once, and plans it anew
 * only while that pays. Its text may have few variants, since sessions keep all of them; what is
 * many goes in as an array. As above, it names the columns of its result.
 */
export function executePrepared<Row>(
  db: Db,
  statement: RawBuilder<Row>,
): Promise<QueryResult<Row>> {
  const compiled = statement.compile(db);
  keepPrepared(compiled.sql);
  return db.executeQuery(compiled);
}

function keepPrepared(text: string): void {
  if (!namesByText.has(text)) namesByText.set(text, nameOf(text));
}

const namesByText = new Map<string, string>();

/**
 * Equal for equal texts in all processes, since a pooler may pass a session from one to another.
 */
function nameOf(text: string): string {
  return `p${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** The name under which a session keeps the statement; undefined for one that was not prepared. */
export function preparedNameOf(text: string): string | undefined {
  return namesByText.get(text);
}
