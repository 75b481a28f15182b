import { sql } from 'kysely';
import type { Db } from '#db';
import type { ProviderSlug, Region } from '#providers';

/** The connections of all teams that use the deployment's app of a region; one user's left out. */
export async function countLiveOfApp(
  db: Db,
  { provider, region }: { readonly provider: ProviderSlug; readonly region: Region },
  besideUserId: string | null,
): Promise<number> {
  const { count } = await db
    .selectFrom('connections')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('provider', '=', provider)
    .where('region', '=', region)
    .where('disconnected_at', 'is', null)
    .$if(besideUserId !== null, (query) => query.where('user_id', '!=', besideUserId))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Of links that are written at once for one app, each waits here for the one before. */
export async function lockApp(
  db: Db,
  { provider, region }: { readonly provider: ProviderSlug; readonly region: Region },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`app ${provider} ${region}`}))`.execute(db);
}
