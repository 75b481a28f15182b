import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { assert } from '#std/assert';
import { type Clock, dateOf } from '#std/clock';
import { deriveKey } from '#std/derive-key';
import { newId } from '#std/ids';
import type { SealingKey } from '#std/sealed-box';

/**
 * Short-lived signed tokens (JWT, HS256) for one purpose. For each purpose, HKDF derives a signing
 * key from each encryption key of the deployment; the token's `kid` names it. The first key signs and
 * all verify, so old tokens stay valid when a new key is put first, and a token for one purpose is
 * invalid for every other.
 */
export interface SignedTokens {
  sign(grant: SignedGrant): Promise<SignedToken>;
  verify(token: string): Promise<TokenVerification>;
}

export interface SignedTokenOptions {
  readonly keys: readonly SealingKey[];
  readonly clock: Clock;
  /** The input of HKDF that makes the keys of each purpose different. */
  readonly purpose: string;
  readonly audience: string;
  /** Claims of our own that each token has. */
  readonly claimNames: readonly string[];
}

interface SignedGrant {
  readonly subject: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly ttlSeconds: number;
}

export interface SignedToken {
  readonly token: string;
  readonly tokenId: string;
  readonly expiresAt: Date;
}

type TokenVerification =
  | { readonly kind: 'verified'; readonly claims: JWTPayload }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' };

const algorithm = 'HS256';
const issuer = 'glucose-gateway';
const tokenLengthMax = 2_048;

export function createSignedTokens(options: SignedTokenOptions): SignedTokens {
  const { keys, clock, purpose, audience, claimNames } = options;
  const signingKeys = new Map(keys.map(({ id, key }) => [id, deriveKey(key, purpose)]));
  const keyId = keys[0]?.id;
  const signingKey = keyId === undefined ? undefined : signingKeys.get(keyId);
  assert(keyId && signingKey, 'signed tokens need at least one key');

  return {
    async sign({ subject, claims, ttlSeconds }) {
      const issuedAt = Math.floor(clock.nowMs() / 1000);
      const tokenId = newId(clock);
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: algorithm, kid: keyId })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
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
          requiredClaims: ['sub', 'jti', 'iat', 'exp', ...claimNames],
        });
        return { kind: 'verified', claims: payload };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        const isExpired = error instanceof errors.JWTExpired;
        return { kind: 'refused', reason: isExpired ? 'expired' : 'unknown' };
      }
    },
  };
}

function keyNamed(keys: ReadonlyMap<string, Uint8Array>, keyId: string | undefined): Uint8Array {
  const key = keyId === undefined ? undefined : keys.get(keyId);
  if (!key) throw new errors.JWSSignatureVerificationFailed();
  return key;
}
