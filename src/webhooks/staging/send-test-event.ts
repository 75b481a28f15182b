import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import type { WebhookContext } from '#webhooks/endpoints';
import { findEndpoint, testEventType } from '#webhooks/endpoints';

export type TestEvent =
  | { readonly kind: 'appended'; readonly eventId: string; readonly position: number }
  | { readonly kind: 'endpoint-not-found' }
  | { readonly kind: 'endpoint-disabled' };

/** Appends an event for this endpoint alone, whatever its filters are. */
export async function sendTestEvent(
  db: Db,
  context: WebhookContext,
  teamId: string,
  endpointId: string,
): Promise<TestEvent> {
  return inTransaction(db, async (db) => {
    const endpoint = await findEndpoint(db, context, teamId, endpointId);
    if (!endpoint) return { kind: 'endpoint-not-found' };
    if (endpoint.disabled) return { kind: 'endpoint-disabled' };
    const event = createEvent(context.clock, {
      type: testEventType,
      teamId,
      userId: null,
      clientUserId: null,
      endpointId,
      data: { endpoint_id: endpointId, message: 'Your endpoint can receive events.' },
    });
    const position = await appendEvents(db, [event]);
    return { kind: 'appended', eventId: event.id, position: position ?? 0 };
  });
}
