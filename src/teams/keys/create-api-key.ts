import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry, lockTeam } from '#teams/audit';
import { type ApiKey, apiKeyOfRow, newApiKeySecret } from './api-key.ts';
import type { KeyRights } from './bound-rights.ts';

export interface NewApiKey {
  readonly teamId: string;
  /** 1 to 200 characters, for people. */
  readonly name: string;
  /** That of the key that makes it, unless told. */
  readonly expiresAt?: Date | null;
  /** All, from everywhere, unless told. */
  readonly rights?: KeyRights;
  /** The key that made it; null for the command line. */
  readonly createdByKeyId?: string | null;
  /** How many good ones the team may have; as many as it likes unless told. */
  readonly keysMax?: number;
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

/** It would end later than the key that makes it. */
export class OutlivesMakerError extends Error {
  override readonly name = 'OutlivesMakerError';
  readonly makerEndsAt: Date;

  constructor(makerEndsAt: Date) {
    super('the key would end later than the key that makes it');
    this.makerEndsAt = makerEndsAt;
  }
}

/** The team has as many good keys as it may. */
export class TooManyApiKeysError extends Error {
  override readonly name = 'TooManyApiKeysError';
}

/**
 * Throws a `MakerRevokedError` when the key that makes it was revoked meanwhile, and an
 * `OutlivesMakerError` when it would end later than that. The maker is locked, so that who revokes it
 * with what it opened sees each key that it made.
 */
export function createApiKey(
  db: Db,
  clock: Clock,
  source: AuditSource,
  key: NewApiKey,
): Promise<ApiKeyCreation> {
  const { teamId, name, rights = unbounded, createdByKeyId = null } = key;
  const { keysMax } = key;
  const { secret, hash, hint } = newApiKeySecret(rights);
  const { scopes, addressRanges } = rights;
  return inTransaction(db, async (db) => {
    const makerEndsAt = createdByKeyId ? await lockMaker(db, createdByKeyId) : null;
    const expiresAt = key.expiresAt ?? makerEndsAt;
    if (makerEndsAt && expiresAt && expiresAt > makerEndsAt) {
      throw new OutlivesMakerError(makerEndsAt);
    }
    if (keysMax !== undefined && (await countGood(db, teamId, dateOf(clock))) >= keysMax) {
      throw new TooManyApiKeysError();
    }
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

async function countGood(db: Db, teamId: string, now: Date): Promise<number> {
  await lockTeam(db, teamId);
  const { count } = await db
    .selectFrom('api_keys')
    .select((q) => q.fn.countAll<number>().as('count'))
    .where('team_id', '=', teamId)
    .where('revoked_at', 'is', null)
    .where((q) => q.or([q('expires_at', 'is', null), q('expires_at', '>', now)]))
    .executeTakeFirstOrThrow();
  return count;
}

/** When it ends; null for never. */
async function lockMaker(db: Db, keyId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('api_keys')
    .select('expires_at')
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (!row) throw new MakerRevokedError();
  return row.expires_at;
}
