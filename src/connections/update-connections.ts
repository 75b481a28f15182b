import { sql } from 'kysely';
import type { Db } from '#db';
import type { ConnectionState } from './states/index.ts';

/** What a poll found of a connection. */
export interface ConnectionChange {
  readonly connectionId: string;
  readonly state: ConnectionState;
  readonly stateSince: Date;
  readonly stateUntil: Date | null;
  /** Logins refused in a row. */
  readonly refusalCount: number;
  readonly isSharingOn: boolean | null;
  readonly followerCount: number | null;
  readonly sharingAskedAt: Date | null;
  /** The team is told that all is well again, or that a person has to act. */
  readonly isRecovered: boolean;
  readonly isError: boolean;
  readonly polledAt: Date;
}

/** Writes what changed; a connection that was disconnected meanwhile stays so. */
export async function updateConnections(
  db: Db,
  changes: readonly ConnectionChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const of = <T>(pick: (each: ConnectionChange) => T) => changes.map(pick);
  await sql`
    update connections c set
      state = d.state, state_since = d.state_since, state_until = d.state_until,
      refusal_count = d.refusal_count, is_sharing_on = d.is_sharing_on,
      follower_count = d.follower_count, sharing_asked_at = d.sharing_asked_at,
      stalled_told_at = case when d.is_recovered then null else c.stalled_told_at end,
      error_told_at = case when d.is_recovered then null
        when d.is_error then d.polled_at else c.error_told_at end,
      first_refused_at = case when d.refusal_count = 0 then null
        else coalesce(c.first_refused_at, d.polled_at) end
    from unnest(
      ${of(({ connectionId }) => connectionId)}::uuid[], ${of(({ state }) => state)}::text[],
      ${of(({ stateSince }) => stateSince)}::timestamptz[],
      ${of(({ stateUntil }) => stateUntil)}::timestamptz[],
      ${of(({ refusalCount }) => refusalCount)}::int2[],
      ${of(({ isSharingOn }) => isSharingOn)}::bool[],
      ${of(({ followerCount }) => followerCount)}::int[],
      ${of(({ sharingAskedAt }) => sharingAskedAt)}::timestamptz[],
      ${of(({ isRecovered }) => isRecovered)}::bool[], ${of(({ isError }) => isError)}::bool[],
      ${of(({ polledAt }) => polledAt)}::timestamptz[]
    ) as d (connection_id, state, state_since, state_until, refusal_count, is_sharing_on,
      follower_count, sharing_asked_at, is_recovered, is_error, polled_at)
    where c.id = d.connection_id and c.disconnected_at is null`.execute(db);
}
