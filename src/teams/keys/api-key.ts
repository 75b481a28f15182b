import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Database } from '#db';
import { hashSecret } from '#std/keyed-hash';

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
}

const secretPrefix = 'gg_live_';
const secretPattern = /^gg_live_[A-Za-z0-9_-]{43}$/;

export interface ApiKeySecret {
  readonly secret: string;
  readonly hash: Buffer;
  readonly hint: string;
}

export function newApiKeySecret(): ApiKeySecret {
  const secret = `${secretPrefix}${randomBytes(32).toString('base64url')}`;
  return { secret, hash: hashSecret(secret), hint: `${secretPrefix}…${secret.slice(-4)}` };
}

/** Whether a text has the form of an API key; other texts need no query. */
export function isApiKeySecret(text: string): boolean {
  return secretPattern.test(text);
}

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
  };
}
