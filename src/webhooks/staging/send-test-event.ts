import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import { type AuditSource, appendAuditEntry } from '#teams';
import type { WebhookContext } from '#webhooks/endpoints';
import { findEndpoint, testEventType } from '#webhooks/endpoints';
import { hostOf } from '#webhooks/http';

export type TestEvent =
  | { readonly kind: 'appended'; readonly eventId: string; readonly position: number }
  | { readonly kind: 'endpoint-not-found' }
  | { readonly kind: 'endpoint-disabled' }
  | { readonly kind: 'too-many-orders'; readonly perMinuteMax: number };

/** Appends an event for this endpoint alone, whatever its filters are. */
export async function sendTestEvent(
  db: Db,
  context: WebhookContext,
  source: AuditSource,
  { teamId, endpointId }: { readonly teamId: string; readonly endpointId: string },
): Promise<TestEvent> {
  return inTransaction(db, async (db) => {
    const endpoint = await findEndpoint(db, context, teamId, endpointId);
    if (!endpoint) return { kind: 'endpoint-not-found' };
    if (endpoint.disabled) return { kind: 'endpoint-disabled' };
    const { isAllowed, limitPerMinute } = context.orders.take(hostOf(new URL(endpoint.url)));
    if (!isAllowed) return { kind: 'too-many-orders', perMinuteMax: limitPerMinute };
    const event = createEvent(context.clock, {
      type: testEventType,
      teamId,
      userId: null,
      clientUserId: null,
      endpointId,
      data: { endpoint_id: endpointId, message: 'Your endpoint can receive events.' },
    });
    // The log is the last to be written: its lock is held until the transaction ends (E3).
    await appendAuditEntry(db, context.clock, source, {
      action: 'webhook-endpoint.tested',
      teamId,
      subject: { kind: 'webhook-endpoint', id: endpointId },
      detail: { eventId: event.id },
    });
    const position = await appendEvents(db, [event]);
    return { kind: 'appended', eventId: event.id, position: position ?? 0 };
  });
}
