import { timingSafeEqual } from 'node:crypto';
import type { Db } from '#db';
import { hashSecret } from '#std/keyed-hash';
import { type ApiKeyActor, knownScopes } from '#teams/audit';
import { hashOfBounded, isApiKeySecret, isBounded } from './api-key.ts';

/**
 * Why a credential is refused: it is unknown, has expired, was revoked, or is good and not taken from
 * where it was used.
 */
export type CredentialRefusal = 'unknown' | 'expired' | 'revoked' | 'foreign-address';

export type AuthenticationResult<Found> =
  | { readonly kind: 'authenticated'; readonly actor: Found }
  | {
      readonly kind: 'refused';
      readonly reason: CredentialRefusal;
      /** The key, where it is one that was good once. */
      readonly key?: { readonly teamId: string; readonly keyId: string };
    };

/**
 * Finds the API key of a secret. The row is looked up by the hash of the secret, so the duration of
 * the lookup reveals nothing about it; the hashes are compared in constant time all the same. Where
 * the key may be used from is judged by who knows the address.
 */
export async function authenticateApiKey(
  db: Db,
  secret: string,
  now: Date,
): Promise<AuthenticationResult<ApiKeyActor>> {
  if (!isApiKeySecret(secret)) return { kind: 'refused', reason: 'unknown' };
  const [plain, bounded] = [hashSecret(secret), hashOfBounded(secret)];
  const row = await db
    .selectFrom('api_keys')
    .select(['id', 'team_id', 'hash', 'expires_at', 'revoked_at'])
    .select(['scopes', 'address_ranges'])
    .where('hash', 'in', [plain, bounded])
    .executeTakeFirst();
  // A bounded key whose bounds were taken away in the database is none.
  const hash = row && isBounded(row) ? bounded : plain;
  if (!row || !timingSafeEqual(row.hash, hash)) return { kind: 'refused', reason: 'unknown' };
  const key = { teamId: row.team_id, keyId: row.id };
  if (row.revoked_at) return { kind: 'refused', reason: 'revoked', key };
  if (row.expires_at && row.expires_at <= now) return { kind: 'refused', reason: 'expired', key };
  const actor: ApiKeyActor = {
    kind: 'api-key',
    teamId: row.team_id,
    keyId: row.id,
    scopes: knownScopes(row.scopes),
    addressRanges: row.address_ranges,
    expiresAt: row.expires_at,
  };
  return { kind: 'authenticated', actor };
}
