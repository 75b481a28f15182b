import { sql } from 'kysely';
import type { Db } from '#db';
import { sqlJoinPlan } from '#poll-plans';
import type { ProviderSlug, Region } from '#providers';

/** What became of the logins of a region's accounts, each account once, over all teams. */
export interface RegionLogins {
  readonly region: Region;
  /** Whatever became of it. */
  readonly accountCount: number;
  readonly refusedCount: number;
  /** There was no answer, or only that we are to wait. */
  readonly unansweredCount: number;
}

/** When a renewal was last refused whose session of before is still read with: the memory knows. */
const sqlUnrenewedAt = sql`to_timestamp((p.memory->>'loginRefusedAtMs')::float8 / 1000)`;

/**
 * Counts accounts whose last login by a poll came after `since`, also where reads have gone on with the
 * session of before. Those that somebody linked or
 * reconnected since then are left out: with names and passwords at will, anybody could make such.
 */
export async function countLoginsByRegion(
  db: Db,
  provider: ProviderSlug,
  regions: readonly Region[],
  since: Date,
): Promise<readonly RegionLogins[]> {
  const { rows } = await sql<RegionLogins>`
    select l.region, count(*)::int as "accountCount",
      count(*) filter (where l.is_refused)::int as "refusedCount",
      count(*) filter (where l.is_unanswered and not l.is_refused)::int as "unansweredCount"
    from (
      select c.region, bool_or(asked.is_refused) as is_refused,
        bool_or(asked.is_unanswered) as is_unanswered
      from connections c ${sqlJoinPlan}
      cross join lateral (
        select p.last_poll_at >= ${since} and p.last_outcome = 'refused'
            or coalesce(${sqlUnrenewedAt} >= greatest(${since}::timestamptz, c.session_opened_at),
              false) as is_refused,
          p.last_poll_at >= ${since} and p.last_request = 'login'
            and p.last_outcome in ('unavailable', 'throttled') as is_unanswered
      ) as asked
      where c.provider = ${provider} and c.disconnected_at is null and c.region = any(${regions}::text[])
        and (c.session_opened_at >= ${since} or asked.is_refused or asked.is_unanswered)
        and not exists (
          select from link_tokens t where t.connection_id = c.id and t.used_at >= ${since}
        )
      group by c.region, c.account_key
    ) l
    group by l.region`.execute(db);
  return rows;
}

export const refusedAccountsMin = 10;
const refusedShareMin = 0.5;

/** Whether a region refuses everybody: so many accounts, and more than half of those answered. */
export function isRefusingAll(logins: RegionLogins): boolean {
  const { accountCount, refusedCount, unansweredCount } = logins;
  const answeredCount = accountCount - unansweredCount;
  return refusedCount >= refusedAccountsMin && refusedCount > answeredCount * refusedShareMin;
}
