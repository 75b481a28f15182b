import { assert } from '#std/assert';
import type { LogEvent } from './event.ts';

/**
 * The newest events of the log, in memory: every event after `startPosition` up to the last one
 * added. A reader that is only a little behind goes on from here without SQL, and without looking
 * at what is others'. Bounded in number and in size (X1), and by its follower in age: what was
 * erased from the log must not be remembered here. The oldest leave first.
 */
export interface RecentEvents {
  /** Nothing after this position is missing. */
  readonly startPosition: number;
  add(events: readonly LogEvent[]): void;
  /** Up to `limit` events after a position, which is not before `startPosition`. */
  after(position: number, limit: number, scope?: RecentScope): readonly LogEvent[];
  /** Forgets what was appended before an instant. */
  forgetBefore(instant: Date): void;
  /** Forgets all: the log goes on after this position. */
  reset(position: number): void;
}

/** Whose events: a team's, or one of its users'. */
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
  const all = createLane();
  const lanes = new Map<string, Lane>();
  let chars = 0;
  let startPosition = 0;

  function add(event: LogEvent): void {
    all.push(event);
    for (const key of keysOf(event)) {
      const lane = lanes.get(key) ?? createLane();
      lanes.set(key, lane);
      lane.push(event);
    }
    chars += event.payload.length;
  }

  function dropOldest(): void {
    const oldest = all.shift();
    chars -= oldest.payload.length;
    startPosition = oldest.position;
    // What is oldest of all is oldest in each lane, too.
    for (const key of keysOf(oldest)) {
      const lane = lanes.get(key);
      lane?.shift();
      if (lane?.count() === 0) lanes.delete(key);
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
      assert(position >= startPosition, 'what is asked for is still kept');
      const lane = scope ? lanes.get(keyOf(scope)) : all;
      return lane?.after(position, limit) ?? [];
    },
    forgetBefore(instant) {
      for (let first = all.first(); first && first.appendedAt < instant; first = all.first()) {
        dropOldest();
      }
    },
    reset(position) {
      all.clear();
      lanes.clear();
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

/** Events in order: in at the end, out at the head, found by halving. */
interface Lane {
  count(): number;
  first(): LogEvent | undefined;
  push(event: LogEvent): void;
  shift(): LogEvent;
  after(position: number, limit: number): LogEvent[];
  clear(): void;
}

function createLane(): Lane {
  let events: LogEvent[] = [];
  /** How many at the head have left; they are cut off now and then. */
  let leftCount = 0;

  return {
    count: () => events.length - leftCount,
    first: () => events[leftCount],
    push(event) {
      events.push(event);
    },
    shift() {
      const first = events[leftCount];
      assert(first, 'something is there to leave');
      leftCount += 1;
      if (leftCount > events.length / 2) {
        events = events.slice(leftCount);
        leftCount = 0;
      }
      return first;
    },
    after(position, limit) {
      const from = firstAfter(events, leftCount, position);
      return events.slice(from, from + limit);
    },
    clear() {
      events = [];
      leftCount = 0;
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
