import { sql } from 'kysely';
import type { Db } from '#db';
import { createSealer, type SealingKey } from '#std/sealed-box';
import { sealFormOne } from '#test/form-one-box';

/**
 * Makes a deployment into one as version 0.1 left it: all that is sealed is sealed in the form of
 * that version, and the database has heard of no other.
 */
export async function makeOlder(db: Db, key: SealingKey): Promise<void> {
  await sql`update deployment set sealing = 'form-1'`.execute(db);
  const sealer = createSealer([key]);
  const reseal = (box: Buffer, context: string) =>
    sealFormOne(key, sealer.open(box, context), context);
  const { rows: hashKeys } = await sql<{ box: Buffer }>`
    select hash_key_sealed as box from deployment`.execute(db);
  for (const { box } of hashKeys) {
    const resealed = reseal(box, 'deployment/hash-key');
    await sql`update deployment set hash_key_sealed = ${resealed}`.execute(db);
  }
}
