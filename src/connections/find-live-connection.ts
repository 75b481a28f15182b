import type { Db } from '#db';
import type { Region } from '#dexcom-share';

export interface LiveConnection {
  readonly id: string;
  readonly region: Region;
  readonly accountKey: Buffer;
}

/** The connection of a user that is not disconnected: there is at most one. */
export async function findLiveConnection(db: Db, userId: string): Promise<LiveConnection | null> {
  const row = await db
    .selectFrom('connections')
    .select(['id', 'region', 'account_key as accountKey'])
    .where('user_id', '=', userId)
    .where('provider', '=', 'dexcom')
    .where('disconnected_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}
