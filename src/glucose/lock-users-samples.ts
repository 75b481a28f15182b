import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';

/** The first half of the keys of our locks of a user's samples; any number that no other lock has. */
const lockSpace = 7_016;

/**
 * Locks the samples of users until the transaction ends. Who writes samples first looks for those
 * that are there: two at once would both find none, and keep one reading twice, as their keys differ
 * by some seconds and no index refuses them. Taken in one order, behind the locks of plans and before
 * all others, so that nobody waits in a circle.
 */
export async function lockUsersSamples(db: Db, userIds: readonly string[]): Promise<void> {
  await executePrepared(
    db,
    sql`
    select pg_advisory_xact_lock(${lockSpace}::int, key) from (
      select distinct hashtext(id) as key from unnest(${userIds}::text[]) as id order by key
    ) as keys`,
  );
}
