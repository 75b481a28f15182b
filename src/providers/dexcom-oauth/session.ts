import type { KeptAccess } from '#providers/provider';
import type { TokenPair } from './token-request.ts';

/** What is kept to open sessions with. */
export interface OAuthGrant {
  readonly refreshToken: string;
}

/** What is read with for a while. */
export interface OAuthSession {
  readonly accessToken: string;
  readonly openedAtMs: number;
  readonly endsAtMs: number;
}

export function keptOf(pair: TokenPair, nowMs: number): KeptAccess {
  const { accessToken, refreshToken, expiresInMs } = pair;
  const grant: OAuthGrant = { refreshToken };
  const session: OAuthSession = { accessToken, openedAtMs: nowMs, endsAtMs: nowMs + expiresInMs };
  return { grant: JSON.stringify(grant), session: JSON.stringify(session) };
}

export function grantOf(text: string): OAuthGrant {
  return JSON.parse(text) as OAuthGrant;
}

export function sessionOf(text: string): OAuthSession {
  return JSON.parse(text) as OAuthSession;
}
