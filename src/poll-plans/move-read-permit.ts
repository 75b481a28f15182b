import { sql } from 'kysely';
import type { Db } from '#db';
import type { ClaimedPlan } from './claim-plans.ts';
import { readFloorMs, readSlackMs } from './limits.ts';

/**
 * Moves the read permit that was taken with the claim to this moment, where logging in took so long
 * that it has run out. False when another read was permitted meanwhile, or the poll was outrun.
 */
export async function moveReadPermit(
  db: Db,
  {
    accountKey,
    connectionId,
    fence,
    readAt,
  }: Pick<ClaimedPlan, 'connectionId' | 'fence' | 'readAt'> & { readonly accountKey: Buffer },
  now: Date,
): Promise<boolean> {
  const gapMs = readFloorMs + readSlackMs;
  const notBefore = new Date(now.getTime() + gapMs);
  const own = new Date(readAt.getTime() + gapMs);
  const { rows } = await sql`
    insert into dexcom_accounts as a (account_key, read_not_before)
    select ${accountKey}::bytea, ${notBefore}::timestamptz from poll_plans
    where connection_id = ${connectionId} and fence = ${fence}
    on conflict (account_key) do update set read_not_before = excluded.read_not_before
    where (a.read_not_before <= ${now} or a.read_not_before = ${own})
      and coalesce(a.throttled_until, '-infinity') <= ${now}
    returning account_key`.execute(db);
  return rows.length === 1;
}
