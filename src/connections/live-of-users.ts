import { type Db, dateOfEpochMs, epochMs, packedRows, prepare, rowsOfPacked } from '#db';
import type { ConnectionRecord } from './find-connections.ts';

export interface LiveOfUsers {
  readonly teamId: string;
  readonly userIds: readonly string[];
  readonly limit: number;
}

/** What a page of users asks for: the connections of all of them that are not disconnected. */
export async function selectLiveOfUsers(
  db: Db,
  { teamId, userIds, limit }: LiveOfUsers,
): Promise<ConnectionRecord[]> {
  const [row] = await select(db, [teamId, userIds, limit]);
  return liveOfPacked(row?.packed ?? null, teamId);
}

/**
 * The same as a statement of one text; $1 is the team's id, `userIds` and `limit` are SQL.
 */
export function liveOfUsersBeside(userIds: string, limit: string): string {
  return packedRows(
    columns,
    `select c.id, c.user_id, c.provider, c.region, c.state, c.state_since, c.state_until,
      c.is_sharing_on, c.follower_count, c.connected_at, p.next_poll_at, p.last_poll_at,
      p.last_outcome, p.newest_taken_at, p.last_reading_at, p.aside_count, p.memory
    from connections c join poll_plans p on p.connection_id = c.id
    where c.team_id = $1 and c.user_id = any(${userIds}) and c.disconnected_at is null
    order by c.id limit ${limit}`,
  );
}

/** The connections of such a text. */
export function liveOfPacked(packed: string | null, teamId: string): ConnectionRecord[] {
  return rowsOfPacked<PackedConnection>(packed).map((row) => recordOf(row, teamId));
}

type PackedConnection = readonly [
  id: string,
  userId: string,
  provider: ConnectionRecord['provider'],
  region: ConnectionRecord['region'],
  state: ConnectionRecord['state'],
  isSharingOn: boolean | null,
  followerCount: number | null,
  lastOutcome: string | null,
  asideCount: number,
  memory: unknown,
  stateSinceMs: number,
  connectedAtMs: number,
  stateUntilMs: number | null,
  nextPollAtMs: number | null,
  lastPollAtMs: number | null,
  newestTakenAtMs: number | null,
  lastReadingAtMs: number | null,
];

const columns = [
  'id',
  'user_id',
  'provider',
  'region',
  'state',
  'is_sharing_on',
  'follower_count',
  'last_outcome',
  'aside_count',
  'memory',
  epochMs('state_since'),
  epochMs('connected_at'),
  epochMs('state_until'),
  epochMs('next_poll_at'),
  epochMs('last_poll_at'),
  epochMs('newest_taken_at'),
  epochMs('last_reading_at'),
];

const select = prepare<{ packed: string | null }>(
  `select (${liveOfUsersBeside('$2::uuid[]', '$3')}) as packed`,
);

function recordOf(row: PackedConnection, teamId: string): ConnectionRecord {
  const [
    id,
    userId,
    provider,
    region,
    state,
    isSharingOn,
    followerCount,
    lastOutcome,
    asideCount,
    memory,
    stateSinceMs,
    connectedAtMs,
    stateUntilMs,
    nextPollAtMs,
    lastPollAtMs,
    newestTakenAtMs,
    lastReadingAtMs,
  ] = row;
  return {
    id,
    teamId,
    userId,
    provider,
    region,
    state,
    stateSince: new Date(stateSinceMs),
    stateUntil: dateOfEpochMs(stateUntilMs),
    isSharingOn,
    followerCount,
    connectedAt: new Date(connectedAtMs),
    disconnectedAt: null,
    nextPollAt: dateOfEpochMs(nextPollAtMs),
    lastPollAt: dateOfEpochMs(lastPollAtMs),
    lastOutcome,
    newestTakenAt: dateOfEpochMs(newestTakenAtMs),
    lastReadingAt: dateOfEpochMs(lastReadingAtMs),
    asideCount,
    memory,
  };
}
