import type { Db } from '#db';

/** Who comes back later than this is told nothing but that it is over. */
const consentMemoryMs = 60 * 60 * 1000;

/** Forgets consents that were over long ago. Returns how many. */
export async function forgetConsents(db: Db, now: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('consents')
    .where('expires_at', '<', new Date(now.getTime() - consentMemoryMs))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
