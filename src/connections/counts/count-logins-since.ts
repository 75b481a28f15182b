import type { Db } from '#db';
import type { Region } from '#providers';

/** How many connections of each region have a session that was opened since then. */
export async function countLoginsSince(db: Db, since: Date): Promise<ReadonlyMap<Region, number>> {
  const rows = await db
    .selectFrom('connections')
    .select(({ fn }) => ['region', fn.countAll<number>().as('count')])
    .where('session_opened_at', '>=', since)
    .where('disconnected_at', 'is', null)
    .groupBy('region')
    .execute();
  return new Map(rows.map(({ region, count }) => [region, Number(count)]));
}
