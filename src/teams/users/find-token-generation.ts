import type { Db } from '#db';

/** Of which generation a user's new tokens are; null when the team has no such living user. */
export async function findTokenGeneration(
  db: Db,
  teamId: string,
  userId: string,
): Promise<number | null> {
  const row = await db
    .selectFrom('users')
    .select('token_generation')
    .where('team_id', '=', teamId)
    .where('id', '=', userId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row?.token_generation ?? null;
}
