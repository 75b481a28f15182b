import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * Cancels what is pending for a disabled endpoint, up to `rowsMax` of it; what is in flight is left
 * to its lease. Returns how many there were.
 */
export async function cancelPending(
  db: Db,
  endpointId: string,
  now: Date,
  rowsMax: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update webhook_deliveries d
    set state = 'CANCELLED', next_attempt_at = null, settled_at = ${now}
    from (
      select event_position from webhook_deliveries
      where endpoint_id = ${endpointId} and state = 'PENDING' and lease_until <= ${now}
      order by next_attempt_at
      limit ${rowsMax}
      for update skip locked
    ) p
    where d.endpoint_id = ${endpointId} and d.event_position = p.event_position`.execute(db);
  return Number(numAffectedRows ?? 0);
}
