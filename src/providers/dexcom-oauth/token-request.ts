import { z } from 'zod';
import type { NoAnswer, OAuthAnswer } from './oauth-http.ts';

/** A token pair, as one answer gave it. A refresh token opens the next pair, once. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInMs: number;
}

/**
 * - `invalid-grant`: the code or the refresh token is spent, over or taken back; Dexcom has also said
 *   so of good ones.
 * - `client-refused`: what the deployment sent of itself is wrong: no wearer can mend that.
 * - `unavailable`: no sensible answer; the token may be spent all the same.
 */
export type TokenResult =
  | { readonly kind: 'granted'; readonly pair: TokenPair }
  | { readonly kind: 'invalid-grant' }
  | { readonly kind: 'client-refused'; readonly error: string }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'unavailable';
      readonly retryAfterMs: number | null;
      readonly isHanging: boolean;
    };

const Granted = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  /** Seconds. */
  expires_in: z.number().positive().catch(7_200),
});

const Refused = z.object({ error: z.string() });

/** The errors of RFC 6749 that speak of the client, or of a request that we made wrongly. */
const clientErrors = [
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'unsupported_grant_type',
  'invalid_scope',
];

/**
 * What an answer of the token endpoint means, whatever status it has: only the word `invalid_grant`
 * speaks of the grant. `sent`: the refresh token that goes on where none came in its place.
 */
export function tokenResultOf(answer: OAuthAnswer | NoAnswer, sent: string | null): TokenResult {
  if (answer.status === null) {
    return { kind: 'unavailable', retryAfterMs: null, isHanging: answer.isLate };
  }
  const { status, retryAfterMs, body } = answer;
  const granted = Granted.safeParse(body);
  if (status >= 200 && status < 300 && granted.success) {
    const { access_token: accessToken, refresh_token, expires_in } = granted.data;
    const refreshToken = refresh_token ?? sent;
    if (refreshToken !== null) {
      return {
        kind: 'granted',
        pair: { accessToken, refreshToken, expiresInMs: expires_in * 1_000 },
      };
    }
  }
  if (status === 429) return { kind: 'throttled', retryAfterMs };
  const error = Refused.safeParse(body).data?.error;
  if (status < 500 && error === 'invalid_grant') return { kind: 'invalid-grant' };
  if (status < 500 && error !== undefined && clientErrors.includes(error)) {
    return { kind: 'client-refused', error };
  }
  return { kind: 'unavailable', retryAfterMs, isHanging: false };
}
