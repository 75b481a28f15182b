import type { ConnectionEvent } from '#connections';
import type { Random } from '#std/random';

/**
 * What follows a refused login. Credentials that used to work are refused now and then by mistake,
 * so they are tried again twice, well apart; then no more, but for a probe every six hours for a day.
 */
export interface LoginPlan {
  /** Null: no more attempts. */
  readonly atMs: number | null;
  readonly refusalCount: number;
  readonly event: Extract<ConnectionEvent, 'refused' | 'given-up'>;
}

export const refusalRetriesMax = 2;
export const refusalRetryMs = 10 * 60 * 1000;
export const probesMax = 4;
export const probeEveryMs = 6 * 60 * 60 * 1000;
const spreadShare = 0.1;

export function planAfterRefusal(countBefore: number, nowMs: number, random: Random): LoginPlan {
  const refusalCount = countBefore + 1;
  const stretch = 1 + random() * spreadShare;
  if (refusalCount <= refusalRetriesMax) {
    return { atMs: nowMs + refusalRetryMs * stretch, refusalCount, event: 'refused' };
  }
  const probesMade = refusalCount - refusalRetriesMax - 1;
  const atMs = probesMade < probesMax ? nowMs + probeEveryMs * stretch : null;
  return { atMs, refusalCount, event: 'given-up' };
}
