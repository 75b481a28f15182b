import { sql } from 'kysely';
import { type Db, sealedKeyOf } from '#db';

/** By the id of the encryption key that sealed them, how many notes of people there are. */
export async function countNotesByKey(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ keyId: string; count: number }>`
    select count(*)::int as count, ${sealedKeyOf('note_sealed')} as "keyId"
    from diary_entries where note_sealed is not null group by 2`.execute(db);
  return new Map(rows.map(({ keyId, count }) => [keyId, count]));
}
