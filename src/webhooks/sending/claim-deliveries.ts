import { sql } from 'kysely';
import type { Db } from '#db';

export interface ClaimOptions {
  readonly now: Date;
  readonly leaseUntil: Date;
  /** For each endpoint, how many of its deliveries this node takes at most. */
  readonly quotas: readonly { readonly endpointId: string; readonly quota: number }[];
}

/** A delivery that this node alone may send until its lease ends. */
export interface ClaimedDelivery {
  readonly endpointId: string;
  readonly position: number;
  readonly appendedAt: Date;
  readonly eventId: string;
  readonly eventType: string;
  /** The number of the claim, and so of its attempt. */
  readonly fence: number;
  readonly attemptCount: number;
  readonly triesLeft: number;
}

/** How far ahead a rate limit may be used, so that fast endpoints are not claimed row by row. */
const paceAheadSeconds = 0.1;
/** Up to this rate per second, deliveries are claimed one by one. */
const pacedSinglyMax = 10;

/**
 * Claims due deliveries of several endpoints. Of each endpoint, only the first `concurrency` due
 * rows may be in flight on all nodes together: rows in flight keep their place in that order, so the
 * window itself is the bound. A rate limit is counted on the endpoint's row, which is locked
 * meanwhile; the pace is such that no second ever holds more than the limit plus one.
 *
 * A picked row is checked again once its lock is held, and updated by its ctid: joined by its key,
 * the planner may scan all pending rows whenever it believes that there are few. It is planned each
 * time, since a plan from when few were waiting would scan a whole backlog.
 */
export async function claimDeliveries(db: Db, options: ClaimOptions): Promise<ClaimedDelivery[]> {
  const { now, leaseUntil, quotas } = options;
  const ids = quotas.map(({ endpointId }) => endpointId);
  const counts = quotas.map(({ quota }) => quota);
  const { rows } = await sql<ClaimRow>`
    with paced as materialized (
      select id, greatest(rate_free_at, ${now}) as free_at,
        case when rate_per_second > ${pacedSinglyMax} then ${paceAheadSeconds}::numeric else 0 end
          as ahead,
        rate_per_second as rate
      from webhook_endpoints
      where id = any(${ids}::uuid[]) and rate_per_second is not null
      for no key update skip locked
    ),
    pace as (
      select id, free_at, (1 + ahead) / rate as seconds_each,
        floor((extract(epoch from ${now} - free_at) + ahead) * rate / (1 + ahead))::integer + 1
          as permits
      from paced
    ),
    wanted as (
      select w.id, w.concurrency, least(r.room, coalesce(p.permits, r.room)) as room
      from unnest(${ids}::uuid[], ${counts}::integer[]) as r (id, room)
      join webhook_endpoints w on w.id = r.id
      left join pace p on p.id = w.id
      where w.disabled_at is null and w.deleted_at is null
        and (w.slowed_until is null or w.slowed_until <= ${now})
        and (w.rate_per_second is null or p.permits > 0)
    ),
    picked as materialized (
      select d.place from wanted w cross join lateral (
        select front.place from (
          select ctid as place, lease_until from webhook_deliveries
          where endpoint_id = w.id and state = 'PENDING' and next_attempt_at <= ${now}
          order by next_attempt_at, event_position
          limit w.concurrency
        ) front
        where front.lease_until <= ${now}
        limit greatest(w.room, 0)
      ) d
    ),
    free as materialized (
      select ctid as place from webhook_deliveries
      where ctid = any(array(select place from picked))
        and state = 'PENDING' and next_attempt_at <= ${now} and lease_until <= ${now}
      for update skip locked
    ),
    claimed as (
      update webhook_deliveries set fence = fence + 1, lease_until = ${leaseUntil}
      where ctid = any(array(select place from free))
      returning endpoint_id, event_position, event_appended_at, event_id, event_type, fence,
        attempt_count, tries_left
    ),
    paid as (
      update webhook_endpoints w
      set rate_free_at = p.free_at + c.count * p.seconds_each * interval '1 second'
      from pace p join (select endpoint_id, count(*) from claimed group by endpoint_id) c
        on c.endpoint_id = p.id
      where w.id = p.id
    )
    select * from claimed`.execute(db);
  return rows.map(claimedOfRow);
}

interface ClaimRow {
  endpoint_id: string;
  event_position: number;
  event_appended_at: Date;
  event_id: string;
  event_type: string;
  fence: number;
  attempt_count: number;
  tries_left: number;
}

function claimedOfRow(row: ClaimRow): ClaimedDelivery {
  return {
    endpointId: row.endpoint_id,
    position: row.event_position,
    appendedAt: row.event_appended_at,
    eventId: row.event_id,
    eventType: row.event_type,
    fence: row.fence,
    attemptCount: row.attempt_count,
    triesLeft: row.tries_left,
  };
}
