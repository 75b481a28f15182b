import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { assert } from '#std/assert';
import { type Clock, dateOf } from '#std/clock';
import { isUuid, newId } from '#std/ids';
import type { SealingKey } from '#std/sealed-box';
import { type UserTokenActor, type UserTokenScope, userTokenScopes } from './actor.ts';
import type { Authentication } from './authenticate-api-key.ts';

/**
 * Short-lived signed tokens (JWT, HS256) that let a front end act for one user. Each encryption key
 * of the deployment gives a signing key of its own by HKDF, named in the token's `kid`: the first
 * signs, all verify, so a new key put in front cuts nobody off.
 */
export interface UserTokens {
  issue(grant: UserTokenGrant): Promise<IssuedUserToken>;
  verify(token: string): Promise<Authentication<UserTokenActor>>;
}

export interface UserTokenGrant {
  readonly teamId: string;
  readonly userId: string;
  readonly scopes: readonly UserTokenScope[];
  readonly ttlSeconds: number;
}

export interface IssuedUserToken {
  readonly token: string;
  readonly tokenId: string;
  readonly expiresAt: Date;
}

export const userTokenTtlSeconds = { min: 60, default: 3_600, max: 86_400 } as const;

const algorithm = 'HS256';
const issuer = 'glucose-gateway';
const audience = 'glucose-gateway/user';
const keyPurpose = 'user tokens, version 1';
const tokenLengthMax = 2_048;

export function createUserTokens(keys: readonly SealingKey[], clock: Clock): UserTokens {
  const signingKeys = new Map(keys.map(({ id, key }) => [id, deriveKey(key)]));
  const keyId = keys[0]?.id;
  const signingKey = keyId === undefined ? undefined : signingKeys.get(keyId);
  assert(keyId && signingKey, 'user tokens need at least one key');

  return {
    async issue({ teamId, userId, scopes, ttlSeconds }) {
      const issuedAt = Math.floor(clock.nowMs() / 1000);
      const tokenId = newId(clock);
      const token = await new SignJWT({ team: teamId, scope: scopes.join(' ') })
        .setProtectedHeader({ alg: algorithm, kid: keyId })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setJti(tokenId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ttlSeconds)
        .sign(signingKey);
      return { token, tokenId, expiresAt: new Date((issuedAt + ttlSeconds) * 1000) };
    },
    async verify(token) {
      if (token.length > tokenLengthMax) return { kind: 'refused', reason: 'unknown' };
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => keyNamed(signingKeys, kid), {
          algorithms: [algorithm],
          issuer,
          audience,
          currentDate: dateOf(clock),
          requiredClaims: ['sub', 'jti', 'iat', 'exp', 'team', 'scope'],
        });
        return { kind: 'authenticated', actor: actorOf(payload) };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        const isExpired = error instanceof errors.JWTExpired;
        return { kind: 'refused', reason: isExpired ? 'expired' : 'unknown' };
      }
    },
  };
}

function deriveKey(key: Buffer): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', keyPurpose, 32));
}

function keyNamed(keys: ReadonlyMap<string, Uint8Array>, keyId: string | undefined): Uint8Array {
  const key = keyId === undefined ? undefined : keys.get(keyId);
  if (!key) throw new errors.JWSSignatureVerificationFailed();
  return key;
}

/** Reads our own claims; the signature proves that we wrote them. */
function actorOf(payload: Readonly<Record<string, unknown>>): UserTokenActor {
  const { sub, jti, team, scope, exp } = payload;
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
    scopes: userTokenScopes.filter((known) => given.includes(known)),
    expiresAt: new Date(exp * 1000),
  };
}
