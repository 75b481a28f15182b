import { sql } from 'kysely';
import type { Db } from '#db';

/** Link tokens are told apart as expired or used, not merely unknown, for so long. */
const tokenMemory = '30 days';
/** The floor of an account that nobody reads any more has no meaning after this. */
const accountMemory = '2 days';

/** Forgets what can no longer count: windows, budgets, old link tokens. Returns how many rows. */
export async function forgetExpired(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with windows as (
      delete from rate_windows where expires_at < ${now} returning 1
    ), budgets as (
      delete from login_budgets where expires_at < ${now} returning 1
    ), tokens as (
      delete from link_tokens where expires_at < ${now}::timestamptz - ${tokenMemory}::interval
      returning 1
    ), accounts as (
      delete from dexcom_accounts
      where read_not_before < ${now}::timestamptz - ${accountMemory}::interval
        and coalesce(throttled_until, '-infinity') < ${now}
      returning 1
    )
    select (select count(*) from windows) + (select count(*) from budgets)
      + (select count(*) from tokens) + (select count(*) from accounts) as count`.execute(db);
  return rows[0]?.count ?? 0;
}
