import type { Gateway, GlucoseEvent } from './gateway.ts';
import { GatewayError } from './gateway-error.ts';
import { retryDelayMs } from './pauses.ts';
import { callAfter } from './platform.ts';
import type { Watch } from './watch.ts';
import type { WatchState } from './watch-state.ts';

/** How a view of a user is doing. */
export interface Following {
  /** Whether nothing has been read yet. */
  readonly isLoading: boolean;
  /** Why reading failed the last time; null when it did not. It is tried again by itself. */
  readonly error: GatewayError | null;
  /** Whether what is shown is all there is. */
  readonly watch: WatchState;
}

export const beforeFollowing: Following = {
  isLoading: true,
  error: null,
  watch: { name: 'connecting', problem: null },
};

interface FollowOptions {
  /** Reads all that is shown; called again after a gap that no event can fill. */
  readonly read: () => Promise<void>;
  readonly onEvent: (event: GlucoseEvent) => void;
  readonly change: (facts: Partial<Following>) => void;
}

const retryMs = { first: 1_000, last: 60_000 };

/**
 * Watches first and reads then, so that nothing falls between: what comes while the answer is on its
 * way is merged into it. Where the log no longer goes back far enough, it begins anew.
 */
export function follow(
  gateway: Gateway,
  userId: string,
  { read, onEvent, change }: FollowOptions,
): () => void {
  let watch: Watch | null = null;
  let isOver = false;
  let failureCount = 0;
  let cancelRetry = () => {};

  async function load(): Promise<void> {
    try {
      await read();
      failureCount = 0;
      if (!isOver) change({ isLoading: false, error: null });
    } catch (error) {
      if (isOver) return;
      if (!(error instanceof GatewayError)) throw error;
      change({ error });
      if (!error.isPassing) return;
      cancelRetry = callAfter(retryDelayMs(retryMs, failureCount), () => void load());
      failureCount += 1;
    }
  }

  function begin(): void {
    if (isOver) return;
    watch = gateway.watchGlucose(userId, { onEvent, onState });
    void load();
  }

  function onState(state: WatchState): void {
    if (isOver) return;
    change({ watch: state });
    if (state.name === 'ended' && state.reason === 'cursor-lost') queueMicrotask(begin);
  }

  begin();
  return () => {
    isOver = true;
    cancelRetry();
    watch?.stop();
  };
}
