import type { Db } from '#db';

/** Whether a living user of that team has this id. */
export async function isUserOfTeam(db: Db, teamId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
