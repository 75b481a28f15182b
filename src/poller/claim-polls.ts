import { type RawBuilder, sql } from 'kysely';
import type { ConnectionState } from '#connections';
import type { Db } from '#db';
import type { Region } from '#dexcom-share';
import { type ClaimedPoll, leaseMs, readFloorMs, readSlackMs } from './claimed-poll.ts';

/** How many polls may be claimed of a region, apart for those that lately did not answer in time. */
export interface Lane {
  readonly region: Region;
  readonly isSuspect: boolean;
  readonly slots: number;
}

/**
 * Claims the polls that are due up to `horizon`, oldest plan first. In one statement the fence is
 * raised, the plan is moved to the end of the lease (so that it is due again if this node dies),
 * and the account's read permit is taken. Where the account was read too lately, the plan moves to
 * when the floor allows, and nothing is returned.
 */
export async function claimPolls(
  db: Db,
  lanes: readonly Lane[],
  now: Date,
  horizon: Date,
): Promise<ClaimedPoll[]> {
  const due = sql`
    select d.* from unnest(
      ${lanes.map((lane) => lane.region)}::text[], ${lanes.map((lane) => lane.isSuspect)}::bool[],
      ${lanes.map((lane) => lane.slots)}::int[]
    ) as lane (region, is_suspect, slots)
    cross join lateral (
      select connection_id, next_poll_at from poll_plans
      where region = lane.region and is_suspect = lane.is_suspect and next_poll_at <= ${horizon}
      order by next_poll_at limit lane.slots
      for update skip locked
    ) d`;
  return claim(db, due, now);
}

/** Claims one connection's poll whatever its plan, unless a poll of it is running. */
export async function claimPoll(
  db: Db,
  connectionId: string,
  now: Date,
): Promise<ClaimedPoll | null> {
  const due = sql`
    select connection_id, ${now}::timestamptz as next_poll_at from poll_plans
    where connection_id = ${connectionId} and lease_until <= ${now}
    for update skip locked`;
  const [poll] = await claim(db, due, now);
  return poll ?? null;
}

async function claim(db: Db, due: RawBuilder<unknown>, now: Date): Promise<ClaimedPoll[]> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const gap = `${readFloorMs + readSlackMs} milliseconds`;
  const { rows } = await sql<ClaimedRow>`
    with due as materialized (${due}),
    wanted as (
      select due.connection_id, due.next_poll_at as planned_at, c.account_key,
        greatest(due.next_poll_at, ${now}::timestamptz) as read_at,
        row_number() over (partition by c.account_key order by due.next_poll_at) as turn
      from due join connections c on c.id = due.connection_id
      where c.disconnected_at is null
    ), permits as (
      insert into dexcom_accounts as a (account_key, read_not_before)
      select account_key, read_at + ${gap}::interval from wanted where turn = 1
      order by account_key
      on conflict (account_key) do update set read_not_before = excluded.read_not_before
      where a.read_not_before <= excluded.read_not_before - ${gap}::interval
      returning account_key
    ), judged as (
      select w.*, w.turn = 1 and m.account_key is not null as is_permitted,
        greatest(a.read_not_before, w.read_at + interval '1 second') as free_at
      from wanted w
      left join permits m on m.account_key = w.account_key
      left join dexcom_accounts a on a.account_key = w.account_key
    ), claimed as (
      update poll_plans p set
        fence = p.fence + (case when j.is_permitted then 1 else 0 end),
        lease_until = case when j.is_permitted then ${leaseUntil} else p.lease_until end,
        next_poll_at = case when j.is_permitted then ${leaseUntil} else j.free_at end
      from judged j where p.connection_id = j.connection_id
      returning p.connection_id, p.fence, p.is_suspect, p.reason, p.memory, p.newest_taken_at, j.planned_at,
        j.read_at, j.is_permitted
    )
    select k.*, c.team_id, c.user_id, u.client_user_id, c.region, c.account_key,
      c.credentials_sealed, c.session_sealed, c.session_opened_at, c.state, c.state_since,
      c.state_until, c.refusal_count, c.is_sharing_on, c.follower_count, c.sharing_asked_at,
      c.stalled_told_at, c.error_told_at, c.connected_at
    from claimed k join connections c on c.id = k.connection_id join users u on u.id = c.user_id
    where k.is_permitted`.execute(db);
  return rows.map(claimedOf);
}

interface ClaimedRow {
  connection_id: string;
  fence: number;
  is_suspect: boolean;
  reason: string;
  memory: unknown;
  newest_taken_at: Date | null;
  planned_at: Date;
  read_at: Date;
  team_id: string;
  user_id: string;
  client_user_id: string;
  region: Region;
  account_key: Buffer;
  credentials_sealed: Buffer;
  session_sealed: Buffer | null;
  session_opened_at: Date | null;
  state: ConnectionState;
  state_since: Date;
  state_until: Date | null;
  refusal_count: number;
  is_sharing_on: boolean | null;
  follower_count: number | null;
  sharing_asked_at: Date | null;
  stalled_told_at: Date | null;
  error_told_at: Date | null;
  connected_at: Date;
}

function claimedOf(row: ClaimedRow): ClaimedPoll {
  return {
    connectionId: row.connection_id,
    teamId: row.team_id,
    userId: row.user_id,
    clientUserId: row.client_user_id,
    region: row.region,
    fence: row.fence,
    isSuspect: row.is_suspect,
    plannedAt: row.planned_at,
    reason: row.reason,
    readAt: row.read_at,
    accountKey: row.account_key,
    credentialsSealed: row.credentials_sealed,
    sessionSealed: row.session_sealed,
    sessionOpenedAt: row.session_opened_at,
    state: row.state,
    stateSince: row.state_since,
    stateUntil: row.state_until,
    refusalCount: row.refusal_count,
    isSharingOn: row.is_sharing_on,
    followerCount: row.follower_count,
    sharingAskedAt: row.sharing_asked_at,
    stalledToldAt: row.stalled_told_at,
    errorToldAt: row.error_told_at,
    connectedAt: row.connected_at,
    memory: row.memory,
    newestTakenAt: row.newest_taken_at,
  };
}
