import { sql } from 'kysely';
import type { Db } from '#db';
import { sqlJoinPlan } from '#poll-plans';
import type { Region } from '#providers';

/** What became of the logins of a region's accounts, each account once, over all teams. */
export interface RegionLogins {
  readonly region: Region;
  readonly refusedCount: number;
  /** Refused or not. */
  readonly accountCount: number;
}

/**
 * Counts accounts whose last login by a poll came after `since`. Those that somebody linked or
 * reconnected since then are left out: with names and passwords at will, anybody could make such.
 */
export async function countLoginsByRegion(
  db: Db,
  regions: readonly Region[],
  since: Date,
): Promise<readonly RegionLogins[]> {
  const { rows } = await sql<RegionLogins>`
    select l.region, count(*)::int as "accountCount",
      count(*) filter (where l.is_refused)::int as "refusedCount"
    from (
      select c.region, bool_or(p.last_outcome = 'refused') as is_refused
      from connections c ${sqlJoinPlan}
      where c.disconnected_at is null and c.region = any(${regions}::text[])
        and (c.session_opened_at >= ${since}
          or (p.last_outcome = 'refused' and p.last_poll_at >= ${since}))
        and not exists (
          select from link_tokens t where t.connection_id = c.id and t.used_at >= ${since}
        )
      group by c.region, c.account_key
    ) l
    group by l.region`.execute(db);
  return rows;
}
