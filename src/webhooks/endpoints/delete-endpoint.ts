import type { Db } from '#db';
import { dateOf } from '#std/clock';
import type { WebhookContext } from './webhook-context.ts';

/**
 * Marks an endpoint as deleted. Nothing more is sent to it; the pruner later removes its deliveries,
 * which may be millions, in batches. False when the team has no such endpoint.
 */
export async function deleteEndpoint(
  db: Db,
  context: WebhookContext,
  teamId: string,
  endpointId: string,
): Promise<boolean> {
  const now = dateOf(context.clock);
  const { numUpdatedRows } = await db
    .updateTable('webhook_endpoints')
    .set({ deleted_at: now, updated_at: now })
    .where('id', '=', endpointId)
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
