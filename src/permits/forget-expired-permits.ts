import { sql } from 'kysely';
import type { Db } from '#db';

/** Forgets windows and counts in which nothing can count any more. Returns how many. */
export async function forgetExpiredPermits(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with windows as (
      delete from rate_windows where expires_at < ${now} returning 1
    ), counts as (
      delete from login_budgets where expires_at < ${now} returning 1
    )
    select (select count(*) from windows) + (select count(*) from counts) as count`.execute(db);
  return rows[0]?.count ?? 0;
}
