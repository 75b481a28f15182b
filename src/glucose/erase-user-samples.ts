import type { Db } from '#db';

/** Erases all samples of a user for good. Returns how many. */
export async function eraseUserSamples(db: Db, userId: string): Promise<number> {
  const result = await db
    .deleteFrom('glucose_samples')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
