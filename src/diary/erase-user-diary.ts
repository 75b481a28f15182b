import type { Db } from '#db';

/** Erases all that a user entered for good. Returns how many entries. */
export async function eraseUserDiary(db: Db, userId: string): Promise<number> {
  const result = await db
    .deleteFrom('diary_entries')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
