import {
  type Db,
  givenColumn,
  instantColumn,
  integerColumn,
  jsonColumn,
  nullableInstantColumn,
  nullableIntegerColumn,
  packedRows,
  preparePacked,
  type SqlText,
  sqlText,
  wordColumn,
} from '#db';
import { joinPlan } from '#poll-plans';
import type { ConnectionRecord } from './connection-record.ts';

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
  const page = await readWhole(db, [teamId, userIds, limit]);
  return wholeRows.rows(page, { teamId, disconnectedAt: null });
}

const ofPlan = 'p.next_poll_at, p.last_poll_at, p.newest_taken_at, p.memory';

/**
 * The same of one user, brief and in no order, as a subquery that `joined-reads` joins to users; both
 * arguments are SQL. No limit is needed, since a user has one live connection a provider.
 */
export function briefOfUser(teamId: string, userId: string): SqlText {
  return sqlText(`
    select c.id as connection_id, c.provider, c.region, c.state, c.state_since, c.state_until,
      ${ofPlan}
    from connections c ${joinPlan}
    where c.team_id = ${teamId} and c.user_id = ${userId} and c.disconnected_at is null`);
}

const briefColumns = {
  id: wordColumn('connection_id'),
  provider: wordColumn<ConnectionRecord['provider']>('provider'),
  region: wordColumn<ConnectionRecord['region']>('region'),
  state: wordColumn<ConnectionRecord['state']>('state'),
  stateSince: instantColumn('state_since'),
  stateUntil: nullableInstantColumn('state_until'),
  nextPollAt: nullableInstantColumn('next_poll_at'),
  lastPollAt: nullableInstantColumn('last_poll_at'),
  newestTakenAt: nullableInstantColumn('newest_taken_at'),
  cadenceMs: jsonColumn<unknown>("memory->'cadenceMs'"),
  delayMs: jsonColumn<unknown>("memory->'delayMs'"),
};

/** What an overview shows of a connection: its present state, and when it is polled. */
export type BriefConnection = Pick<ConnectionRecord, keyof typeof briefColumns>;
export const briefConnections = packedRows<BriefConnection>(briefColumns);

const wholeRows = packedRows<ConnectionRecord>({
  ...briefColumns,
  teamId: givenColumn(),
  userId: wordColumn('user_id'),
  isSharingOn: jsonColumn('is_sharing_on'),
  followerCount: nullableIntegerColumn('follower_count'),
  connectedAt: instantColumn('connected_at'),
  disconnectedAt: givenColumn(),
  lastOutcome: jsonColumn('last_outcome'),
  lastReadingAt: nullableInstantColumn('last_reading_at'),
  asideCount: integerColumn('aside_count'),
  sensorFailedAtMs: jsonColumn("memory->'sensorFailedAtMs'"),
});

const readWhole = preparePacked(
  `select c.id as connection_id, c.user_id, c.provider, c.region, c.state, c.state_since,
    c.state_until, c.is_sharing_on, c.follower_count, c.connected_at, p.last_outcome,
    p.last_reading_at, p.aside_count, ${ofPlan}
  from connections c ${joinPlan}
  where c.team_id = $1 and c.user_id = any($2::uuid[]) and c.disconnected_at is null
  order by c.id limit $3`,
  wholeRows,
);
