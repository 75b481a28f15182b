import { sql } from 'kysely';
import { sqlLiveOf } from '#connections';
import type { Db } from '#db';
import type { ProviderSlug } from '#providers';

/** Begins the pulls of connections that have none yet. Returns how many. */
export async function beginPulls(
  db: Db,
  provider: ProviderSlug,
  { now, fromAt }: { readonly now: Date; readonly fromAt: Date },
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into diary_pulls (connection_id, started_at, from_at, reached_at, next_at)
    select c.id, ${now}, ${fromAt}, ${now}, ${now}
    from (${sqlLiveOf(provider)}) as c
    where not exists (select from diary_pulls h where h.connection_id = c.id)
    on conflict do nothing`.execute(db);
  return Number(numAffectedRows);
}
