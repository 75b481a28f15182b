import { type Db, inTransaction } from '#db';
import { isInLog } from '#events';
import { dateOf } from '#std/clock';
import { type Delivery, type DeliveryKey, findDelivery } from '#webhooks/deliveries';
import type { WebhookContext } from '#webhooks/endpoints';
import { findEndpoint } from '#webhooks/endpoints';
import { hostOf } from '#webhooks/http';
import { triesMax } from '#webhooks/sending';

export type ResendResult =
  | { readonly kind: 'resent'; readonly delivery: Delivery }
  | { readonly kind: 'delivery-not-found' }
  | { readonly kind: 'endpoint-disabled' }
  /** An attempt is in flight. */
  | { readonly kind: 'in-flight' }
  | { readonly kind: 'too-many-orders'; readonly perMinuteMax: number }
  /** The event was pruned or erased. */
  | { readonly kind: 'event-gone' };

/** Makes a delivery due now, whatever its state, with its full number of tries again. */
export async function resendDelivery(
  db: Db,
  context: WebhookContext,
  key: DeliveryKey,
): Promise<ResendResult> {
  return inTransaction(db, async (db) => {
    const found = await findDelivery(db, key);
    if (!found) return { kind: 'delivery-not-found' };
    const endpoint = await findEndpoint(db, context, key.teamId, key.endpointId);
    if (endpoint?.disabled) return { kind: 'endpoint-disabled' };
    const { position, eventAppendedAt: appendedAt } = found;
    if (!(await isInLog(db, { position, appendedAt }))) return { kind: 'event-gone' };
    if (endpoint) {
      const { isAllowed, limitPerMinute } = context.orders.take(hostOf(new URL(endpoint.url)));
      if (!isAllowed) return { kind: 'too-many-orders', perMinuteMax: limitPerMinute };
    }
    const now = dateOf(context.clock);
    const { numUpdatedRows } = await db
      .updateTable('webhook_deliveries')
      .set({
        state: 'PENDING',
        next_attempt_at: now,
        tries_left: triesMax,
        settled_at: null,
      })
      .where('endpoint_id', '=', key.endpointId)
      .where('event_position', '=', key.position)
      .where('lease_until', '<=', now)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return { kind: 'in-flight' };
    const delivery = await findDelivery(db, key);
    return delivery ? { kind: 'resent', delivery } : { kind: 'delivery-not-found' };
  });
}
