import { assert } from '#std/assert';
import type { LogEvent } from './event.ts';
import type { LogHead } from './find-log-head.ts';
import { createRecentEvents, type RecentEventsLimits, type RecentScope } from './recent-events.ts';

/** Who is told of each batch of events, synchronously; must not throw. */
export interface FollowerHearer {
  hear(events: readonly LogEvent[]): void;
  /** The log is not the one that was followed: it lost its end, or is another one. */
  lost(): void;
}

/**
 * How far a follower is, what it remembers, and whom it tells. Memory only, and synchronous: a
 * hearer that joins at `position` hears every later event and none twice.
 */
export interface LogTail {
  readonly head: LogHead | undefined;
  readonly position: number;
  /** From where the next events are to be read. */
  readonly next: { readonly after: number; readonly since?: Date };
  handOut(events: readonly LogEvent[]): void;
  /** Takes over a head that was just read; tells whether the log that was followed is lost. */
  renew(found: LogHead): boolean;
  /** Forgets what was appended before an instant. */
  forgetBefore(instant: Date): void;
  follow(hearer: FollowerHearer): () => void;
  recentAfter(position: number, limit: number, scope?: RecentScope): readonly LogEvent[] | null;
}

const dayMs = 86_400_000;

export function createLogTail(limits: RecentEventsLimits): LogTail {
  const recent = createRecentEvents(limits);
  const hearers = new Set<FollowerHearer>();
  let head: LogHead | undefined;
  let position = 0;
  let since: Date | undefined;

  return {
    get head() {
      return head;
    },
    get position() {
      return position;
    },
    get next() {
      return { after: position, ...(since && { since }) };
    },
    handOut(events) {
      const last = events.at(-1);
      if (!last) return;
      assert((events[0]?.position ?? 0) > position, 'the log is read forward');
      position = last.position;
      since = new Date(Math.floor(last.appendedAt.getTime() / dayMs) * dayMs);
      recent.add(events);
      for (const hearer of [...hearers]) hearer.hear(events);
    },
    renew(found) {
      const before = head;
      head = found;
      if (found.logId === before?.logId && found.drawnPosition >= position) return false;
      position = found.position;
      since = undefined;
      recent.reset(position);
      for (const hearer of [...hearers]) hearer.lost();
      return before !== undefined;
    },
    forgetBefore: (instant) => recent.forgetBefore(instant),
    follow(hearer) {
      hearers.add(hearer);
      return () => hearers.delete(hearer);
    },
    recentAfter(after, limit, scope) {
      return after < recent.startPosition ? null : recent.after(after, limit, scope);
    },
  };
}
