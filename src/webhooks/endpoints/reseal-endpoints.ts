import { type Db, inTransaction } from '#db';
import { SealedBoxError, type Sealer } from '#std/sealed-box';
import type { EndpointRow } from './endpoint.ts';
import {
  columnsOfUrl,
  openHeaders,
  openPreviousSecret,
  openSecret,
  openUrl,
  sealHeaders,
  sealPreviousSecret,
  sealSecret,
} from './endpoint-boxes.ts';

const batchMax = 100;

/**
 * Seals again whatever is not sealed as the sealer seals now; deleted endpoints too, as long as they
 * are there. May be stopped and begun anew. Returns how many rows it changed; rejects at the end,
 * and says how many, when some could be opened by no key.
 */
export async function resealEndpoints(db: Db, sealer: Sealer): Promise<number> {
  let count = 0;
  let unopenedCount = 0;
  let afterId = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const batch = await resealBatch(db, sealer, afterId);
    count += batch.changedCount;
    unopenedCount += batch.unopenedCount;
    if (batch.lastId === null) break;
    afterId = batch.lastId;
  }
  if (unopenedCount === 0) return count;
  const claim = `${unopenedCount} webhook endpoints are sealed with keys that were not given`;
  throw new SealedBoxError('unknown-key', claim);
}

async function resealBatch(
  db: Db,
  sealer: Sealer,
  afterId: string,
): Promise<{ changedCount: number; unopenedCount: number; lastId: string | null }> {
  return inTransaction(db, async (db) => {
    const rows = await db
      .selectFrom('webhook_endpoints')
      .select(['id', 'url', 'url_sealed'])
      .select(['secret_sealed', 'previous_secret_sealed', 'headers_sealed'])
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(batchMax)
      .forNoKeyUpdate()
      .execute();
    let changedCount = 0;
    let unopenedCount = 0;
    for (const row of rows) {
      if (!needsSealing(row, sealer)) continue;
      const boxes = resealed(row, sealer);
      if (!boxes) {
        unopenedCount += 1;
        continue;
      }
      await db.updateTable('webhook_endpoints').set(boxes).where('id', '=', row.id).execute();
      changedCount += 1;
    }
    return { changedCount, unopenedCount, lastId: rows.at(-1)?.id ?? null };
  });
}

type Boxes = Pick<
  EndpointRow,
  'id' | 'url' | 'url_sealed' | 'secret_sealed' | 'previous_secret_sealed' | 'headers_sealed'
>;

/** Null when no key opens one of the boxes. */
function resealed(row: Boxes, sealer: Sealer): ReturnType<typeof reseal> | null {
  try {
    return reseal(row, sealer);
  } catch (error) {
    if (error instanceof SealedBoxError) return null;
    throw error;
  }
}

function reseal(row: Boxes, sealer: Sealer) {
  const { id, previous_secret_sealed: previous, headers_sealed: headers } = row;
  return {
    ...columnsOfUrl(sealer, id, openUrl(sealer, row)),
    secret_sealed: sealSecret(sealer, id, openSecret(sealer, row)),
    previous_secret_sealed:
      previous && sealPreviousSecret(sealer, id, openPreviousSecret(sealer, id, previous)),
    headers_sealed: headers && sealHeaders(sealer, id, openHeaders(sealer, row)),
  };
}

/** An address that is not sealed at all is one from before addresses were. */
function needsSealing(row: Boxes, sealer: Sealer): boolean {
  const { url_sealed: url, secret_sealed, previous_secret_sealed, headers_sealed } = row;
  if (url === null) return true;
  return [url, secret_sealed, previous_secret_sealed, headers_sealed].some(
    (box) => box !== null && !sealer.isCurrent(box),
  );
}
