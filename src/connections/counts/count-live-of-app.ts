import type { Db } from '#db';
import type { ProviderSlug, Region } from '#providers';

/** The connections of all teams that use the deployment's app of a region; one user's left out. */
export async function countLiveOfApp(
  db: Db,
  { provider, region }: { readonly provider: ProviderSlug; readonly region: Region },
  besideUserId: string,
): Promise<number> {
  const { count } = await db
    .selectFrom('connections')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('provider', '=', provider)
    .where('region', '=', region)
    .where('disconnected_at', 'is', null)
    .where('user_id', '!=', besideUserId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
