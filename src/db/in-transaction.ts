import type { Db } from './tables.ts';

/**
 * Runs `work` in one transaction, which commits when `work` resolves and rolls back when it rejects.
 * Inside an open transaction it joins that one, so functions that use it can call each other.
 */
export function inTransaction<Result>(db: Db, work: (db: Db) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
