import type { ApiKeyScope } from './api-key-scope.ts';

/**
 * Who makes a request. An API key may do what its scopes allow, for its whole team, and so may a
 * session of the console; a user token
 * may do what its scopes allow, with the data of one user; an anonymous caller may only do what
 * another secret in the request, such as a link token, allows.
 */
export type Actor = TeamActor | UserTokenActor | AnonymousActor;

/** Who may act for a whole team, as far as its scopes go. */
export type TeamActor = ApiKeyActor | SessionActor;

export interface ApiKeyActor {
  readonly kind: 'api-key';
  readonly teamId: string;
  readonly keyId: string;
  readonly scopes: readonly ApiKeyScope[];
  /** From where alone it may be used; null for everywhere. */
  readonly addressRanges: readonly string[] | null;
  /** When the key expires; null when it does not. */
  readonly expiresAt: Date | null;
}

/** Somebody in the console. */
export interface SessionActor {
  readonly kind: 'session';
  readonly teamId: string;
  readonly sessionId: string;
  /** The key that it was made from; null where it was made from none. */
  readonly keyId: string | null;
  readonly role: 'owner' | 'developer' | 'support';
  readonly scopes: readonly ApiKeyScope[];
  /** Those of the key. */
  readonly addressRanges: readonly string[] | null;
  /** The end of its life, or that of its key; it ends before when nobody uses it. */
  readonly expiresAt: Date;
}

export interface UserTokenActor {
  readonly kind: 'user-token';
  readonly teamId: string;
  readonly userId: string;
  /** The id of the token, for the audit. */
  readonly tokenId: string;
  /** The key that made it; null for a token of version 0.1, which does not say. */
  readonly keyId: string | null;
  /** The session from no key that made it, with which it ends; null where a key did. */
  readonly sessionId: string | null;
  /** All tokens of the user that are of an earlier one than the user's have ended. */
  readonly generation: number;
  readonly scopes: readonly UserTokenScope[];
  readonly expiresAt: Date;
}

export interface AnonymousActor {
  readonly kind: 'anonymous';
}

/**
 * What a user token can allow: `read` the user's data, `watch` it live, `refresh` it (poll now), and
 * `link` an account to the user.
 */
export const userTokenScopes = ['read', 'watch', 'refresh', 'link'] as const;
export type UserTokenScope = (typeof userTokenScopes)[number];

export const anonymous: AnonymousActor = { kind: 'anonymous' };

export function isTeamActor(actor: Actor): actor is TeamActor {
  return actor.kind === 'api-key' || actor.kind === 'session';
}
