/**
 * Who asks. A team's API key may do whatever the team may; a user token reads one user's data and
 * does what its scopes add; nobody in particular may only do what another proof (a link token)
 * allows.
 */
export type Actor = ApiKeyActor | UserTokenActor | AnonymousActor;

export interface ApiKeyActor {
  readonly kind: 'api-key';
  readonly teamId: string;
  readonly keyId: string;
  /** When the key ends by itself; null when it does not. */
  readonly expiresAt: Date | null;
}

export interface UserTokenActor {
  readonly kind: 'user-token';
  readonly teamId: string;
  readonly userId: string;
  /** The token's own id, for the audit. */
  readonly tokenId: string;
  readonly scopes: readonly UserTokenScope[];
  readonly expiresAt: Date;
}

export interface AnonymousActor {
  readonly kind: 'anonymous';
}

/**
 * What a user token may be good for: `read` its user's data, `watch` it live, `refresh` it (poll
 * now), `link` an account to it.
 */
export const userTokenScopes = ['read', 'watch', 'refresh', 'link'] as const;
export type UserTokenScope = (typeof userTokenScopes)[number];

export const anonymous: AnonymousActor = { kind: 'anonymous' };
