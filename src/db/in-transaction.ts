import type { Db } from './tables.ts';

/**
 * Runs `work` in one transaction: it commits when `work` resolves and rolls back when it rejects.
 * Within a transaction it joins the one that is open, so verbs can be put together freely.
 */
export function inTransaction<Result>(db: Db, work: (db: Db) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
