import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import { isUuid } from '#std/ids';
import type { SealingKey } from '#std/sealed-box';
import { type UserTokenActor, type UserTokenScope, userTokenScopes } from '#teams/audit';
import type { AuthenticationResult } from '#teams/keys';
import { createSignedTokens, type SignedToken } from './signed-tokens.ts';

/** Short-lived signed tokens that let a front end act for one user. */
export interface UserTokens {
  /** `generation` is that of the user's tokens; the first unless told. */
  issue(grant: UserTokenGrant, generation?: number): Promise<SignedToken>;
  verify(token: string): Promise<AuthenticationResult<UserTokenActor>>;
}

export interface UserTokenGrant {
  readonly teamId: string;
  readonly userId: string;
  /** The key that makes it, where one does. */
  readonly keyId?: string | null;
  /** The session of the console that makes it, where it came from no key. */
  readonly sessionId?: string | null;
  readonly scopes: readonly UserTokenScope[];
  readonly ttlSeconds: number;
}

export const userTokenTtlSeconds = { min: 60, default: 3_600, max: 86_400 } as const;

export function createUserTokens(keys: readonly SealingKey[], clock: Clock): UserTokens {
  const tokens = createSignedTokens({
    keys,
    clock,
    purpose: 'user tokens, version 1',
    audience: 'glucose-gateway/user',
    claimNames: ['team', 'scope'],
  });
  return {
    issue: ({ teamId, userId, keyId, sessionId, scopes, ttlSeconds }, generation = 0) =>
      tokens.sign({
        subject: userId,
        claims: {
          team: teamId,
          scope: scopes.join(' '),
          generation: String(generation),
          ...(keyId ? { key: keyId } : {}),
          ...(sessionId ? { session: sessionId } : {}),
        },
        ttlSeconds,
      }),
    async verify(token) {
      const verification = await tokens.verify(token);
      if (verification.kind === 'refused') return verification;
      return { kind: 'authenticated', actor: actorOf(verification.claims) };
    },
  };
}

/** Reads our own claims; the signature proves that we wrote them. */
function actorOf(claims: Readonly<Record<string, unknown>>): UserTokenActor {
  const { sub, jti, team, scope, exp, key, session, generation } = claims;
  assert(typeof sub === 'string' && isUuid(sub), 'a user token names its user');
  assert(typeof team === 'string' && isUuid(team), 'a user token names its team');
  assert(typeof jti === 'string' && typeof exp === 'number', 'a user token has an id and an end');
  assert(typeof scope === 'string', 'a user token has scopes');
  const given = scope.split(' ');
  return {
    kind: 'user-token',
    teamId: team,
    userId: sub,
    tokenId: jti,
    keyId: typeof key === 'string' ? key : null,
    sessionId: typeof session === 'string' ? session : null,
    generation: typeof generation === 'string' ? Number(generation) : 0,
    scopes: userTokenScopes.filter((known) => given.includes(known)),
    expiresAt: new Date(exp * 1000),
  };
}
