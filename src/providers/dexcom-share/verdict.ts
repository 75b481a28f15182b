import type { Answer } from './answer.ts';
import type { ShareCall } from './calls.ts';
import { type ErrorCode, errorCodeOf, failureOfFault, findFault } from './error-code.ts';
import type { Evidence, Failure } from './failure.ts';

export interface Verdict {
  readonly failure: Failure;
  readonly evidence: Evidence;
  /** Dexcom's word, if it is one that we know; `unknown` if not; null when it gave none. */
  readonly code: ErrorCode | null;
  /** Null when no answer came. */
  readonly httpStatus: number | null;
  /** What the answer asked for in Retry-After, whatever its status; null when it did not ask. */
  readonly retryAfterMs: number | null;
  /** The platform's word for a broken connection, such as ECONNREFUSED. */
  readonly networkCode: string | null;
}

/**
 * What an answer failed by, or null when it may hold what the call promises. Dexcom refuses a
 * password with the HTTP status of a crash and has sent error objects under 200, so its code is
 * asked first and the status only when the code decides nothing.
 */
export function findVerdict(answer: Answer, call: ShareCall): Verdict | null {
  const fault = answer.body.kind === 'json' ? findFault(answer.body.value) : null;
  if (fault) {
    const failure = failureOfFault(fault) ?? failureOfStatus(answer) ?? 'unreadable';
    return {
      ...verdictOn(answer, fitted(failure, call), 'code'),
      code: errorCodeOf(fault),
    };
  }
  const failure = failureOfStatus(answer);
  return failure && verdictOn(answer, failure, 'status');
}

export function verdictOn(answer: Answer, failure: Failure, evidence: Evidence): Verdict {
  const { httpStatus, retryAfterMs } = answer;
  return { failure, evidence, code: null, httpStatus, retryAfterMs, networkCode: null };
}

/** A verdict without an answer. */
export function verdictOnSilence(
  failure: Failure,
  evidence: Evidence,
  networkCode: string | null = null,
): Verdict {
  return { failure, evidence, code: null, httpStatus: null, retryAfterMs: null, networkCode };
}

/**
 * Null for 2xx. A page of HTML under 400 was not written by Share but by something in front of it,
 * and says nothing about our request. Redirects are not followed: a password goes to the host
 * that was configured and to no other.
 */
function failureOfStatus({ httpStatus, body }: Answer): Failure | null {
  if (httpStatus >= 200 && httpStatus < 300) return null;
  if (httpStatus === 429) return 'throttled';
  if (httpStatus === 400 && body.kind !== 'html') return 'rejected';
  return 'unavailable';
}

/** A login has no session that could end; if Dexcom says so, something is broken on its side. */
function fitted(failure: Failure, call: ShareCall): Failure {
  const isLogin = call === 'authenticate' || call === 'open-session';
  return isLogin && failure === 'session-ended' ? 'unavailable' : failure;
}
