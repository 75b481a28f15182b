import { assert } from '#std/assert';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { EventType } from './event-type.ts';

/** An event before it has a position. */
export interface NewEvent {
  readonly id: string;
  readonly teamId: string;
  /** Null when it concerns the team and none of its users. */
  readonly userId: string | null;
  /** The one endpoint that is meant; null or absent when all are. */
  readonly endpointId?: string | null;
  readonly type: EventType;
  /** The exact JSON text that a webhook sends and a subscription shows. */
  readonly payload: string;
}

/** An event of the log: there once, unchanged, at one position. */
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
  /** The team's own name of the user. */
  readonly clientUserId: string | null;
  readonly endpointId?: string | null;
  readonly data: unknown;
}

/** 500 samples take about 170 KB. */
export const eventPayloadBytesMax = 512 * 1024;

/** Writes the payload: the envelope that consumers know, with our `id` and `created_at` beside. */
export function createEvent(clock: Clock, facts: EventFacts): NewEvent {
  const { type, teamId, userId, clientUserId, endpointId = null, data } = facts;
  const id = newId(clock);
  const payload = JSON.stringify({
    event_type: type,
    user_id: userId,
    client_user_id: clientUserId,
    team_id: teamId,
    id,
    created_at: dateOf(clock).toISOString().replace('Z', '+00:00'),
    data,
  });
  assert(Buffer.byteLength(payload) <= eventPayloadBytesMax, 'an event keeps to its size');
  return { id, teamId, userId, endpointId, type, payload };
}
