import { sql } from 'kysely';
import type { Db } from '#db';
import { sqlJoinPlan } from '#poll-plans';
import type { ProviderSlug } from '#providers';
import { sqlClientUserId } from '#teams';
import type { ConnectionState } from './states/index.ts';

export interface StalledConnection {
  readonly connectionId: string;
  readonly teamId: string;
  readonly userId: string;
  readonly clientUserId: string;
  readonly provider: ProviderSlug;
  readonly state: ConnectionState;
  readonly stateSince: Date;
  readonly newestTakenAt: Date | null;
}

export interface StallQuery {
  readonly now: Date;
  /** Without a newer reading since then. */
  readonly quietSince: Date;
  /** Planned for before then: not polled, and the silence is ours. */
  readonly overdueSince: Date;
  readonly limit: number;
}

/**
 * Notes connections that have gone silent and were not noted before; a fresh reading forgets it. The
 * plan is locked first, as by those who settle polls.
 */
export async function noteStalled(
  db: Db,
  { now, quietSince, overdueSince, limit }: StallQuery,
): Promise<readonly StalledConnection[]> {
  const { rows } = await sql<StalledConnection>`
    with quiet as (
      select p.connection_id, p.newest_taken_at from connections c ${sqlJoinPlan}
      where coalesce(p.last_reading_at, '-infinity') < ${quietSince}
        and coalesce(p.next_poll_at, 'infinity') > ${overdueSince}
        and c.connected_at < ${quietSince} and c.stalled_told_at is null
        and c.disconnected_at is null
      order by p.connection_id limit ${limit} for update of p skip locked
    )
    update connections c set stalled_told_at = ${now}
    from quiet q
    where c.id = q.connection_id and c.stalled_told_at is null and c.disconnected_at is null
    returning c.id as "connectionId", c.team_id as "teamId", c.user_id as "userId",
      ${sqlClientUserId('c.user_id')} as "clientUserId", c.provider, c.state,
      c.state_since as "stateSince", q.newest_taken_at as "newestTakenAt"`.execute(db);
  return rows;
}
