import { assert } from '#std/assert';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { offsetTextOf } from '#std/iso-text';
import type { EventType } from './event-type.ts';

/** An event before it has a position. */
export interface NewEvent {
  readonly id: string;
  readonly teamId: string;
  /** Null for an event about the team and none of its users. */
  readonly userId: string | null;
  /** The only endpoint that is sent the event; null or absent for all. */
  readonly endpointId?: string | null;
  readonly type: EventType;
  /** The exact JSON text that a webhook sends and a subscription shows. */
  readonly payload: string;
}

/** An event of the log: it appears once, at one position, and never changes. */
export interface LogEvent {
  readonly position: number;
  readonly id: string;
  /** By the database's clock, just before the event was committed. */
  readonly appendedAt: Date;
  readonly teamId: string;
  readonly userId: string | null;
  readonly endpointId: string | null;
  readonly type: EventType;
  /** Exactly as it was appended. */
  readonly payload: string;
}

export interface EventFacts {
  readonly type: EventType;
  readonly teamId: string;
  readonly userId: string | null;
  /** The team's own id of the user. */
  readonly clientUserId: string | null;
  readonly endpointId?: string | null;
  readonly data: unknown;
}

/** 500 samples take about 170 KB. */
export const eventPayloadBytesMax = 512 * 1024;

/** Makes the payload: the envelope that consumers know, plus our own `id` and `created_at`. */
export function createEvent(clock: Clock, facts: EventFacts): NewEvent {
  const { type, teamId, userId, clientUserId, endpointId = null, data } = facts;
  const id = newId(clock);
  const payload = JSON.stringify({
    event_type: type,
    user_id: userId,
    client_user_id: clientUserId,
    team_id: teamId,
    id,
    created_at: offsetTextOf(dateOf(clock)),
    data,
  });
  assert(Buffer.byteLength(payload) <= eventPayloadBytesMax, 'a payload is within its limit');
  return { id, teamId, userId, endpointId, type, payload };
}
