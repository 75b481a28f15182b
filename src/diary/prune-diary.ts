import { sql } from 'kysely';
import type { Db } from '#db';

/** One statement removes so many, so that none is long. */
const rowsMax = 10_000;

/** Removes what was eaten or injected before a moment. Returns how many entries went. */
export async function pruneDiary(db: Db, before: Date): Promise<number> {
  let count = 0;
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from diary_entries where ctid in (
        select ctid from diary_entries where taken_at < ${before} limit ${rowsMax})`.execute(db);
    count += Number(numAffectedRows);
    if (Number(numAffectedRows) < rowsMax) return count;
  }
}
