import { sql } from 'kysely';
import type { Db } from '#db';
import type { ProviderSlug, Region } from '#providers';

export interface PlanStart {
  readonly connectionId: string;
  readonly provider: ProviderSlug;
  readonly region: Region;
  readonly accountKey: Buffer;
}

/** The plan of a connection that is new: polled at once. */
export async function insertPlan(
  db: Db,
  { connectionId, provider, region, accountKey }: PlanStart,
  now: Date,
): Promise<void> {
  await db
    .insertInto('poll_plans')
    .values({
      connection_id: connectionId,
      provider,
      region,
      account_key: accountKey,
      next_poll_at: now,
    })
    .execute();
}

/** The plan of a connection that was linked again: polled at once; a running poll is outrun. */
export async function restartPlan(
  db: Db,
  { connectionId, region, accountKey }: PlanStart,
  now: Date,
): Promise<void> {
  await sql`
    update poll_plans set fence = fence + 1, next_poll_at = ${now}, reason = 'linked',
      region = ${region}, account_key = ${accountKey}, is_suspect = false, lease_until = '-infinity'
    where connection_id = ${connectionId}`.execute(db);
}
