import { sql } from 'kysely';
import type { Db } from '#db';
import type { Sample } from './sample.ts';
import { type SampleColumns, sampleColumns, samplesOfColumns } from './sample-columns.ts';
import { readIntegers } from './sample-series.ts';

const recentMs = 8 * 24 * 3_600_000;

/**
 * The newest sample of each user that has one, by user id: one index look-up a user. Most wearers
 * have one of this week, which needs a partition or two; the years before are opened only for the
 * others.
 */
export async function findLatestSamples(
  db: Db,
  userIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Sample>> {
  const since = new Date(now.getTime() - recentMs);
  const latest = await findLatest(db, userIds, sql`taken_at >= ${since}`);
  const others = userIds.filter((id) => !latest.has(id));
  if (others.length === 0) return latest;
  const older = await findLatest(db, others, sql`taken_at < ${since}`);
  return new Map([...latest, ...older]);
}

async function findLatest(
  db: Db,
  userIds: readonly string[],
  bound: ReturnType<typeof sql>,
): Promise<Map<string, Sample>> {
  const { rows } = await sql<SampleColumns & { places: string }>`
    select coalesce(array_agg(place)::text, '{}') as places, ${sampleColumns}
    from unnest(${userIds}::uuid[]) with ordinality as wanted (id, place)
    cross join lateral (
      select * from glucose_samples
      where user_id = wanted.id and ${bound}
      order by taken_at desc limit 1
    ) as latest`.execute(db);
  const found = new Map<string, Sample>();
  for (const columns of rows) {
    const places = new Float64Array(columns.count);
    readIntegers(columns.places, places);
    const userIdOf = (place: number) => userIds[(places[place] as number) - 1] as string;
    for (const sample of samplesOfColumns(columns, userIdOf)) found.set(sample.userId, sample);
  }
  return found;
}
