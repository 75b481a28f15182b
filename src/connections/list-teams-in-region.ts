import type { Db } from '#db';
import type { Region } from '#providers';

/** The teams that have a connection in the region now, by id. */
export async function listTeamsInRegion(db: Db, region: Region, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('connections')
    .select('team_id')
    .distinct()
    .where('region', '=', region)
    .where('disconnected_at', 'is', null)
    .orderBy('team_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.team_id);
}
