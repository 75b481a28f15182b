import { sql } from 'kysely';
import type { Db } from '#db';

/** A larger count would cost more than it is worth. */
const countMax = 100_000;

export interface DueDeliveries {
  /** Up to 100,000. */
  readonly count: number;
  /**
   * When the one was due that waits longest, of those counted; null for none. Those of an endpoint
   * that has asked for a pause, or for few a second, wait because of it and are not meant.
   */
  readonly oldestAt: Date | null;
}

/** The deliveries that are due and that no node has claimed. */
export async function countDueDeliveries(db: Db, now: Date): Promise<DueDeliveries> {
  const { rows } = await sql<DueDeliveries>`
    select count(*)::int as count, min(due.at) filter (
      where e.rate_per_second is null and e.disabled_at is null
        and (e.slowed_until is null or e.slowed_until <= ${now})
    ) as "oldestAt"
    from (
      select endpoint_id, next_attempt_at as at from webhook_deliveries
      where state = 'PENDING' and next_attempt_at <= ${now}
        and lease_until <= ${now}
      limit ${countMax}
    ) due join webhook_endpoints e on e.id = due.endpoint_id`.execute(db);
  return rows[0] ?? { count: 0, oldestAt: null };
}
