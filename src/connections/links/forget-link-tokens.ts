import type { Db } from '#db';

/** Link tokens are told apart as expired or used, not merely unknown, for so long. */
const tokenMemoryMs = 30 * 24 * 60 * 60 * 1000;

/** Forgets link tokens that expired long ago. Returns how many. */
export async function forgetLinkTokens(db: Db, now: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('link_tokens')
    .where('expires_at', '<', new Date(now.getTime() - tokenMemoryMs))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
