import { sql } from 'kysely';
import type { Db } from '#db';

/** How many days ahead partitions are created, so that several missed runs do no harm. */
const daysAhead = 4;

/**
 * Creates the partitions of today and of the coming days. An append would create a missing one by
 * itself, but it would have to wait for a lock until no query reads the log.
 */
export async function ensureEventPartitions(db: Db, now: Date): Promise<void> {
  await sql`
    select ensure_partition('events', 'day', ${now}::timestamptz + make_interval(days => ahead))
    from generate_series(0, ${daysAhead}::integer) as ahead`.execute(db);
}
