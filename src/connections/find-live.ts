import type { Db } from '#db';
import type { ProviderSlug, Region } from '#providers';

export interface LiveConnection {
  readonly id: string;
  readonly region: Region;
  readonly accountKey: Buffer;
}

/** A user's connection with a provider that is not disconnected: there is at most one. */
export async function findLive(
  db: Db,
  userId: string,
  provider: ProviderSlug,
): Promise<LiveConnection | null> {
  const row = await db
    .selectFrom('connections')
    .select(['id', 'region', 'account_key as accountKey'])
    .where('user_id', '=', userId)
    .where('provider', '=', provider)
    .where('disconnected_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}
