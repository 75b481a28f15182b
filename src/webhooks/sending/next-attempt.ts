import type { Random } from '#std/random';
import type { Attempt } from '#webhooks/http';

/**
 * When a delivery that failed is tried again: eight tries in all, the first at once and the last
 * about 27.6 hours later. The delays are the ones that receivers know from the hosted service.
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

/** Spreads the tries of deliveries that failed together by up to a fifth either way. */
const jitter = 0.2;

export type NextAttempt =
  | { readonly next: 'none'; readonly state: 'SUCCEEDED' | 'EXHAUSTED' | 'CANCELLED' }
  | { readonly next: 'retry'; readonly delayMs: number };

/**
 * What follows an attempt. `triesLeft` counts the tries that are left after it. A receiver's
 * Retry-After is honoured between the plain delay and twice that, so that it can neither hurry us
 * nor put us off for good. 410 says that the receiver is gone: nothing more is sent there.
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
