import { isConflict } from './error-codes.ts';
import type { Db } from './tables.ts';

/** How often work is done that lost against another transaction. */
const attemptsMax = 3;

/**
 * Runs `work` in one transaction, which commits when `work` resolves and rolls back when it rejects.
 * Inside an open transaction it joins that one, so functions that use it can call each other. Where
 * Postgres rolled it back for another transaction (a deadlock), all of it is done again: `work` may do
 * nothing but what the database takes back.
 */
export async function inTransaction<Result>(
  db: Db,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  if (db.isTransaction) return work(db);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (!isConflict(error) || attempt === attemptsMax) throw error;
    }
  }
}
