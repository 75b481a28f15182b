import type { Db } from '#db';
import { dateOf } from '#std/clock';
import type { WebhookKit } from './webhook-context.ts';

/**
 * Takes an endpoint away. Nothing is sent to it any more; its deliveries, which may be millions,
 * are removed in batches afterwards. False when the team has no such endpoint.
 */
export async function deleteEndpoint(
  db: Db,
  kit: WebhookKit,
  teamId: string,
  endpointId: string,
): Promise<boolean> {
  const now = dateOf(kit.clock);
  const { numUpdatedRows } = await db
    .updateTable('webhook_endpoints')
    .set({ deleted_at: now, updated_at: now })
    .where('id', '=', endpointId)
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
