import type { Db } from '#db';

/** Erases all devices of a user for good. Returns how many. */
export async function eraseUserDevices(db: Db, userId: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('devices')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
