import type { LogEvent } from 'glucose-gateway-client';
import { useEffect, useState } from 'preact/hooks';
import { LampDelivery, PersonByOwnId } from '#web/console/api/generated/operations.ts';
import { askNow } from '#web/console/api/use-ask.ts';
import { eventName } from '#web/console/events/event-names.ts';
import { gateway } from '#web/console/live/gateway.ts';
import { newestEvents } from '#web/console/live/tail.ts';
import { useStore } from '#web/console/store.ts';
import { every } from '#web/shared/platform.ts';
import type { Ordered, Scene } from './sandbox-door.ts';
import { type Sent, secondsAt, sentOf } from './sent.ts';

/** The way of an order through the gateway: each lamp lights when that has happened. */
export interface Lamps {
  /** Global id of the person; null until it is known. */
  readonly userId: string | null;
  /** The lamps that the order lights, in their order. */
  readonly all: readonly Lamp[];
  /** The delivery that the last two lamps are of. */
  readonly deliveryId: string | null;
}

export interface Lamp {
  readonly name: LampName;
  /** Seconds from the order on; null while it has not happened. */
  readonly seconds: number | null;
  /** Whether it happened, and did not come through. */
  readonly isFailed: boolean;
}

type LampName = 'state' | 'reading' | 'event' | 'delivery' | 'attempt';

export interface PlayedScene extends Ordered {
  readonly scene: Scene;
}

const lookMs = 1_000;

/**
 * Lights the lamps of an order: the state that the person is in then, and the first event that tells of it,
 * with the time of its newest reading, what was made of it for an endpoint, and what came of sending that.
 */
export function useLamps(ordered: PlayedScene | null): Lamps {
  const events = useStore(newestEvents);
  const { userId, stateSeconds } = usePerson(ordered);
  const event = events.findLast((each) => ordered && isTelling(each, ordered, userId));
  const sent = useDelivery(ordered, event?.id ?? null);
  const orderedMs = orderedMsOf(ordered);
  const seconds: Readonly<Record<LampName, number | null>> = {
    state: stateSeconds,
    reading: event
      ? secondsAt(newestReadingMs(event) ?? Date.parse(event.appendedAt), orderedMs)
      : null,
    event: event ? secondsAt(Date.parse(event.appendedAt), orderedMs) : null,
    delivery: sent?.delivery ?? null,
    attempt: sent?.attempt?.seconds ?? null,
  };
  const names = ordered ? lampsOf(ordered.scene) : [];
  return {
    userId,
    all: names.map((name) => ({
      ...{ name, seconds: seconds[name] },
      isFailed: name === 'attempt' && sent?.attempt?.isFailed === true,
    })),
    deliveryId: sent?.deliveryId ?? null,
  };
}

function lampsOf({ state, eventType }: Scene): readonly LampName[] {
  const isOfReading = eventType?.startsWith('daily.data.glucose.');
  return [
    ...(state ? ['state' as const] : []),
    ...(isOfReading ? ['reading' as const] : []),
    ...(eventType ? ['event' as const, 'delivery' as const, 'attempt' as const] : []),
  ];
}

function isTelling(
  event: LogEvent,
  { orderedAt, readingAtMs, scene }: PlayedScene,
  userId: string | null,
): boolean {
  if (event.userId !== userId || eventName(event.type) !== scene.eventType) return false;
  if (Date.parse(event.appendedAt) < Date.parse(orderedAt)) return false;
  return readingAtMs === null || (newestReadingMs(event) ?? 0) >= wholeSecond(readingAtMs);
}

/** Events tell when a reading was taken to the second. */
const wholeSecond = (atMs: number) => Math.floor(atMs / 1000) * 1000;

/** Null for events that hold no reading. */
function newestReadingMs({ payload }: LogEvent): number | null {
  const times = [...payload.matchAll(/"timestamp":"([^"]+)"/g)].map(([, at]) =>
    Date.parse(at ?? ''),
  );
  return times.length === 0 ? null : Math.max(...times);
}

/** As the sandbox calls them for the gateway. */
const ownIdOf = (username: string) =>
  username === 'anna' ? 'sandbox-wearer' : `sandbox-${username}`;

interface PersonNow {
  readonly userId: string | null;
  readonly stateSeconds: number | null;
}

const nobody: PersonNow = { userId: null, stateSeconds: null };

/** Who it happens to, and when they are first seen in the state that it leads to. */
function usePerson(ordered: PlayedScene | null): PersonNow {
  const [person, setPerson] = useState(nobody);
  useEffect(() => setPerson(nobody), [ordered]);
  const { userId, stateSeconds } = person;
  const isDone = userId !== null && (!ordered?.scene.state || stateSeconds !== null);
  useLooks(ordered !== null && !isDone, ordered, async (isOver) => {
    if (!ordered) return;
    const { user } = await askNow(PersonByOwnId, { clientUserId: ownIdOf(ordered.person) });
    if (!user || isOver()) return;
    const isThere = user.connections.some(({ state }) => state === ordered.scene.state);
    const nowMs = gateway.nowMs();
    const isTimed = isThere && nowMs !== null;
    setPerson({
      userId: user.id,
      stateSeconds: isTimed ? secondsAt(nowMs, orderedMsOf(ordered)) : null,
    });
  });
  return person;
}

function useDelivery(ordered: PlayedScene | null, eventId: string | null): Sent | null {
  const [sent, setSent] = useState<Sent | null>(null);
  useEffect(() => setSent(null), [ordered]);
  // One that failed is tried again, and may come through.
  const isDone = sent?.attempt?.isFailed === false;
  useLooks(eventId !== null && !isDone, eventId, async (isOver) => {
    const { deliveries } = await askNow(LampDelivery, { eventId: eventId ?? '' });
    const [edge] = deliveries.edges;
    if (edge && !isOver()) setSent(sentOf(edge.node, orderedMsOf(ordered)));
  });
  return sent;
}

/** Looks at once and each second while something is awaited. A look that fails is made again. */
function useLooks(
  isAwaited: boolean,
  of: unknown,
  look: (isOver: () => boolean) => Promise<void>,
): void {
  useEffect(() => {
    if (!isAwaited) return;
    let isOver = false;
    const lookOnce = () => void look(() => isOver).catch(() => {});
    lookOnce();
    const end = every(lookMs, lookOnce);
    return () => {
      isOver = true;
      end();
    };
  }, [isAwaited, of]);
}

function orderedMsOf(ordered: PlayedScene | null): number {
  return ordered ? Date.parse(ordered.orderedAt) : Number.POSITIVE_INFINITY;
}
