import type { LogEvent, Watch } from 'glucose-gateway-client';
import { eventTypes } from '#web/console/events/event-names.ts';
import { createStore } from '#web/console/store.ts';
import { after } from '#web/shared/platform.ts';
import { connectionState, gateway } from './gateway.ts';

/**
 * Everything that the log tells of the team, from the moment of signing in: one subscription for the
 * whole page, which resumes by its cursor. Screens listen to it, and ask anew for what it tells of.
 */
type Listener = (event: LogEvent) => void;

const eventsMax = 500;
const listeners = new Set<Listener>();
let watch: Watch | null = null;
let cancelNew = () => {};

/** The newest events of this page's time, newest first. */
export const newestEvents = createStore<readonly LogEvent[]>([]);

/** Counts up each time that there may have been events that no listener saw. */
export const holes = createStore(0);

/** Whether the role lets the log be watched; where not, screens ask again by themselves. */
export const isWatching = createStore(true);

export function startTail(): void {
  if (watch) return;
  let hasBeenLive = false;
  watch = gateway.events({
    // Also those that come only to whoever names them.
    types: eventTypes,
    onEvent(event) {
      newestEvents.set([event, ...newestEvents.get()].slice(0, eventsMax));
      for (const listener of [...listeners]) listener(event);
    },
    onState(state) {
      connectionState.set(state);
      if (state.name === 'live') isWatching.set(true);
      // What was asked before the socket was let in may miss what happened in between.
      if (state.name === 'live' && !hasBeenLive) {
        hasBeenLive = true;
        holes.set(holes.get() + 1);
      }
      if (state.name === 'ended') end(state.reason);
    },
  });
}

function end(reason: string): void {
  watch = null;
  if (reason === 'forbidden') isWatching.set(false);
  // The log no longer goes back to where this page stood: it goes on from now.
  if (reason === 'cursor-lost') cancelNew = after(0, startTail);
}

export function stopTail(): void {
  cancelNew();
  watch?.stop();
  watch = null;
  newestEvents.set([]);
}

/** Calls back for each event. Returns how to stop. */
export function listenToLog(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
