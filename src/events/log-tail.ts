import { assert } from '#std/assert';
import type { LogEvent } from './event.ts';
import type { LogHead } from './find-log-head.ts';
import type { NewestEvents } from './read-newest-events.ts';
import { createRecentEvents, type RecentEventsLimits, type RecentScope } from './recent-events.ts';

/** Gets each batch of events, synchronously; must not throw. */
export interface LogListener {
  onEvents(events: readonly LogEvent[]): void;
  /**
   * Called when the log is no longer the one that was followed: it lost its end, or is another one.
   */
  onLogLost(): void;
}

/**
 * The state of a follower: its position, the newest events in memory, and its listeners. It does no
 * I/O and is synchronous: a listener that joins at `position` gets every later event exactly once.
 */
export interface LogTail {
  readonly head: LogHead | undefined;
  readonly position: number;
  /** Where the next read starts. */
  readonly next: { readonly after: number; readonly since?: Date };
  handOut(events: readonly LogEvent[]): void;
  /** Remembers what was appended up to the present position, and hands it to nobody. */
  recall(newest: NewestEvents): void;
  /** Takes over a head that was just read. Returns whether the log that was followed is lost. */
  renew(found: LogHead): boolean;
  /** Forgets what was appended before an instant. */
  forgetBefore(instant: Date): void;
  follow(listener: LogListener): () => void;
  recentAfter(position: number, limit: number, scope?: RecentScope): readonly LogEvent[] | null;
}

const dayMs = 86_400_000;

export function createLogTail(limits: RecentEventsLimits): LogTail {
  const recent = createRecentEvents(limits);
  const listeners = new Set<LogListener>();
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
      assert((events[0]?.position ?? 0) > position, 'events are read in order');
      position = last.position;
      since = new Date(Math.floor(last.appendedAt.getTime() / dayMs) * dayMs);
      recent.add(events);
      for (const listener of [...listeners]) listener.onEvents(events);
    },
    recall({ start, events }) {
      recent.reset(Math.max(start, head?.prunedPosition ?? 0));
      recent.add(events.filter((event) => event.position > recent.startPosition));
    },
    renew(found) {
      const before = head;
      head = found;
      if (found.logId === before?.logId && found.drawnPosition >= position) return false;
      position = found.position;
      since = undefined;
      recent.reset(position);
      for (const listener of [...listeners]) listener.onLogLost();
      return before !== undefined;
    },
    forgetBefore: (instant) => recent.forgetBefore(instant),
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    recentAfter(after, limit, scope) {
      return after < recent.startPosition ? null : recent.after(after, limit, scope);
    },
  };
}
