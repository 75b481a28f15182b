import { sql } from 'kysely';
import { type Db, sealedKeyOf } from '#db';

/** By the id of the encryption key that sealed them, how many entries hold a webhook's address. */
export async function countAuditByKey(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ keyId: string; count: number }>`
    select ${sealedKeyOf('webhook_url_sealed')} as "keyId", count(*)::int as count
    from audit_entries where webhook_url_sealed is not null group by 1`.execute(db);
  return new Map(rows.map(({ keyId, count }) => [keyId, count]));
}
