import { sql } from 'kysely';
import type { Db } from '#db';
import { type SampleRow, sampleColumns, sampleOfRow } from './find-samples.ts';
import type { Sample } from './sample.ts';

/** The newest sample of each user that has one, by user id: one index look-up a user. */
export async function findLatestSamples(
  db: Db,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Sample>> {
  const { rows } = await sql<SampleRow>`
    select latest.* from unnest(${userIds}::uuid[]) as wanted (id)
    cross join lateral (
      select ${sampleColumns} from glucose_samples
      where user_id = wanted.id order by taken_at desc limit 1
    ) as latest`.execute(db);
  return new Map(rows.map((row) => [row.user_id, sampleOfRow(row)]));
}
