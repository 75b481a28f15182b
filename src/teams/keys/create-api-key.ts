import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { type ApiKey, apiKeyOfRow, newApiKeySecret } from './api-key.ts';
import type { KeyRights } from './bound-rights.ts';

export interface NewApiKey {
  readonly teamId: string;
  /** 1 to 200 characters, for people. */
  readonly name: string;
  readonly expiresAt?: Date | null;
  /** All, from everywhere, unless told. */
  readonly rights?: KeyRights;
  /** The key that made it; null for the command line. */
  readonly createdByKeyId?: string | null;
}

export interface ApiKeyCreation {
  readonly apiKey: ApiKey;
  /** Shown only this once. */
  readonly secret: string;
}

const unbounded: KeyRights = { scopes: null, addressRanges: null };

/** The key that makes another one was revoked within the second for which it is still known. */
export class MakerRevokedError extends Error {
  override readonly name = 'MakerRevokedError';
}

/**
 * Throws a `MakerRevokedError` when the key that makes it was revoked meanwhile. The maker is locked,
 * so that who revokes it with what it opened sees each key that it made.
 */
export function createApiKey(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, name, expiresAt = null, rights = unbounded, createdByKeyId = null }: NewApiKey,
): Promise<ApiKeyCreation> {
  const { secret, hash, hint } = newApiKeySecret(rights);
  const { scopes, addressRanges } = rights;
  return inTransaction(db, async (db) => {
    if (createdByKeyId && !(await lockGood(db, createdByKeyId))) throw new MakerRevokedError();
    const row = await db
      .insertInto('api_keys')
      .values({
        id: newId(clock),
        team_id: teamId,
        name,
        hint,
        hash,
        created_at: dateOf(clock),
        expires_at: expiresAt,
        scopes: scopes && [...scopes],
        address_ranges: addressRanges && [...addressRanges],
        created_by_key_id: createdByKeyId,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendAuditEntry(db, clock, source, {
      action: 'api-key.created',
      teamId,
      subject: { kind: 'api-key', id: row.id },
      detail: { hint, scopes: scopes?.join(' ') ?? 'all' },
    });
    return { apiKey: apiKeyOfRow(row), secret };
  });
}

async function lockGood(db: Db, keyId: string): Promise<boolean> {
  const row = await db
    .selectFrom('api_keys')
    .select('id')
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}
