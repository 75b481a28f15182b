import type { ApiKeyScope } from './api-key-scope.ts';

/**
 * Who makes a request. An API key may do what its scopes allow, for its whole team; a user token
 * may do what its scopes allow, with the data of one user; an anonymous caller may only do what
 * another secret in the request, such as a link token, allows.
 */
export type Actor = ApiKeyActor | UserTokenActor | AnonymousActor;

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

export interface UserTokenActor {
  readonly kind: 'user-token';
  readonly teamId: string;
  readonly userId: string;
  /** The id of the token, for the audit. */
  readonly tokenId: string;
  /** The key that made it; null for a token of version 0.1, which does not say. */
  readonly keyId: string | null;
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
