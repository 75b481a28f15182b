import type { Db } from '#db';
import { type Team, teamOfRow } from './team.ts';

/** All teams of the deployment, by name. */
export async function listTeams(db: Db): Promise<readonly Team[]> {
  const rows = await db.selectFrom('teams').selectAll().orderBy('name').execute();
  return rows.map(teamOfRow);
}
