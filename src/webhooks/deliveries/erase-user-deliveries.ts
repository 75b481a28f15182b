import { sql } from 'kysely';
import type { Db } from '#db';
import { removeDeliveries } from './remove-deliveries.ts';

const rowsPerStatementMax = 5_000;

/**
 * Erases what webhooks hold of a user: the deliveries of the user's events with the receivers'
 * responses, and the endpoints that were for this user alone with all their deliveries.
 */
export async function eraseUserDeliveries(db: Db, userId: string): Promise<void> {
  for (;;) {
    const count = await removeDeliveries(
      db,
      sql`
        select endpoint_id, event_position from webhook_deliveries
        where user_id = ${userId}
          or endpoint_id in (select id from webhook_endpoints where user_id = ${userId})
        limit ${rowsPerStatementMax}`,
    );
    if (count < rowsPerStatementMax) break;
  }
  await db.deleteFrom('webhook_endpoints').where('user_id', '=', userId).execute();
}
