import { sql } from 'kysely';
import { type Db, sealedKeyOf } from '#db';

/** By the id of the encryption key, how many endpoints have a secret, an address or headers sealed by it. */
export async function countEndpointsByKey(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ keyId: string; count: number }>`
    select ${sealedKeyOf('box')} as "keyId", count(distinct id)::int as count
    from webhook_endpoints,
      unnest(array[secret_sealed, previous_secret_sealed, url_sealed, headers_sealed]) as box
    where box is not null group by 1`.execute(db);
  return new Map(rows.map(({ keyId, count }) => [keyId, count]));
}
