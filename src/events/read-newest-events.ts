import type { LogEvent } from './event.ts';
import type { EventFilter } from './read-events.ts';
import type { RecentEventsLimits } from './recent-events.ts';

export interface NewestEventsOptions {
  readonly read: (filter: EventFilter) => Promise<readonly LogEvent[]>;
  /** The end of the log. */
  readonly position: number;
  /** Reading ends at the page that reaches one of these, or an event from before `oldest`. */
  readonly limits: RecentEventsLimits;
  readonly oldest: Date;
  readonly pageEventsMax: number;
}

/** All events of the log after `start`, in order. */
export interface NewestEvents {
  readonly start: number;
  readonly events: readonly LogEvent[];
}

/** Reads back from the end of the log, as far as a node keeps events in memory. */
export async function readNewestEvents(options: NewestEventsOptions): Promise<NewestEvents> {
  const { read, position, limits, oldest, pageEventsMax } = options;
  const newestFirst: LogEvent[] = [];
  let start = position;
  let chars = 0;
  while (start > 0 && newestFirst.length < limits.eventsMax && chars < limits.payloadCharsMax) {
    const page = { after: 0, until: start, limit: pageEventsMax, isNewestFirst: true };
    const events = await read(page);
    newestFirst.push(...events);
    const last = events.at(-1);
    start = last && events.length === pageEventsMax ? last.position - 1 : 0;
    chars += events.reduce((sum, { payload }) => sum + payload.length, 0);
    if (last && last.appendedAt < oldest) break;
  }
  return { start, events: newestFirst.reverse() };
}
