import { sql } from 'kysely';
import type { Db } from '#db';
import type { Attempt } from '#webhooks/http';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import type { NextAttempt } from './next-attempt.ts';

/** What became of a claimed delivery: the attempt, and what follows. */
export interface Settlement {
  readonly delivery: ClaimedDelivery;
  /** Null when nothing was sent because the event was pruned or erased. */
  readonly attempt: Attempt | null;
  readonly next: NextAttempt;
}

/**
 * Writes the outcomes of several claims in one statement. If another node has claimed a delivery
 * since (its fence is higher), the delivery stays as it is; our attempt is recorded all the same,
 * since it was made. Returns the settlements that changed their delivery.
 *
 * The rows are looked up one by one and then updated by ctid. Joined by their keys, the planner may
 * scan the whole table, or all pending rows, whenever it believes that there are few, as it does
 * until it has analysed a backlog; planned each time for the same reason. A row that was changed meanwhile is left alone: its lease had
 * ended. A delivery that we could not update is locked and looked up again: if it was removed since
 * this statement began, its attempt must not be written, or it would outlive an erased user.
 */
export async function settleDeliveries(
  db: Db,
  now: Date,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<Settlement>> {
  const deliveries = settlements.map(({ delivery }) => delivery);
  const attempts = settlements.map(({ attempt }) => attempt);
  const { rows } = await sql<{ n: number }>`
    with outcome as materialized (
      select * from unnest(
        ${deliveries.map((delivery) => delivery.endpointId)}::uuid[],
        ${deliveries.map((delivery) => delivery.position)}::bigint[],
        ${deliveries.map((delivery) => delivery.fence)}::integer[],
        ${settlements.map(({ next }) => (next.next === 'retry' ? 'PENDING' : next.state))}::text[],
        ${settlements.map(({ next }) => retryAt(next, now))}::timestamptz[],
        ${attempts.map((attempt) => attempt?.at ?? null)}::timestamptz[],
        ${attempts.map((attempt) => attempt?.status ?? null)}::smallint[],
        ${attempts.map((attempt) => attempt?.failure ?? null)}::text[],
        ${attempts.map((attempt) => attempt?.durationMs ?? null)}::integer[],
        ${attempts.map((attempt) => attempt?.answerHead ?? null)}::text[],
        ${attempts.map((attempt) => attempt?.answerHeaders ?? null)}::text[]
      ) with ordinality as o (endpoint_id, event_position, fence, state, next_attempt_at, at, status,
        failure, duration_ms, answer_head, answer_headers, n)
    ),
    found as materialized (
      select d.place from outcome o cross join lateral (
        select ctid as place from webhook_deliveries
        where endpoint_id = o.endpoint_id and event_position = o.event_position
        limit 1
      ) d
    ),
    settled as (
      update webhook_deliveries d
      set state = o.state, next_attempt_at = o.next_attempt_at, lease_until = '-infinity',
        settled_at = case when o.state <> 'PENDING' then ${now}::timestamptz end,
        attempt_count = d.attempt_count + (o.at is not null)::integer,
        tries_left = d.tries_left - (o.at is not null)::integer
      from outcome o
      where d.ctid = any(array(select place from found))
        and d.endpoint_id = o.endpoint_id and d.event_position = o.event_position
        and d.fence = o.fence
      returning o.n
    ),
    outrun as materialized (
      select o.n from outcome o cross join lateral (
        select from webhook_deliveries
        where endpoint_id = o.endpoint_id and event_position = o.event_position
        for key share
      ) d
      where o.n not in (select n from settled)
    ),
    recorded as (
      insert into webhook_attempts
        (endpoint_id, event_position, number, at, status, failure, duration_ms, answer_head,
          answer_headers)
      select o.endpoint_id, o.event_position, o.fence, o.at, o.status, o.failure, o.duration_ms,
        o.answer_head, o.answer_headers
      from outcome o
      where o.at is not null
        and (o.n in (select n from settled) or o.n in (select n from outrun))
      on conflict do nothing
    )
    select n from settled`.execute(db);
  return new Set(rows.flatMap(({ n }) => settlements[n - 1] ?? []));
}

function retryAt(next: NextAttempt, now: Date): Date | null {
  return next.next === 'retry' ? new Date(now.getTime() + next.delayMs) : null;
}
