import type { Selectable } from 'kysely';
import type { Database } from '#db';
import type { AnswerHeader, AttemptFailure } from '#webhooks/http';

/** One event on its way to one endpoint; its key is the endpoint and the event's position. */
export interface Delivery {
  readonly endpointId: string;
  readonly position: number;
  /** The same in the body and in the header `webhook-id`. */
  readonly eventId: string;
  readonly eventType: string;
  readonly eventAppendedAt: Date;
  readonly userId: string | null;
  readonly state: DeliveryState;
  readonly attemptCount: number;
  /** Null when no more attempts will be made. */
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

/** SUCCEEDED, EXHAUSTED and CANCELLED are final until the delivery is sent again on request. */
export type DeliveryState = Selectable<Database['webhook_deliveries']>['state'];

/** An attempt as it is kept. */
export interface RecordedAttempt {
  /** From 1. Numbers are missing for attempts whose node died before it wrote the outcome. */
  readonly number: number;
  readonly at: Date;
  readonly status: number | null;
  readonly failure: AttemptFailure | null;
  readonly durationMs: number;
  readonly answerHead: string | null;
  /** Null when no answer came, and of attempts that an older version made. */
  readonly answerHeaders: readonly AnswerHeader[] | null;
}

export type DeliveryRow = Omit<
  Selectable<Database['webhook_deliveries']>,
  'fence' | 'lease_until' | 'tries_left'
>;

export const deliveryColumns = [
  'endpoint_id',
  'event_position',
  'event_appended_at',
  'event_id',
  'event_type',
  'user_id',
  'state',
  'attempt_count',
  'next_attempt_at',
  'created_at',
  'settled_at',
] as const satisfies readonly (keyof DeliveryRow)[];

export function deliveryOfRow(row: DeliveryRow): Delivery {
  return {
    endpointId: row.endpoint_id,
    position: row.event_position,
    eventId: row.event_id,
    eventType: row.event_type,
    eventAppendedAt: row.event_appended_at,
    userId: row.user_id,
    state: row.state,
    attemptCount: row.attempt_count,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
    settledAt: row.settled_at,
  };
}
