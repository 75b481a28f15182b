import type { ReadResult } from '#providers/provider';
import { DexcomShareError } from './dexcom-share-error.ts';

/**
 * Sorts what a read failed by. Dexcom says by a code that a session has ended. It has also answered
 * a dead one with nothing at all, but so does a front end in an outage: that is not certain.
 */
export function readResultOf(error: unknown, signal: AbortSignal | undefined): ReadResult {
  if (signal?.aborted) return { kind: 'unavailable', retryAfterMs: null, isHanging: true };
  if (!(error instanceof DexcomShareError)) throw error;
  const { failure, evidence, retryAfterMs } = error;
  switch (failure) {
    case 'session-ended':
    case 'rejected': {
      const isSaid = evidence === 'code' && failure === 'session-ended';
      return { kind: 'session-ended', isCertain: isSaid || evidence === 'not-sent', retryAfterMs };
    }
    case 'throttled':
      return { kind: 'throttled', retryAfterMs };
    case 'refused':
    case 'locked-out':
    case 'unavailable':
    case 'unreadable':
      return { kind: 'unavailable', retryAfterMs, isHanging: evidence === 'deadline' };
  }
}
