import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { type ApiKey, apiKeyOfRow } from './api-key.ts';

/** Revokes a key for good; a second call changes nothing. Null when the team has no such key. */
export function revokeApiKey(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, keyId }: { teamId: string; keyId: string },
): Promise<ApiKey | null> {
  return inTransaction(db, async (db) => {
    const row = await db
      .selectFrom('api_keys')
      .selectAll()
      .where('team_id', '=', teamId)
      .where('id', '=', keyId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return null;
    if (row.revoked_at) return apiKeyOfRow(row);
    const revokedAt = dateOf(clock);
    await db
      .updateTable('api_keys')
      .set({ revoked_at: revokedAt })
      .where('id', '=', keyId)
      .execute();
    await appendAuditEntry(db, clock, source, {
      action: 'api-key.revoked',
      teamId,
      subject: { kind: 'api-key', id: keyId },
      detail: { hint: row.hint },
    });
    return apiKeyOfRow({ ...row, revoked_at: revokedAt });
  });
}
