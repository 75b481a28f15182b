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

interface FollowOptions<Answer> {
  /** Asks for all that is shown: whoever calls again takes no answer to what was asked before. */
  readonly ask: () => Promise<Answer>;
  /** Takes an answer as the state of when it was asked for, or later. */
  readonly onAnswer: (answer: Answer) => void;
  readonly onEvent: (event: GlucoseEvent, askAgain: () => void) => void;
  readonly change: (facts: Partial<Following>) => void;
}

const retryMs = { first: 1_000, last: 60_000 };
/** A socket that is let in within this time is waited for: then it is asked once, and not twice. */
const headStartMs = 300;
/** Events that come together are answered with one question. */
const settleMs = 300;

/**
 * Watches first and asks then, so that nothing falls between: what comes while the answer is on its
 * way is merged into it. A watch tells what comes from when it is let in: what was asked before
 * then is asked again. Where the log no longer goes back far enough, it begins anew.
 */
export function follow<Answer>(
  gateway: Gateway,
  userId: string,
  { ask, onAnswer, onEvent, change }: FollowOptions<Answer>,
): () => void {
  let watch: Watch | null = null;
  let isOver = false;
  let wasLetIn = false;
  let questionCount = 0;
  let failureCount = 0;
  let cancelNext: (() => void) | null = null;

  async function load(): Promise<void> {
    cancelNext?.();
    cancelNext = null;
    questionCount += 1;
    const question = questionCount;
    const isMeant = () => !isOver && question === questionCount;
    try {
      const answer = await ask();
      if (!isMeant()) return;
      failureCount = 0;
      onAnswer(answer);
      change({ isLoading: false, error: null });
    } catch (error) {
      if (!isMeant()) return;
      if (!(error instanceof GatewayError)) throw error;
      change({ error });
      if (!error.isPassing) return;
      planIn(retryDelayMs(retryMs, failureCount));
      failureCount += 1;
    }
  }

  function planIn(delayMs: number): void {
    cancelNext?.();
    cancelNext = callAfter(delayMs, () => void load());
  }

  function begin(): void {
    if (isOver) return;
    wasLetIn = false;
    planIn(headStartMs);
    watch = gateway.watchGlucose(userId, {
      includesRemovals: true,
      onEvent: (event) => onEvent(event, () => planIn(settleMs)),
      onState,
    });
  }

  function onState(state: WatchState): void {
    if (isOver) return;
    change({ watch: state });
    if (state.name === 'live' && !wasLetIn) {
      wasLetIn = true;
      void load();
    }
    if (state.name === 'ended' && state.reason === 'cursor-lost') queueMicrotask(begin);
  }

  begin();
  return () => {
    isOver = true;
    cancelNext?.();
    watch?.stop();
  };
}
