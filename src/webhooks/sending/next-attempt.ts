import type { Random } from '#std/random';
import type { Attempt } from '#webhooks/http';

/**
 * When a failed delivery is tried again: eight tries in all, the first at once and the last about
 * 27.6 hours later. The delays are those of the hosted service that receivers know.
 */
export const retryDelaysMs: readonly number[] = [
  5_000,
  5 * 60_000,
  30 * 60_000,
  2 * 3_600_000,
  5 * 3_600_000,
  10 * 3_600_000,
  10 * 3_600_000,
];

export const triesMax = retryDelaysMs.length + 1;

/** Deliveries that failed together are spread by up to a fifth either way. */
const jitter = 0.2;

export type NextAttempt =
  | { readonly next: 'none'; readonly state: 'SUCCEEDED' | 'EXHAUSTED' | 'CANCELLED' }
  | { readonly next: 'retry'; readonly delayMs: number };

/**
 * Decides what follows an attempt. `triesLeft` counts the tries after it. A Retry-After counts
 * between the scheduled delay and twice that, so that a receiver can neither hurry us nor stop us
 * for good. The status 410 means that the receiver is gone: the delivery is cancelled.
 */
export function nextAttempt(
  attempt: Pick<Attempt, 'status' | 'failure' | 'retryAfterMs'>,
  triesLeft: number,
  random: Random,
): NextAttempt {
  if (attempt.failure === null) return { next: 'none', state: 'SUCCEEDED' };
  if (attempt.status === 410) return { next: 'none', state: 'CANCELLED' };
  const baseMs = retryDelaysMs[triesMax - triesLeft - 1];
  if (triesLeft <= 0 || baseMs === undefined) return { next: 'none', state: 'EXHAUSTED' };
  return { next: 'retry', delayMs: retryDelayMs(baseMs, attempt.retryAfterMs, random) };
}

function retryDelayMs(baseMs: number, retryAfterMs: number | null, random: Random): number {
  const chance = random();
  if (retryAfterMs === null) return Math.round(baseMs * (1 - jitter + 2 * jitter * chance));
  const spreadMs = retryAfterMs * (1 + jitter * chance);
  return Math.round(Math.min(Math.max(spreadMs, baseMs), 2 * baseMs));
}
