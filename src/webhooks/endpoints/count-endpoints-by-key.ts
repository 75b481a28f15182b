import { sql } from 'kysely';
import { type Db, sealedKeyOf } from '#db';

/** By the id of the encryption key that sealed them, how many endpoints' secrets there are. */
export async function countEndpointsByKey(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ keyId: string; count: number }>`
    select ${sealedKeyOf('secret_sealed')} as "keyId", count(*)::int as count
    from webhook_endpoints group by 1`.execute(db);
  return new Map(rows.map(({ keyId, count }) => [keyId, count]));
}
