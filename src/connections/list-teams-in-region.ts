import type { Db } from '#db';
import type { Region } from '#providers';

/** So many are read at once. */
export const teamsPerPage = 1_000;

/** The teams that have a connection in the region now, by id, a page at a time. */
export async function* teamsInRegion(db: Db, region: Region): AsyncGenerator<readonly string[]> {
  for (let after: string | undefined; ; ) {
    const page = await listTeams(db, region, after);
    if (page.length > 0) yield page;
    if (page.length < teamsPerPage) return;
    after = page.at(-1);
  }
}

async function listTeams(db: Db, region: Region, after: string | undefined): Promise<string[]> {
  let query = db
    .selectFrom('connections')
    .select('team_id')
    .distinct()
    .where('region', '=', region)
    .where('disconnected_at', 'is', null)
    .orderBy('team_id')
    .limit(teamsPerPage);
  if (after !== undefined) query = query.where('team_id', '>', after);
  return (await query.execute()).map((row) => row.team_id);
}
