import { createHash } from 'node:crypto';
import { CompiledQuery } from 'kysely';
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
  if (!namesByText.has(text)) namesByText.set(text, nameOf(text));
  return async (db, parameters) => {
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));
    return rows;
  };
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
