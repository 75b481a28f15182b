/** One request of a delivery, and what became of it. */
export interface Attempt {
  readonly at: Date;
  /** The status of the response; null when none came. */
  readonly status: number | null;
  /** Null for a success: a status of 200 to 299 in time. */
  readonly failure: AttemptFailure | null;
  readonly durationMs: number;
  /** The first 2 KB of the response's body; null when no response came. */
  readonly answerHead: string | null;
  /** The response's headers, a line each (`answer-headers`); null when no response came. */
  readonly answerHeaders: string | null;
  /** From the Retry-After header; null without one. */
  readonly retryAfterMs: number | null;
}

/**
 * Why an attempt failed:
 *
 * - `dns`: the name does not resolve.
 * - `forbidden-address`: it resolves to an address that we do not connect to.
 * - `connect`: the TCP connection failed.
 * - `tls`: the TLS handshake or the certificate failed.
 * - `timeout`: connected, but no status in time.
 * - `reset`: the connection ended before a status.
 * - `unreadable`: the response is not valid HTTP, or too large.
 * - `redirect`: a status of 300 to 399; none is followed.
 * - `status`: any other status outside 200 to 299.
 */
export type AttemptFailure = (typeof attemptFailures)[number];

export const attemptFailures = [
  'dns',
  'forbidden-address',
  'connect',
  'tls',
  'timeout',
  'reset',
  'unreadable',
  'redirect',
  'status',
] as const;

export function failureOfStatus(status: number): AttemptFailure | null {
  if (status >= 200 && status <= 299) return null;
  return status >= 300 && status <= 399 ? 'redirect' : 'status';
}
