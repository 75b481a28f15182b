import { assert } from '#std/assert';
import type { LogEvent } from './event.ts';

/**
 * The newest events of the log, in memory: every event after `startPosition` up to the last one
 * added. A reader that is only a little behind resumes from here without SQL, and without scanning
 * the events of others. Bounded in number and size (X1), and by the follower in age, since events
 * that were erased from the log must not stay here. The oldest are dropped first.
 */
export interface RecentEvents {
  /** No event after this position is missing. */
  readonly startPosition: number;
  add(events: readonly LogEvent[]): void;
  /** Up to `limit` events after a position, which is not before `startPosition`. */
  after(position: number, limit: number, scope?: RecentScope): readonly LogEvent[];
  /** Forgets what was appended before an instant. */
  forgetBefore(instant: Date): void;
  /** Drops all: the log continues after this position. */
  reset(position: number): void;
}

/** The events of a team, or of one of its users. */
export interface RecentScope {
  readonly teamId: string;
  readonly userId?: string | undefined;
}

export interface RecentEventsLimits {
  readonly eventsMax: number;
  /** Characters of payload; the rest of an event is small. */
  readonly payloadCharsMax: number;
}

export function createRecentEvents({
  eventsMax,
  payloadCharsMax,
}: RecentEventsLimits): RecentEvents {
  const all = createEventQueue();
  const queues = new Map<string, EventQueue>();
  let chars = 0;
  let startPosition = 0;

  function add(event: LogEvent): void {
    all.push(event);
    for (const key of keysOf(event)) {
      const queue = queues.get(key) ?? createEventQueue();
      queues.set(key, queue);
      queue.push(event);
    }
    chars += event.payload.length;
  }

  function dropOldest(): void {
    const oldest = all.shift();
    chars -= oldest.payload.length;
    startPosition = oldest.position;
    // The oldest event of all is the oldest in each of its queues.
    for (const key of keysOf(oldest)) {
      const queue = queues.get(key);
      queue?.shift();
      if (queue?.count() === 0) queues.delete(key);
    }
  }

  return {
    get startPosition() {
      return startPosition;
    },
    add(events) {
      for (const event of events) add(event);
      while (all.count() > eventsMax || chars > payloadCharsMax) dropOldest();
    },
    after(position, limit, scope) {
      assert(position >= startPosition, 'the events after the position are in memory');
      const queue = scope ? queues.get(keyOf(scope)) : all;
      return queue?.after(position, limit) ?? [];
    },
    forgetBefore(instant) {
      for (let first = all.first(); first && first.appendedAt < instant; first = all.first()) {
        dropOldest();
      }
    },
    reset(position) {
      all.clear();
      queues.clear();
      chars = 0;
      startPosition = position;
    },
  };
}

function keyOf({ teamId, userId }: RecentScope): string {
  return userId === undefined ? teamId : `${teamId}/${userId}`;
}

function keysOf({ teamId, userId }: LogEvent): readonly string[] {
  return userId === null ? [teamId] : [teamId, keyOf({ teamId, userId })];
}

/** Events in order: appended at the end, removed at the head, found by binary search. */
interface EventQueue {
  count(): number;
  first(): LogEvent | undefined;
  push(event: LogEvent): void;
  shift(): LogEvent;
  after(position: number, limit: number): LogEvent[];
  clear(): void;
}

function createEventQueue(): EventQueue {
  let events: LogEvent[] = [];
  /** How many events at the head were removed; the array is cut now and then. */
  let removedCount = 0;

  return {
    count: () => events.length - removedCount,
    first: () => events[removedCount],
    push(event) {
      events.push(event);
    },
    shift() {
      const first = events[removedCount];
      assert(first, 'the queue is not empty');
      removedCount += 1;
      if (removedCount > events.length / 2) {
        events = events.slice(removedCount);
        removedCount = 0;
      }
      return first;
    },
    after(position, limit) {
      const from = firstAfter(events, removedCount, position);
      return events.slice(from, from + limit);
    },
    clear() {
      events = [];
      removedCount = 0;
    },
  };
}

/** The index of the first event after a position: positions only grow. */
function firstAfter(events: readonly LogEvent[], from: number, position: number): number {
  let low = from;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.position ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
