import type { Db } from '#db';

/** All connections that a user has or had. */
export async function listConnectionIds(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('connections')
    .select('id')
    .where('user_id', '=', userId)
    .execute();
  return rows.map(({ id }) => id);
}
