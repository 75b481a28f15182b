import { sql } from 'kysely';
import type { Db } from '#db';
import { longestPermitTimes } from '#providers';

/**
 * Erases the counts under these keys, and those of all names that are known to lead to them. What
 * still counts (P4) stays until it does not, minutes from now, without saying where it leads.
 */
export async function eraseLogins(db: Db, keys: readonly Buffer[], now: Date): Promise<void> {
  const since = new Date(now.getTime() - longestPermitTimes.countsForMs);
  const isOfThem = sql`(key = any (${keys}::bytea[]) or account_key = any (${keys}::bytea[]))`;
  await sql`
    delete from login_budgets where ${isOfThem}
      and not exists (select from unnest(permits || extra_requests) at where at > ${since})
      and coalesce(greatest(locked_until, throttled_until), '-infinity') <= ${now}`.execute(db);
  const forgottenAt = new Date(now.getTime() + longestPermitTimes.countsForMs);
  await sql`
    update login_budgets set account_key = null,
      expires_at = greatest(${forgottenAt}::timestamptz, locked_until, throttled_until)
    where ${isOfThem}`.execute(db);
}
