import { sql } from 'kysely';
import { type Db, sealedKeyOf } from '#db';

/** By the id of the encryption key that sealed them, how many connections' credentials there are. */
export async function countConnectionsByKey(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ keyId: string; count: number }>`
    select ${sealedKeyOf('credentials_sealed')} as "keyId", count(*)::int as count
    from connections where credentials_sealed is not null group by 1`.execute(db);
  return new Map(rows.map(({ keyId, count }) => [keyId, count]));
}
