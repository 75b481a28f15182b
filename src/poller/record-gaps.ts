import { sql } from 'kysely';
import type { Db } from '#db';
import { factsOf, type ProviderSlug } from '#providers';

/**
 * Records what cannot be had any more of the time in which a user who is linked again was not:
 * nobody asked, and it is no silence of a sensor that may still end.
 */
export async function writeAbsence(
  db: Db,
  {
    connectionId,
    userId,
    provider,
  }: { readonly connectionId: string; readonly userId: string; readonly provider: ProviderSlug },
  now: Date,
): Promise<void> {
  const keptSince = new Date(now.getTime() - factsOf(provider).historyMs);
  await sql`
    insert into sample_holes (connection_id, user_id, from_at, to_at, reason, recorded_at)
    select ${connectionId}, ${userId}, max(taken_at), ${keptSince}, 'beyond-reach', ${now}
    from glucose_samples where user_id = ${userId} having max(taken_at) < ${keptSince}
    on conflict do nothing`.execute(db);
}
