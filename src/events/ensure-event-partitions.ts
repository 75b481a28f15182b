import { sql } from 'kysely';
import type { Db } from '#db';

/** How many days ahead partitions are made, so that several missed runs of the job do no harm. */
const daysAhead = 4;

/**
 * Makes the partitions of today and of the coming days. The log would make a missing one by itself,
 * but then its first event of the day waits until nobody reads the log.
 */
export async function ensureEventPartitions(db: Db, now: Date): Promise<void> {
  await sql`
    select ensure_partition('events', 'day', ${now}::timestamptz + make_interval(days => ahead))
    from generate_series(0, ${daysAhead}::integer) as ahead`.execute(db);
}
