import type { LampDeliveryQuery } from '#web/console/api/generated/operations.ts';

type Delivery = LampDeliveryQuery['deliveries']['edges'][number]['node'];

/** What came of an event for its endpoint, in seconds since the order that led to it. */
export interface Sent {
  readonly deliveryId: string;
  readonly delivery: number;
  /** Null while none has ended. */
  readonly attempt: { readonly seconds: number; readonly isFailed: boolean } | null;
}

/** The attempt is the one that came through, or until there is one the last that failed. */
export function sentOf({ id, createdAt, attempts }: Delivery, orderedMs: number): Sent {
  const inOrder = attempts.toSorted((one, other) => one.number - other.number);
  const attempt = inOrder.find(({ failure }) => failure === null) ?? inOrder.at(-1);
  return {
    deliveryId: id,
    delivery: secondsAt(Date.parse(createdAt), orderedMs),
    attempt: attempt
      ? {
          seconds: secondsAt(Date.parse(attempt.at) + attempt.durationMs, orderedMs),
          isFailed: attempt.failure !== null,
        }
      : null,
  };
}

export function secondsAt(atMs: number, orderedMs: number): number {
  return Math.max(0, Math.round((atMs - orderedMs) / 1000));
}
