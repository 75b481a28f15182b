import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { selectEvents } from '#events';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import { aboutEndpointId, endpointWantsEvent } from '#webhooks/endpoints';
import { triesMax } from '#webhooks/sending';

export interface ReplayStep {
  readonly endpointId: string;
  /** Whether the next step can follow at once; false while the endpoint's backlog is long. */
  readonly hasMore: boolean;
  readonly stagedCount: number;
}

/**
 * Makes the next batch of a replay due; null when another node works on the replay or it is
 * finished. While the endpoint has many deliveries due, nothing is added: a replay of millions of
 * events must neither fill the table nor delay new events.
 */
export function advanceReplay(
  db: Db,
  policy: DeliveryPolicy,
  replayId: string,
  now: Date,
): Promise<ReplayStep | null> {
  return inTransaction(db, async (db) => {
    const replay = await lockReplay(db, replayId);
    if (!replay) return null;
    const { endpoint_id: endpointId } = replay;
    if (replay.is_over) {
      await finish(db, replayId, now, true);
      return { endpointId, hasMore: false, stagedCount: 0 };
    }
    if (await hasBacklog(db, endpointId, now, policy.replayBacklogMax)) {
      return { endpointId, hasMore: false, stagedCount: 0 };
    }
    const stage = replay.kind === 'REPLAY' ? stageEvents : stageFailed;
    const batch = await stage(db, replay, now, policy.rowsPerStepMax);
    const isLast = batch.read_count < policy.rowsPerStepMax;
    await sql`
      update webhook_replays
      set reached_position = ${isLast ? replay.last_position : (batch.position ?? 0)},
        staged_count = staged_count + ${batch.staged_count}
      where id = ${replayId}`.execute(db);
    if (isLast) await finish(db, replayId, now, false);
    return { endpointId, hasMore: !isLast, stagedCount: batch.staged_count };
  });
}

interface LockedReplay {
  endpoint_id: string;
  kind: 'REPLAY' | 'RECOVER';
  reached_position: number;
  last_position: number;
  is_over: boolean;
}

interface Batch {
  read_count: number;
  staged_count: number;
  position: number | null;
}

async function lockReplay(db: Db, replayId: string): Promise<LockedReplay | undefined> {
  const { rows } = await sql<LockedReplay>`
    select r.endpoint_id, r.kind, r.reached_position, r.last_position,
      w.disabled_at is not null or w.deleted_at is not null as is_over
    from webhook_replays r join webhook_endpoints w on w.id = r.endpoint_id
    where r.id = ${replayId} and r.finished_at is null
    for no key update of r skip locked`.execute(db);
  return rows[0];
}

async function finish(db: Db, replayId: string, now: Date, isCutShort: boolean): Promise<void> {
  await sql`
    update webhook_replays set finished_at = ${now}, is_cut_short = ${isCutShort}
    where id = ${replayId}`.execute(db);
}

async function hasBacklog(
  db: Db,
  endpointId: string,
  now: Date,
  backlogMax: number,
): Promise<boolean> {
  const { rows } = await sql`
    select from webhook_deliveries
    where endpoint_id = ${endpointId} and state = 'PENDING' and next_attempt_at <= ${now}
    limit 1 offset ${backlogMax - 1}`.execute(db);
  return rows.length > 0;
}

async function stageEvents(
  db: Db,
  replay: LockedReplay,
  now: Date,
  rowsMax: number,
): Promise<Batch> {
  const wanted = selectEvents(
    {
      after: replay.reached_position,
      until: replay.last_position,
      teamId: sql`(select team_id from endpoint)`,
      limit: rowsMax,
    },
    sql`${aboutEndpointId} as about_endpoint_id`,
  );
  const { rows } = await sql<Batch>`
    with endpoint as materialized (
      select * from webhook_endpoints where id = ${replay.endpoint_id}
    ),
    batch as materialized (
      ${wanted}
    ),
    staged as (
      insert into webhook_deliveries as d (endpoint_id, event_position, event_appended_at,
        event_id, event_type, user_id, created_at, next_attempt_at)
      select w.id, b.position, b.appended_at, b.id, b.type, b.user_id, ${now}, ${now}
      from batch b cross join endpoint w
      where ${endpointWantsEvent}
      order by b.position
      on conflict (endpoint_id, event_position) do update
        set state = 'PENDING', next_attempt_at = ${now}, tries_left = ${triesMax}, settled_at = null
        where d.state <> 'PENDING'
      returning d.event_position
    )
    select (select count(*) from batch) as read_count, (select max(position) from batch) as position,
      (select count(*) from staged) as staged_count`.execute(db);
  return rows[0] ?? { read_count: 0, staged_count: 0, position: null };
}

async function stageFailed(
  db: Db,
  replay: LockedReplay,
  now: Date,
  rowsMax: number,
): Promise<Batch> {
  const { rows } = await sql<Batch>`
    with batch as materialized (
      select event_position from webhook_deliveries
      where endpoint_id = ${replay.endpoint_id}
        and event_position > ${replay.reached_position} and event_position <= ${replay.last_position}
      order by event_position
      limit ${rowsMax}
    ),
    failed as materialized (
      select d.event_position from batch b join webhook_deliveries d
        on d.endpoint_id = ${replay.endpoint_id} and d.event_position = b.event_position
      where d.state in ('EXHAUSTED', 'CANCELLED')
        or (d.state = 'PENDING' and d.next_attempt_at > ${now} and d.lease_until <= ${now})
      for update of d skip locked
    ),
    staged as (
      update webhook_deliveries d
      set state = 'PENDING', next_attempt_at = ${now}, tries_left = ${triesMax}, settled_at = null
      from failed f
      where d.endpoint_id = ${replay.endpoint_id} and d.event_position = f.event_position
      returning d.event_position
    )
    select (select count(*) from batch) as read_count,
      (select max(event_position) from batch) as position,
      (select count(*) from staged) as staged_count`.execute(db);
  return rows[0] ?? { read_count: 0, staged_count: 0, position: null };
}
