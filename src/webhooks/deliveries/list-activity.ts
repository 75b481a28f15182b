import { sql } from 'kysely';
import type { Db } from '#db';
import { findPositionBefore } from '#events';

/** What became of what an endpoint was to get of the events since an instant. */
export interface EndpointActivity {
  readonly pendingCount: number;
  readonly succeededCount: number;
  readonly exhaustedCount: number;
  readonly cancelledCount: number;
  readonly attemptCount: number;
  readonly failedAttemptCount: number;
  /** Of the attempts that were answered; null where none was. */
  readonly medianMs: number | null;
  /** Nineteen of twenty answers came within this; null where none came. */
  readonly p95Ms: number | null;
}

/** For each endpoint in their order. One statement, and one that finds where in the log to begin. */
export async function listActivity(
  db: Db,
  endpointIds: readonly string[],
  since: Date,
): Promise<EndpointActivity[]> {
  const after = await findPositionBefore(db, since);
  const { rows } = await sql<EndpointActivity>`
    select d.*, a.* from unnest(${endpointIds}::uuid[]) with ordinality as k (id, n)
    cross join lateral (
      select count(*) filter (where state = 'PENDING')::integer as "pendingCount",
        count(*) filter (where state = 'SUCCEEDED')::integer as "succeededCount",
        count(*) filter (where state = 'EXHAUSTED')::integer as "exhaustedCount",
        count(*) filter (where state = 'CANCELLED')::integer as "cancelledCount"
      from webhook_deliveries where endpoint_id = k.id and event_position > ${after}
    ) d
    cross join lateral (
      select count(*)::integer as "attemptCount",
        count(*) filter (where failure is not null)::integer as "failedAttemptCount",
        percentile_disc(0.5) within group (order by duration_ms)
          filter (where status is not null) as "medianMs",
        percentile_disc(0.95) within group (order by duration_ms)
          filter (where status is not null) as "p95Ms"
      from webhook_attempts where endpoint_id = k.id and event_position > ${after}
    ) a
    order by k.n`.execute(db);
  return rows;
}
