import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { keyIdOf, type Sealer } from '#std/sealed-box';
import { openCredentials, openSession, sealCredentials, sealSession } from './credentials.ts';

const batchRows = 500;

/**
 * Seals again, with the first key, what another key sealed. May be run again and while the gateway
 * runs: a row that changed meanwhile is left as it is. Returns how many connections were resealed.
 */
export async function resealConnections(db: Db, sealer: Sealer): Promise<number> {
  let after = '00000000-0000-0000-0000-000000000000';
  let count = 0;
  for (;;) {
    const rows = await db
      .selectFrom('connections')
      .select(['id', 'credentials_sealed', 'session_sealed'])
      .where('id', '>', after)
      .where('credentials_sealed', 'is not', null)
      .orderBy('id')
      .limit(batchRows)
      .execute();
    const last = rows.at(-1);
    if (!last) return count;
    after = last.id;
    const stale = rows.filter((row) =>
      [row.credentials_sealed, row.session_sealed].some(
        (box) => box && keyIdOf(box) !== sealer.keyId,
      ),
    );
    for (const row of stale) count += await reseal(db, sealer, row);
  }
}

interface SealedRow {
  readonly id: string;
  readonly credentials_sealed: Buffer | null;
  readonly session_sealed: Buffer | null;
}

function reseal(db: Db, sealer: Sealer, row: SealedRow): Promise<number> {
  const { id, credentials_sealed: credentials, session_sealed: session } = row;
  const newCredentials =
    credentials && sealCredentials(sealer, id, openCredentials(sealer, id, credentials));
  const newSession = session && sealSession(sealer, id, openSession(sealer, id, session));
  return inTransaction(db, async (tx) => {
    const result = await sql`
      update connections set credentials_sealed = ${newCredentials}, session_sealed = ${newSession}
      where id = ${id} and credentials_sealed = ${credentials}
        and session_sealed is not distinct from ${session}`.execute(tx);
    return Number(result.numAffectedRows ?? 0n);
  });
}
