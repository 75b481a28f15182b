import { sql } from 'kysely';
import type { Db } from '#db';

/** How far the repair of samples that were stored twice has come; it goes by user. */
export interface SampleRepair {
  readonly reachedUserId: string;
  readonly finishedAt: Date | null;
}

const firstId = '00000000-0000-0000-0000-000000000000';

export async function findSampleRepair(db: Db): Promise<SampleRepair> {
  const row = await db
    .selectFrom('sample_repair')
    .select(['reached_user_id', 'finished_at'])
    .executeTakeFirst();
  return {
    reachedUserId: row?.reached_user_id ?? firstId,
    finishedAt: row?.finished_at ?? null,
  };
}

/** Two nodes at once do no harm: what one has done the other finds done. */
export async function saveSampleRepair(
  db: Db,
  { reachedUserId, finishedAt }: SampleRepair,
  removedCount: number,
): Promise<void> {
  await sql`
    insert into sample_repair (reached_user_id, finished_at, removed_count)
    values (${reachedUserId}, ${finishedAt}, ${removedCount})
    on conflict (id) do update set
      reached_user_id = greatest(sample_repair.reached_user_id, excluded.reached_user_id),
      finished_at = coalesce(sample_repair.finished_at, excluded.finished_at),
      removed_count = sample_repair.removed_count + excluded.removed_count`.execute(db);
}

/** The next user, by id, who has samples; null behind the last one. */
export async function findNextUserWithSamples(db: Db, afterId: string): Promise<string | null> {
  const row = await db
    .selectFrom('glucose_samples')
    .select('user_id')
    .where('user_id', '>', afterId)
    .orderBy('user_id')
    .limit(1)
    .executeTakeFirst();
  return row?.user_id ?? null;
}
