import { assert } from '#std/assert';
import type { LogEvent } from './event.ts';

/**
 * The newest events of the log, in memory: every event after `startPosition` up to the last one
 * added. A reader that is only a little behind goes on from here without SQL. Bounded in number and
 * in bytes (X1); the oldest leave first.
 */
export interface RecentEvents {
  /** Nothing after this position is missing. */
  readonly startPosition: number;
  add(events: readonly LogEvent[]): void;
  /** Up to `limit` events after a position, which is not before `startPosition`. */
  after(position: number, limit: number): readonly LogEvent[];
  /** Forgets all: the log goes on after this position. */
  reset(position: number): void;
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
  let events: LogEvent[] = [];
  /** How many at the head of `events` have left; they are cut off now and then. */
  let leftCount = 0;
  let chars = 0;
  let startPosition = 0;

  function dropOldest(): void {
    const oldest = events[leftCount];
    assert(oldest, 'something is kept while a limit is exceeded');
    chars -= oldest.payload.length;
    startPosition = oldest.position;
    leftCount += 1;
  }

  return {
    get startPosition() {
      return startPosition;
    },
    add(added) {
      for (const event of added) {
        events.push(event);
        chars += event.payload.length;
      }
      while (events.length - leftCount > eventsMax || chars > payloadCharsMax) dropOldest();
      if (leftCount > events.length / 2) {
        events = events.slice(leftCount);
        leftCount = 0;
      }
    },
    after(position, limit) {
      assert(position >= startPosition, 'what is asked for is still kept');
      const from = firstAfter(events, leftCount, position);
      return events.slice(from, from + limit);
    },
    reset(position) {
      events = [];
      leftCount = 0;
      chars = 0;
      startPosition = position;
    },
  };
}

/** The index of the first event after a position, by halving: positions only grow. */
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
