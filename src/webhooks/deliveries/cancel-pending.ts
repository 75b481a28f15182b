import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * Cancels up to `rowsMax` pending deliveries of a disabled endpoint. A delivery in flight is left
 * alone: its lease ends by itself. Returns how many were cancelled.
 */
export async function cancelPending(
  db: Db,
  endpointId: string,
  now: Date,
  rowsMax: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update webhook_deliveries
    set state = 'CANCELLED', next_attempt_at = null, settled_at = ${now}
    where ctid = any(array(
      select ctid from webhook_deliveries
      where endpoint_id = ${endpointId} and state = 'PENDING' and lease_until <= ${now}
      order by next_attempt_at, event_position
      limit ${rowsMax}
      for update skip locked
    ))`.execute(db);
  return Number(numAffectedRows ?? 0);
}
