import type { LogEvent } from 'glucose-gateway-client';
import { useEffect, useState } from 'preact/hooks';
import { Deliveries } from '#web/console/api/generated/operations.ts';
import { askNow } from '#web/console/api/use-ask.ts';
import { newestEvents } from '#web/console/live/tail.ts';
import { useStore } from '#web/console/store.ts';
import { every } from '#web/shared/platform.ts';
import type { Ordered } from './sandbox-door.ts';

/** The way of an order through the gateway: each lamp lights when that has happened. */
export interface Lamps {
  /** Seconds from the order on; null while it has not happened. */
  readonly reading: number | null;
  readonly event: number | null;
  readonly delivery: number | null;
  readonly attempt: number | null;
  /** The delivery that the last two lamps are of. */
  readonly deliveryId: string | null;
}

const dark: Lamps = { reading: null, event: null, delivery: null, attempt: null, deliveryId: null };
const lookMs = 1_000;

/**
 * Lights the lamps of an order: the first event after it that concerns the person, with the time of
 * its newest reading, then what was made of it for an endpoint, and what came of sending that.
 */
export function useLamps(ordered: Ordered | null, userId: string | null): Lamps {
  const events = useStore(newestEvents);
  const [sent, setSent] = useState<Pick<Lamps, 'delivery' | 'attempt' | 'deliveryId'>>(dark);
  const orderedMs = ordered ? Date.parse(ordered.orderedAt) : Number.POSITIVE_INFINITY;
  const event = events.findLast(
    (each) => each.userId === userId && Date.parse(each.appendedAt) >= orderedMs,
  );
  const eventId = event?.id ?? null;
  useEffect(() => setSent(dark), [ordered]);
  const isDone = sent.attempt !== null;
  useEffect(() => {
    if (eventId === null || isDone) return;
    let isOver = false;
    const look = async () => {
      const found = await deliveryOf(eventId, orderedMs);
      if (found && !isOver) setSent(found);
    };
    void look();
    const end = every(lookMs, () => void look());
    return () => {
      isOver = true;
      end();
    };
  }, [eventId, isDone]);
  if (!event) return dark;
  return {
    ...sent,
    reading: secondsOfReading(event, orderedMs),
    event: secondsAt(event.appendedAt, orderedMs),
  };
}

function secondsAt(at: string, orderedMs: number): number {
  return Math.max(0, Math.round((Date.parse(at) - orderedMs) / 1000));
}

/** Of an event of glucose; others come without a reading, which then is as old as the event. */
function secondsOfReading({ payload, appendedAt }: LogEvent, orderedMs: number): number {
  const times = [...payload.matchAll(/"timestamp":"([^"]+)"/g)].map(([, at]) => at ?? '');
  const newest = times.toSorted().at(-1);
  return secondsAt(newest ?? appendedAt, orderedMs);
}

async function deliveryOf(eventId: string, orderedMs: number) {
  try {
    const { deliveries } = await askNow(Deliveries, { first: 1, eventId });
    const [edge] = deliveries.edges;
    if (!edge) return null;
    const { id, createdAt, attemptCount, settledAt } = edge.node;
    const endedAt = settledAt ?? (attemptCount > 0 ? createdAt : null);
    return {
      deliveryId: id,
      delivery: secondsAt(createdAt, orderedMs),
      attempt: endedAt === null ? null : secondsAt(endedAt, orderedMs),
    };
  } catch {
    // It is looked for again in a second.
    return null;
  }
}
