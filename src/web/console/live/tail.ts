import type { LogEvent, WatchEnd, WatchOptions } from 'glucose-gateway-client';
import { eventTypes } from '#web/console/events/event-names.ts';
import { createStore } from '#web/console/store.ts';
import { connectionState, gateway } from './gateway.ts';
import { keepWatching } from './keep-watching.ts';
import { nowMs } from './now.ts';

/**
 * Everything that the log tells of the team, from the moment of signing in: one subscription for the
 * whole page, which resumes by its cursor. Screens listen to it, and ask anew for what it tells of.
 */
type Listener = (event: LogEvent) => void;

const eventsMax = 500;
const listeners = new Set<Listener>();
let isStarted = false;
let stop = () => {};

/** The newest events of this page's time, newest first. */
export const newestEvents = createStore<readonly LogEvent[]>([]);

/** Counts up each time that there may have been events that no listener saw. */
export const holes = createStore(0);

/** Whether the log tells of changes by itself; where not, screens ask again by themselves. */
export const isWatching = createStore(true);

/** Why the gateway ended the watch of the log; null while it goes on. */
export const tailEnd = createStore<WatchEnd | null>(null);

/** When the log was last skipped, because it no longer went back to where this page stood. */
export const skippedToMs = createStore<number | null>(null);

export function startTail(): void {
  if (isStarted) return;
  isStarted = true;
  let mayHaveMissed = true;
  // Also those that come only to whoever names them.
  const start = (options: WatchOptions<LogEvent>) =>
    gateway.events({ ...options, types: eventTypes });
  stop = keepWatching<LogEvent>(start, {
    onEvent(event) {
      newestEvents.set([event, ...newestEvents.get()].slice(0, eventsMax));
      for (const listener of [...listeners]) listener(event);
    },
    onState(state) {
      connectionState.set(state);
      if (state.name !== 'live') return;
      isWatching.set(true);
      tailEnd.set(null);
      // What was asked before the socket was let in may miss what happened in between.
      if (mayHaveMissed) holes.set(holes.get() + 1);
      mayHaveMissed = false;
    },
    onEnd(end) {
      mayHaveMissed = true;
      if (end.reason === 'cursor-lost') {
        skippedToMs.set(nowMs());
        return;
      }
      isWatching.set(false);
      tailEnd.set(end);
    },
  });
}

export function stopTail(): void {
  stop();
  isStarted = false;
  newestEvents.set([]);
  tailEnd.set(null);
  skippedToMs.set(null);
}

/** Calls back for each event. Returns how to stop. */
export function listenToLog(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
