import { sql } from 'kysely';
import { type Db, sealedKeyOf } from '#db';

/** By the id of the encryption key, how many connections have credentials or a session sealed by it. */
export async function countConnectionsByKey(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ keyId: string; count: number }>`
    select ${sealedKeyOf('box')} as "keyId", count(distinct id)::int as count
    from connections, unnest(array[credentials_sealed, session_sealed]) as box
    where box is not null group by 1`.execute(db);
  return new Map(rows.map(({ keyId, count }) => [keyId, count]));
}
