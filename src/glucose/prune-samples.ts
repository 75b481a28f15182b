import { sql } from 'kysely';
import type { Db } from '#db';

/** Drops the monthly partitions that end before a moment. Returns how many went. */
export async function pruneSamples(db: Db, before: Date): Promise<number> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'glucose_samples'::regclass
      and (to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month') at time zone 'UTC'
        <= ${before}::timestamptz
    order by c.relname`.execute(db);
  for (const { name } of rows) await sql`drop table ${sql.table(name)}`.execute(db);
  return rows.length;
}

/** Makes the partitions of this month and the next, ahead of the first sample that needs one. */
export async function ensureSamplePartitions(db: Db, now: Date): Promise<void> {
  await sql`
    select ensure_partition('glucose_samples', 'month', ${now}::timestamptz + ahead)
    from unnest(array[interval '0', interval '1 month']) as ahead`.execute(db);
}
