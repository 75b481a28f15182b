import { type Db, inTransaction } from '#db';
import type { Sealer } from '#std/sealed-box';
import { openAuditedUrl, sealAuditedUrl } from './audit-address.ts';

const batchMax = 100;

/**
 * Seals again the addresses that are not sealed as the sealer seals now. One that no key opens stays
 * as it is, and tells nothing. May be stopped and begun anew. Returns how many it changed.
 */
export async function resealAudit(db: Db, sealer: Sealer): Promise<number> {
  let count = 0;
  let afterId: string | undefined = '00000000-0000-0000-0000-000000000000';
  while (afterId !== undefined) {
    const batch = await resealBatch(db, sealer, afterId);
    count += batch.count;
    afterId = batch.lastId;
  }
  return count;
}

function resealBatch(db: Db, sealer: Sealer, afterId: string) {
  return inTransaction(db, async (db) => {
    const rows = await db
      .selectFrom('audit_entries')
      .select(['id', 'webhook_url_sealed as webhookUrlSealed'])
      .where('webhook_url_sealed', 'is not', null)
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(batchMax)
      .execute();
    let count = 0;
    for (const row of rows) {
      const isCurrent = row.webhookUrlSealed && sealer.isCurrent(row.webhookUrlSealed);
      const href = isCurrent ? null : openAuditedUrl(sealer, row);
      if (href === null) continue;
      const webhook_url_sealed = sealAuditedUrl(sealer, row.id, href);
      await db
        .updateTable('audit_entries')
        .set({ webhook_url_sealed })
        .where('id', '=', row.id)
        .execute();
      count += 1;
    }
    return { count, lastId: rows.at(-1)?.id };
  });
}
