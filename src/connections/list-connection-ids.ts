import type { Db } from '#db';

/** All connections that a user of the team has or had. */
export async function listConnectionIds(db: Db, teamId: string, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('connections')
    .select('id')
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .execute();
  return rows.map(({ id }) => id);
}
