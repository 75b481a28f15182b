import type { Db } from '#db';
import type { ClaimedPoll } from './claimed-poll.ts';

/** P1: whether a poll still has the latest fence: neither disconnected, renewed nor claimed anew. */
export async function isHeld(
  db: Db,
  { connectionId, fence }: Pick<ClaimedPoll, 'connectionId' | 'fence'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('poll_plans')
    .select('fence')
    .where('connection_id', '=', connectionId)
    .where('fence', '=', fence)
    .executeTakeFirst();
  return row !== undefined;
}
