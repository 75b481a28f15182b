import { type RawBuilder, sql } from 'kysely';
import { type Db, executePrepared, inTransaction } from '#db';

/**
 * Removes deliveries and their attempts, which no foreign key ties together. `selection` is a query
 * for the keys (endpoint_id, event_position). The attempts are deleted by a second statement, since
 * only a new one sees attempts that were written while the first waited for a delivery's lock.
 * Returns how many deliveries were removed.
 */
export function removeDeliveries(db: Db, selection: RawBuilder<unknown>): Promise<number> {
  return inTransaction(db, async (db) => {
    const { rows } = await sql<{ endpoint_id: string; event_position: number }>`
      delete from webhook_deliveries d using (${selection}) k
      where d.endpoint_id = k.endpoint_id and d.event_position = k.event_position
      returning d.endpoint_id, d.event_position`.execute(db);
    await executePrepared(
      db,
      sql`
      delete from webhook_attempts a
      using unnest(
        ${rows.map((row) => row.endpoint_id)}::uuid[],
        ${rows.map((row) => row.event_position)}::bigint[]
      ) as k (endpoint_id, event_position)
      where a.endpoint_id = k.endpoint_id and a.event_position = k.event_position`,
    );
    return rows.length;
  });
}
