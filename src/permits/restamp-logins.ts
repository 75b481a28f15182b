import { sql } from 'kysely';
import type { Db } from '#db';
import { longestPermitTimes } from '#providers';

/**
 * After the clock was set, permits bear times of the old clock: set ahead, they would count no more,
 * set back, for hours. Each that may still count is given the present time, which errs on the safe
 * side by the length of a lockout at the most; so is what remains of one. May be done again, and by
 * several nodes. Returns how many counts changed.
 */
export async function restampLogins(db: Db, jumpMs: number, now: Date): Promise<number> {
  const nowMs = now.getTime();
  const { countsForMs, lockoutMs } = longestPermitTimes;
  const since = new Date(nowMs - Math.max(0, jumpMs) - countsForMs);
  const activeSince = new Date(nowMs - Math.max(0, jumpMs));
  const lockedUntil = new Date(nowMs + lockoutMs);
  const restamped = (column: 'permits' | 'stranger_permits' | 'extra_requests') => sql`
    array(select case when ${jumpMs > 0} or at > ${now} then ${now} else at end
      from unnest(${sql.ref(column)}) at where at > ${since})`;
  const result = await sql`
    update login_budgets set
      permits = ${restamped('permits')}, extra_requests = ${restamped('extra_requests')},
      stranger_permits = ${restamped('stranger_permits')},
      retry_at = case when retry_at > ${activeSince}
        then least(retry_at + ${`${Math.round(jumpMs)} milliseconds`}::interval,
          ${now}::timestamptz + interval '1 hour') end,
      expires_at = greatest(expires_at, ${now}::timestamptz + interval '2 days'),
      locked_until = case when locked_until > ${activeSince} then ${lockedUntil}::timestamptz end,
      throttled_until = case when throttled_until is null then null
        when throttled_until > ${activeSince} and ${jumpMs > 0}
          then throttled_until + ${`${Math.round(jumpMs)} milliseconds`}::interval
        else least(throttled_until, ${now}::timestamptz + interval '1 day') end
    where exists (select from unnest(permits || extra_requests) at where at > ${since})
      or greatest(locked_until, throttled_until, retry_at) > ${activeSince}`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
