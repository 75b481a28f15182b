import { sql } from 'kysely';
import type { Db } from '#db';
import { type SampleSeries, type SeriesTexts, seriesOfTexts } from './sample-series.ts';

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
 * The samples of users in a range, as columns: one row a user, whose arrays Postgres makes and writes
 * as text, for a tenth of what rows of their own would cost us. Cost grows with the range alone, as
 * its bounds leave all other partitions out.
 */
export async function findSampleSeries(
  db: Db,
  { userIds, from, to, samplesMax }: SeriesQuery,
): Promise<ReadonlyMap<string, SampleSeries>> {
  const baseSeconds = Math.floor(from.getTime() / 1000);
  const { rows } = await sql<SeriesTexts & { id: string }>`
    select wanted.id, columns.* from unnest(${userIds}::uuid[]) as wanted (id)
    cross join lateral (
      select count(*)::int as count, coalesce(array_agg(second)::text, '{}') as seconds,
        coalesce(array_agg(value_mg_dl)::text, '{}') as values,
        coalesce(array_agg(trend)::text, '{}') as trends
      from (
        select (date_part('epoch', taken_at) - ${baseSeconds})::int as second, value_mg_dl, trend
        from glucose_samples
        where user_id = wanted.id and taken_at >= ${from} and taken_at < ${to}
        order by taken_at, family limit ${samplesMax}
      ) as sample
    ) as columns`.execute(db);
  return new Map(rows.map((row) => [row.id, seriesOfTexts(row, baseSeconds)]));
}
