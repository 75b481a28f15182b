import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Database } from '#db';
import { hashSecret } from '#std/keyed-hash';
import { type ApiKeyScope, knownScopes } from '#teams/audit';
import type { KeyRights } from './bound-rights.ts';

/**
 * An API key of a team. The secret is 256 random bits and is shown once. We store its SHA-256, which
 * is enough for a secret that nobody can guess, and its last four characters, by which people
 * recognise keys.
 */
export interface ApiKey {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  /** The beginning and the last four characters of the secret. */
  readonly hint: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** Accurate to a minute. */
  readonly lastUsedAt: Date | null;
  readonly scopes: readonly ApiKeyScope[];
  /** From where alone it may be used; null for everywhere. */
  readonly addressRanges: readonly string[] | null;
}

const secretPrefix = 'gg_live_';
const secretPattern = /^gg_live_[A-Za-z0-9_-]{43}$/;

export interface ApiKeySecret {
  readonly secret: string;
  readonly hash: Buffer;
  readonly hint: string;
}

export function newApiKeySecret(rights: KeyRights): ApiKeySecret {
  const secret = `${secretPrefix}${randomBytes(32).toString('base64url')}`;
  const isBounded = rights.scopes !== null || rights.addressRanges !== null;
  const hash = isBounded ? hashOfBounded(secret) : hashSecret(secret);
  return { secret, hash, hint: `${secretPrefix}…${secret.slice(-4)}` };
}

/** Nodes of version 0.1 know no bounds; looking for the plain hash, they do not find such a key. */
export function hashOfBounded(secret: string): Buffer {
  return hashSecret(`bounded ${secret}`);
}

type RightsRow = Pick<Selectable<Database['api_keys']>, 'scopes' | 'address_ranges'>;

export function isBounded({ scopes, address_ranges }: RightsRow): boolean {
  return scopes !== null || address_ranges !== null;
}

/** Whether a text has the form of an API key; other texts need no query. */
export function isApiKeySecret(text: string): boolean {
  return secretPattern.test(text);
}

/** All but the hash. */
export const apiKeyColumns = [
  'id',
  'team_id',
  'name',
  'hint',
  'created_at',
  'expires_at',
  'revoked_at',
  'last_used_at',
  'scopes',
  'address_ranges',
  'created_by_key_id',
  'opened_ended_at',
] as const;

export function apiKeyOfRow(row: Omit<Selectable<Database['api_keys']>, 'hash'>): ApiKey {
  return {
    id: row.id,
    teamId: row.team_id,
    name: row.name,
    hint: row.hint,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    scopes: knownScopes(row.scopes),
    addressRanges: row.address_ranges,
  };
}
