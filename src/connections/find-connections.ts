import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#db';
import { joinPlan } from '#poll-plans';
import type { ProviderSlug, Region } from '#providers';
import type { ConnectionRecord } from './connection-record.ts';
import { selectLiveOfUsers } from './live-of-users.ts';
import { type ConnectionState, type PresentState, sqlPresentState } from './states/index.ts';

export interface ConnectionQuery {
  readonly teamId: string;
  readonly userIds?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly inStates?: PresentStateQuery | undefined;
  /** Only those without a reading taken since then. */
  readonly staleSince?: Date | undefined;
  readonly includesDisconnected: boolean;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Which connections are in one of these states at a moment. */
export interface PresentStateQuery {
  readonly states: readonly PresentState[];
  readonly now: Date;
  /** For how many milliseconds a reading is fresh, of the plan `p`. */
  readonly freshForMs: RawBuilder<number>;
}

/** Connections of a team, by id, a page at a time. */
export async function findConnections(db: Db, query: ConnectionQuery): Promise<ConnectionRecord[]> {
  const { teamId, userIds, ids, inStates, staleSince, includesDisconnected, after, limit } = query;
  if (userIds && !(ids || inStates || staleSince || after || includesDisconnected)) {
    return selectLiveOfUsers(db, { teamId, userIds, limit });
  }
  const conditions = [
    sql`c.team_id = ${teamId}`,
    ...(userIds ? [sql`c.user_id = any(${userIds}::uuid[])`] : []),
    ...(ids ? [sql`c.id = any(${ids}::uuid[])`] : []),
    ...(inStates ? [isInStates(inStates)] : []),
    ...(staleSince ? [sql`(p.newest_taken_at is null or p.newest_taken_at < ${staleSince})`] : []),
    ...(includesDisconnected ? [] : [sql`c.disconnected_at is null`]),
    ...(after ? [sql`c.id > ${after}`] : []),
  ];
  const { rows } = await sql<ConnectionRow>`
    ${sql.raw(selectConnections)}
    where ${sql.join(conditions, sql` and `)}
    order by c.id limit ${limit}`.execute(db);
  return rows.map(recordOf);
}

const selectConnections = `
  select c.id, c.team_id, c.user_id, c.provider, c.region, c.state, c.state_since, c.state_until,
    c.is_sharing_on, c.follower_count, c.connected_at, c.disconnected_at, p.next_poll_at,
    p.last_poll_at, p.last_outcome, p.newest_taken_at, p.last_reading_at, p.aside_count,
    p.memory->'cadenceMs' as cadence_ms, p.memory->'delayMs' as delay_ms,
    p.memory->'sensorFailedAtMs' as sensor_failed_at_ms
  from connections c ${joinPlan}`;

function isInStates({ states, now, freshForMs }: PresentStateQuery) {
  return sql`${sqlPresentState(now, freshForMs)} = any(${states as string[]}::text[])`;
}

interface ConnectionRow {
  id: string;
  team_id: string;
  user_id: string;
  provider: ProviderSlug;
  region: Region;
  state: ConnectionState;
  state_since: Date;
  state_until: Date | null;
  is_sharing_on: boolean | null;
  follower_count: number | null;
  connected_at: Date;
  disconnected_at: Date | null;
  next_poll_at: Date | null;
  last_poll_at: Date | null;
  last_outcome: string | null;
  newest_taken_at: Date | null;
  last_reading_at: Date | null;
  aside_count: number;
  cadence_ms: unknown;
  delay_ms: unknown;
  sensor_failed_at_ms: unknown;
}

function recordOf(row: ConnectionRow): ConnectionRecord {
  return {
    id: row.id,
    teamId: row.team_id,
    userId: row.user_id,
    provider: row.provider,
    region: row.region,
    state: row.state,
    stateSince: row.state_since,
    stateUntil: row.state_until,
    isSharingOn: row.is_sharing_on,
    followerCount: row.follower_count,
    connectedAt: row.connected_at,
    disconnectedAt: row.disconnected_at,
    nextPollAt: row.next_poll_at,
    lastPollAt: row.last_poll_at,
    lastOutcome: row.last_outcome,
    newestTakenAt: row.newest_taken_at,
    lastReadingAt: row.last_reading_at,
    asideCount: row.aside_count,
    cadenceMs: row.cadence_ms,
    delayMs: row.delay_ms,
    sensorFailedAtMs: row.sensor_failed_at_ms,
  };
}
