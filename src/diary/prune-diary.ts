import { sql } from 'kysely';
import type { Db } from '#db';

/** One statement removes the entries of so long, so that none is long. */
const stepMs = 15 * 60_000;

/** Removes what was eaten or injected before a moment. Returns how many entries went. */
export async function pruneDiary(db: Db, before: Date): Promise<number> {
  let count = 0;
  for (;;) {
    const { rows } = await sql<{ oldest: Date | null }>`
      select min(taken_at) as oldest from diary_entries`.execute(db);
    const oldest = rows[0]?.oldest;
    if (!oldest || oldest >= before) return count;
    const until = new Date(Math.min(before.getTime(), oldest.getTime() + stepMs));
    const { numAffectedRows } = await sql`
      delete from diary_entries where taken_at < ${until}`.execute(db);
    count += Number(numAffectedRows);
  }
}
