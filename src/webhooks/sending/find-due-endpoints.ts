import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';

export interface DueEndpoint {
  readonly endpointId: string;
  /** When its next delivery is due; in the past also while that delivery is in flight. */
  readonly dueAt: Date;
}

/** A loose index scan from endpoint to endpoint, so the length of a backlog does not matter. */
export async function findDueEndpoints(
  db: Db,
  dueBefore: Date,
  endpointsMax: number,
): Promise<DueEndpoint[]> {
  const { rows } = await executePrepared(
    db,
    sql<{ endpoint_id: string; next_attempt_at: Date }>`
    with recursive hop as (
      (
        select endpoint_id, next_attempt_at from webhook_deliveries
        where state = 'PENDING' order by endpoint_id, next_attempt_at limit 1
      )
      union all
      select next.endpoint_id, next.next_attempt_at from hop cross join lateral (
        select endpoint_id, next_attempt_at from webhook_deliveries
        where state = 'PENDING' and endpoint_id > hop.endpoint_id
        order by endpoint_id, next_attempt_at limit 1
      ) next
    )
    select endpoint_id, next_attempt_at from hop
    where next_attempt_at <= ${dueBefore} order by next_attempt_at limit ${endpointsMax}`,
  );
  return rows.map((row) => ({ endpointId: row.endpoint_id, dueAt: row.next_attempt_at }));
}
