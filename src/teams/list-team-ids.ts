import type { Db } from '#db';

/** All teams of the deployment, oldest first: for what concerns every one of them. */
export async function listTeamIds(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('teams').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}
