import type { ClaimedPull } from './claim-pull.ts';

/** What a step asks for; epoch ms. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

const dayMs = 86_400_000;
/** No query may ask for more. */
const stretchMsMax = 30 * dayMs;
/** Halved after each failure, since a long answer may be what failed. */
const stretchMsMin = dayMs;
/** What belongs to an end of a window is not said: neighbours overlap. */
const overlapMs = 60_000;
/** What was entered, edited or removed lately. */
const diaryBackMs = 3 * dayMs;

/** Of the past: newest first, down to where it ends. */
export function nextStretch({ fromAt, reachedAt, failures }: ClaimedPull): Stretch {
  const spanMs = Math.max(stretchMsMin, stretchMsMax / 2 ** failures);
  const toMs = reachedAt.getTime();
  return { fromMs: Math.max(fromAt.getTime(), toMs - spanMs + overlapMs), toMs: toMs + overlapMs };
}

/** Of the diary, when the past is here. */
export function diaryStretch(nowMs: number): Stretch {
  return { fromMs: nowMs - diaryBackMs, toMs: nowMs + overlapMs };
}

/** Where the stretch begins, or the past ends. */
export function reachedBy({ fromAt }: ClaimedPull, { fromMs }: Stretch): Date {
  const isEnd = fromMs <= fromAt.getTime();
  return isEnd ? fromAt : new Date(fromMs + overlapMs);
}

export const diaryEveryMs = 30 * 60_000;
const failureWaitsMs = [1, 2, 5, 15, 60].map((minutes) => minutes * 60_000);
/** Who asks to be left alone is left alone for so long. */
const throttledMsMin = 10 * 60_000;

/** How long to wait after a request that failed; the polls renew a session meanwhile. */
export function failureWaitMs(failures: number, retryAfterMs: number | null, isThrottled: boolean) {
  const ownMs = failureWaitsMs[Math.min(failures, failureWaitsMs.length - 1)] ?? throttledMsMin;
  return Math.max(ownMs, retryAfterMs ?? 0, isThrottled ? throttledMsMin : 0);
}
