import { sql } from 'kysely';
import type { Db } from '#db';

/** What PostGraphile is shown: the chart of a user, as a function that Postgres takes apart. */
export async function createPostgraphileSchema(db: Db): Promise<void> {
  await sql`drop schema if exists bench_postgraphile cascade`.execute(db);
  await sql`create schema bench_postgraphile`.execute(db);
  await sql`
    create view bench_postgraphile.samples as
    select user_id, taken_at, value_mg_dl,
      round(value_mg_dl / 18.01559, 2)::float8 as value_mmol_l,
      (array['NONE', 'DOUBLE_UP', 'SINGLE_UP', 'FORTY_FIVE_UP', 'FLAT', 'FORTY_FIVE_DOWN',
        'SINGLE_DOWN', 'DOUBLE_DOWN', 'NOT_COMPUTABLE', 'RATE_OUT_OF_RANGE'])[trend + 1] as trend
    from glucose_samples`.execute(db);
  await sql`
    create function bench_postgraphile.chart(
      user_id uuid, from_at timestamptz, to_at timestamptz
    ) returns setof bench_postgraphile.samples language sql stable as $$
      select * from bench_postgraphile.samples s
      where s.user_id = chart.user_id and s.taken_at >= from_at and s.taken_at < to_at
      order by s.taken_at
    $$`.execute(db);
}
