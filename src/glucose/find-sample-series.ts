import { type Db, prepare } from '#db';
import {
  packedCadences,
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
 * writes as one text, for a tenth of what rows of their own would cost us. Cost grows with the range
 * alone, as its bounds leave all other partitions out.
 */
export async function findSampleSeries(
  db: Db,
  { userIds, from, to, samplesMax }: SeriesQuery,
): Promise<ReadonlyMap<string, SampleSeries>> {
  const baseSeconds = Math.floor(from.getTime() / 1000);
  const rows = await selectSeries(db, [userIds, from, to, samplesMax, baseSeconds]);
  return new Map(
    rows.map(({ id, count, samples, cadences }) => [
      id,
      seriesOfPacked({ text: samples, cadences, baseSeconds }, count),
    ]),
  );
}

const selectSeries = prepare<{
  id: string;
  count: number;
  samples: string;
  cadences: string;
}>(`
  select wanted.id, series.count, series.samples,
    ${packedCadences('wanted.id', '$3', '$5::bigint')} as cadences
  from unnest($1::uuid[]) as wanted (id)
  cross join lateral (
    select count(*)::int as count, coalesce(array_agg(packed)::text, '{}') as samples
    from (
      select ${packedSample('$5::bigint')} as packed
      from glucose_samples
      where user_id = wanted.id and taken_at >= $2 and taken_at < $3
      order by taken_at, family limit $4
    ) as sample
  ) as series`);
