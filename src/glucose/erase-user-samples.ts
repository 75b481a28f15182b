import type { Db } from '#db';

/** Erases all samples of a user for good, those that were removed, and what is known of the sensors. Returns how many. */
export async function eraseUserSamples(db: Db, userId: string): Promise<number> {
  await db.deleteFrom('removed_samples').where('user_id', '=', userId).execute();
  await db.deleteFrom('sensor_cadences').where('user_id', '=', userId).execute();
  const result = await db
    .deleteFrom('glucose_samples')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
