import type { Watch, WatchEnd, WatchOptions, WatchState } from 'glucose-gateway-client';
import { sessionState } from '#web/console/session/session.ts';
import { after } from '#web/shared/platform.ts';

export interface KeepWatchingOptions<Event> {
  readonly onEvent: (event: Event) => void;
  readonly onState: (state: WatchState) => void;
  /** The gateway ended it: until it is live again nothing comes by itself. */
  readonly onEnd: (end: WatchEnd) => void;
}

/** Until what the gateway ended is begun again: it may refuse it for a while, as where it is full. */
const retryMs = 20_000;

/**
 * Watches for as long as somebody is signed in and it is not stopped: what the gateway ended is begun
 * again after a pause from where it stood, or from now where the log no longer goes back so far; but
 * not what the role may not see. Returns how to stop.
 */
export function keepWatching<Event>(
  start: (options: WatchOptions<Event>) => Watch,
  { onEvent, onState, onEnd }: KeepWatchingOptions<Event>,
): () => void {
  let stop = () => {};
  let isOver = false;

  function begin(cursor: string | null): void {
    const watch: Watch = start({
      after: cursor,
      onEvent,
      onState(state) {
        onState(state);
        if (state.name !== 'ended' || state.reason === 'stopped' || isOver) return;
        onEnd(state);
        if (state.reason === 'forbidden') return;
        if (state.reason === 'cursor-lost') stop = after(0, () => begin(null));
        else stop = after(retryMs, () => beginSignedIn(watch.cursor));
      },
    });
    stop = watch.stop;
  }

  /** Whoever is asked to sign in again is asked by nothing else meanwhile. */
  function beginSignedIn(cursor: string | null): void {
    if (sessionState.get().name === 'signed-in') {
      begin(cursor);
      return;
    }
    const leave = sessionState.subscribe(() => {
      if (sessionState.get().name !== 'signed-in') return;
      leave();
      begin(cursor);
    });
    stop = leave;
  }

  begin(null);
  return () => {
    isOver = true;
    stop();
  };
}
