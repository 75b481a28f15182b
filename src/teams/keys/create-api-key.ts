import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { type ApiKey, apiKeyOfRow, newApiKeySecret } from './api-key.ts';

export interface NewApiKey {
  readonly teamId: string;
  /** 1 to 200 characters, for people. */
  readonly name: string;
  readonly expiresAt?: Date | null;
}

export interface ApiKeyCreation {
  readonly apiKey: ApiKey;
  /** Shown only this once. */
  readonly secret: string;
}

export function createApiKey(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, name, expiresAt = null }: NewApiKey,
): Promise<ApiKeyCreation> {
  const { secret, hash, hint } = newApiKeySecret();
  return inTransaction(db, async (db) => {
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
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendAuditEntry(db, clock, source, {
      action: 'api-key.created',
      teamId,
      subject: { kind: 'api-key', id: row.id },
      detail: { hint },
    });
    return { apiKey: apiKeyOfRow(row), secret };
  });
}
