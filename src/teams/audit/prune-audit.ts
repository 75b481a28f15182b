import { sql } from 'kysely';
import type { Db } from '#db';

/** How many entries leave at once; the rest follows in the next pass. */
const rowsMax = 10_000;

/** Deletes entries, and counts of reads, from before the instant. Returns how many rows. */
export async function pruneAudit(db: Db, before: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with pruned as (
      delete from glucose_reads where day < (${before}::timestamptz at time zone 'UTC')::date
      returning 1
    )
    select prune_audit(${before}, ${rowsMax}) + (select count(*) from pruned) as count`.execute(db);
  return Number(rows[0]?.count ?? 0);
}
