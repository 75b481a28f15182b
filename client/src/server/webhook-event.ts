import type { WebhookEvent } from '../generated/webhook-events.ts';

export type * from '../generated/webhook-events.ts';

export type WebhookEventType = WebhookEvent['event_type'];

/** Of these types is an event that brings readings, new or changed: both are taken alike. */
type GlucoseEventType = 'daily.data.glucose.created' | 'daily.data.glucose.updated';

/** Whether an event brings readings. */
export function isGlucoseEvent(
  event: WebhookEvent,
): event is Extract<WebhookEvent, { event_type: GlucoseEventType }> {
  const { event_type: type } = event;
  return type === 'daily.data.glucose.created' || type === 'daily.data.glucose.updated';
}
