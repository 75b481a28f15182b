import { sql } from 'kysely';
import type { Db } from '#db';
import { type BoxPlace, createSealer, type SealingKey } from '#std/sealed-box';
import { sealFormOne } from '#test/form-one-box';

/** What version 0.1 had sealed, and to what it bound each. */
const columns = [
  { table: 'deployment', column: 'hash_key_sealed', contextOf: () => 'deployment/hash-key' },
  { table: 'connections', column: 'credentials_sealed', contextOf: (id: string) => id },
  { table: 'connections', column: 'session_sealed', contextOf: (id: string) => `${id}/session` },
  { table: 'webhook_endpoints', column: 'secret_sealed', contextOf: (id: string) => id },
  { table: 'webhook_endpoints', column: 'headers_sealed', contextOf: (id: string) => id },
];

/**
 * Makes a deployment into one as version 0.1 left it: all that is sealed is sealed in the form of
 * that version, and the database has heard of no other.
 */
export async function makeOlder(db: Db, key: SealingKey): Promise<void> {
  await sql`update deployment set sealing = 'form-1'`.execute(db);
  const sealer = createSealer([key], () => ({ sealed: 2, opensFormOne: true }));
  for (const { table, column, contextOf } of columns) {
    const { rows } = await sql<{ id: string; box: Buffer }>`
      select id::text as id, ${sql.ref(column)} as box from ${sql.table(table)}
      where ${sql.ref(column)} is not null`.execute(db);
    for (const { id, box } of rows) {
      const row = table === 'deployment' ? 'deployment' : id;
      const place: BoxPlace = { table, column, row, formOneContext: contextOf(id) };
      const older = sealFormOne(key, sealer.open(box, place), contextOf(id));
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${older}
        where id::text = ${id}`.execute(db);
    }
  }
}
