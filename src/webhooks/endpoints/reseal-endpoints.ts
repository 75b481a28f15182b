import { type Db, inTransaction } from '#db';
import { keyIdOf, type Sealer } from '#std/sealed-box';
import type { EndpointRow } from './endpoint.ts';

const batchMax = 100;

/**
 * Seals every secret again that was not sealed with the sealer's first key, those of deleted
 * endpoints included. It may be interrupted and run again. Returns how many rows it changed.
 */
export async function resealEndpoints(db: Db, sealer: Sealer): Promise<number> {
  let count = 0;
  let afterId = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const batch = await resealBatch(db, sealer, afterId);
    count += batch.changedCount;
    if (batch.lastId === null) return count;
    afterId = batch.lastId;
  }
}

async function resealBatch(
  db: Db,
  sealer: Sealer,
  afterId: string,
): Promise<{ changedCount: number; lastId: string | null }> {
  return inTransaction(db, async (db) => {
    const rows = await db
      .selectFrom('webhook_endpoints')
      .select(['id', 'secret_sealed', 'previous_secret_sealed', 'headers_sealed'])
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(batchMax)
      .forNoKeyUpdate()
      .execute();
    let changedCount = 0;
    for (const row of rows) {
      if (!needsSealing(row, sealer)) continue;
      const reseal = (box: Buffer) => sealer.seal(sealer.open(box, row.id), row.id);
      const { previous_secret_sealed: previous, headers_sealed: headers } = row;
      await db
        .updateTable('webhook_endpoints')
        .set({
          secret_sealed: reseal(row.secret_sealed),
          previous_secret_sealed: previous && reseal(previous),
          headers_sealed: headers && reseal(headers),
        })
        .where('id', '=', row.id)
        .execute();
      changedCount += 1;
    }
    return { changedCount, lastId: rows.at(-1)?.id ?? null };
  });
}

type Boxes = Pick<EndpointRow, 'secret_sealed' | 'previous_secret_sealed' | 'headers_sealed'>;

function needsSealing(row: Boxes, sealer: Sealer): boolean {
  return [row.secret_sealed, row.previous_secret_sealed, row.headers_sealed].some(
    (box) => box !== null && keyIdOf(box) !== sealer.keyId,
  );
}
