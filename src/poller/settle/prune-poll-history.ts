import { sql } from 'kysely';
import type { Db } from '#db';
import { pollHistoryMs } from './find-polls.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Drops the daily partitions of outcomes that nobody can look at any more, and makes those of today
 * and tomorrow. Returns how many went.
 */
export async function prunePollHistory(db: Db, now: Date): Promise<number> {
  for (const day of [now, new Date(now.getTime() + dayMs)]) {
    await sql`select ensure_partition('polls', 'day', ${day})`.execute(db);
  }
  const before = new Date(now.getTime() - pollHistoryMs);
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'polls'::regclass
      and (to_date(right(c.relname, 8), 'YYYYMMDD') + interval '1 day') at time zone 'UTC'
        <= ${before}::timestamptz
    order by c.relname`.execute(db);
  for (const { name } of rows) await sql`drop table if exists ${sql.table(name)}`.execute(db);
  return rows.length;
}
