import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, sealedKeyOf } from '#db';
import { createKeyedHash, type KeyedHash } from '#std/keyed-hash';
import type { BoxPlace, Sealer } from '#std/sealed-box';

const place: BoxPlace = {
  table: 'deployment',
  column: 'hash_key_sealed',
  row: 'deployment',
  formOneContext: 'deployment/hash-key',
};

/**
 * The keyed hash of this deployment. Its key is made once and kept sealed in the database: it must
 * outlive the encryption keys, or a rotation would forget which accounts and names are the same.
 */
export async function openKeyedHash(db: Db, sealer: Sealer): Promise<KeyedHash> {
  const fresh = sealer.seal(randomBytes(32).toString('base64'), place);
  await db
    .insertInto('deployment')
    .values({ hash_key_sealed: fresh, sealing: 'form-2' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db.selectFrom('deployment').select('hash_key_sealed').executeTakeFirstOrThrow();
  return createKeyedHash(Buffer.from(sealer.open(row.hash_key_sealed, place), 'base64'));
}

/** By the id of the encryption key that sealed it, that there is the key of the hash. */
export async function countHashKeyByKey(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ keyId: string }>`
    select ${sealedKeyOf('hash_key_sealed')} as "keyId" from deployment`.execute(db);
  return new Map(rows.map(({ keyId }) => [keyId, 1]));
}

/** Seals the key as the sealer seals now; the key itself stays what it is. */
export async function resealHashKey(db: Db, sealer: Sealer): Promise<void> {
  const row = await db.selectFrom('deployment').select('hash_key_sealed').executeTakeFirst();
  if (!row) return;
  // Opened first: another key under the id of the one that sealed would pass for it.
  const hashKey = sealer.open(row.hash_key_sealed, place);
  if (sealer.isCurrent(row.hash_key_sealed)) return;
  const resealed = sealer.seal(hashKey, place);
  await db
    .updateTable('deployment')
    .set({ hash_key_sealed: resealed })
    .where('hash_key_sealed', '=', row.hash_key_sealed)
    .execute();
}
