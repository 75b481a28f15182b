import type { Random } from '#std/random';
import { earliestReadAtMs } from './aim.ts';
import type { PollPlan } from './next-poll.ts';
import {
  doublingsMax,
  failureSpreadMsMax,
  failureSpreadShare,
  retryAfterMsMax,
  throttledMsMax,
  throttledMsMin,
  unavailableMsMax,
  unavailableMsMin,
} from './pace.ts';
import type { PollMemory } from './poll-memory.ts';

/** A poll that failed in a way that waiting mends. */
export interface PollFailure {
  readonly kind: 'throttled' | 'unavailable';
  /** What the answer asked for, null when it did not. */
  readonly retryAfterMs: number | null;
}

/**
 * When a connection is polled again after a failure; `memory.failures` counts this one too (see
 * `learnFailure`). What Dexcom asks for is always waited, and chance only ever adds to it.
 */
export function nextAfterFailure(
  memory: PollMemory,
  failure: PollFailure,
  nowMs: number,
  random: Random,
): PollPlan {
  const askedMs = Math.min(retryAfterMsMax, failure.retryAfterMs ?? 0);
  const doubled = 2 ** Math.min(doublingsMax, Math.max(0, memory.failures - 1));
  const backoffMs =
    failure.kind === 'throttled'
      ? Math.min(throttledMsMax, throttledMsMin * doubled)
      : Math.min(unavailableMsMax, unavailableMsMin * doubled);
  const waitMs = Math.max(askedMs, backoffMs);
  const spreadMs = Math.min(failureSpreadMsMax, waitMs * failureSpreadShare);
  const atMs = Math.max(nowMs + waitMs, earliestReadAtMs(memory, nowMs)) + random() * spreadMs;
  return { atMs: Math.ceil(atMs), reason: failure.kind };
}
