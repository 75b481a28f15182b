import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import { newId } from '#std/ids';
import type { EventType } from './event-type.ts';

/** An event that is not in the log yet. */
export interface NewEvent {
  /** A UUID: the same for subscriptions, webhooks and each of their attempts. */
  readonly id: string;
  readonly teamId: string;
  readonly userId: string | null;
  /** When given, the event is for this webhook endpoint alone. */
  readonly endpointId: string | null;
  readonly type: EventType;
  /** The exact JSON text that a webhook sends. */
  readonly payload: string;
}

export interface EventContent {
  readonly type: EventType;
  readonly teamId: string;
  readonly userId: string | null;
  readonly clientUserId: string | null;
  readonly endpointId?: string | null;
  readonly data: unknown;
}

/** A body with 500 samples is near 150 kB. */
const payloadBytesMax = 1024 * 1024;

/**
 * Puts content into the envelope that consumers of the hosted service know (`event_type`,
 * `user_id`, `client_user_id`, `team_id`, `data`), with our `id` and `created_at` beside.
 */
export function createEvent(clock: Clock, content: EventContent): NewEvent {
  const { type, teamId, userId, clientUserId, endpointId = null, data } = content;
  const id = newId(clock);
  const payload = JSON.stringify({
    event_type: type,
    user_id: userId,
    client_user_id: clientUserId,
    team_id: teamId,
    id,
    created_at: new Date(clock.nowMs()).toISOString(),
    data,
  });
  assert(
    Buffer.byteLength(payload) <= payloadBytesMax,
    'an event is cut into chunks by its writer',
  );
  return { id, teamId, userId, endpointId, type, payload };
}
