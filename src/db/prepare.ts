import { createHash } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import type { Db } from './tables.ts';

/**
 * A statement whose text never changes, for those that run a thousand times a second: it is built
 * once and not at each call, and a session parses it once. (Postgres spends as long on parsing and
 * analysing a query of one user's day as on answering it.)
 *
 * What it selects must be named column by column: a session's prepared statement fails when a
 * migration changes the columns of its result.
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

/** Equal for equal texts in all processes, as a pooler may hand a session from one to another. */
function nameOf(text: string): string {
  return `p${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** The name under which a session keeps the statement; undefined for one that was not prepared. */
export function preparedNameOf(text: string): string | undefined {
  return namesByText.get(text);
}
