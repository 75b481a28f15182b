import { type Db, prepare } from '#db';
import {
  baseSecondsOf,
  cadencesMax,
  packedCadence,
  packedSample,
  type SampleSeries,
  seriesOfPacked,
} from './sample-series.ts';

export interface SeriesQuery {
  readonly userIds: readonly string[];
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  /** Of each user no more than so many are read: one more than may be there tells an excess. */
  readonly samplesMax: number;
}

/**
 * The samples of users in a range, as columns: one row a user, whose samples Postgres packs and
 * writes as one text, for a tenth of what rows of their own would cost us. Who has none has an empty
 * series. Cost grows with the range
 * alone, as its bounds leave all other partitions out.
 */
export async function findSampleSeries(
  db: Db,
  { userIds, from, to, samplesMax }: SeriesQuery,
): Promise<ReadonlyMap<string, SampleSeries>> {
  const baseSeconds = baseSecondsOf(from);
  const rows = await selectSeries(db, [userIds, from, to, samplesMax, baseSeconds]);
  const series = new Map(userIds.map((id) => [id, seriesOfPacked(nothing, 0)]));
  for (const { id, count, samples, cadences } of rows) {
    series.set(id, seriesOfPacked({ text: samples, cadences, baseSeconds }, count));
  }
  return series;
}

const nothing = { text: '{}', cadences: '{}', baseSeconds: 0 };

const selectSeries = prepare<{
  id: string;
  count: number;
  samples: string;
  cadences: string;
}>(`
  select series.user_id as id, least(series.count, $4::int) as count,
    series.samples[1:$4::int]::text as samples, coalesce(cadences.packed[1:${cadencesMax}]::text, '{}') as cadences
  from (
    select user_id, count(*)::int as count, array_agg(packed) as samples from (
      select user_id, ${packedSample('$5::bigint')} as packed
      from glucose_samples
      where user_id = any($1::uuid[]) and taken_at >= $2 and taken_at < $3
      order by user_id, taken_at, family
    ) as sample group by user_id
  ) as series
  left join (
    select user_id, array_agg(${packedCadence('$5::bigint')} order by from_at desc) as packed
    from sensor_cadences where user_id = any($1::uuid[]) and from_at < $3
    group by user_id
  ) as cadences on cadences.user_id = series.user_id`);
