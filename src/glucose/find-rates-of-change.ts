import { sql } from 'kysely';
import type { Db } from '#db';
import type { Sample } from './sample.ts';
import { highMgDl, lowMgDl } from './statistics/index.ts';

/** How far back a rate looks, in seconds: a quarter of an hour, and half a minute of jitter. */
const windowSeconds = 15 * 60 + 30;

/**
 * The rate of change at each sample in mg/dL per minute: the slope of the least-squares line through
 * the samples of the quarter of an hour up to it, itself included (four, of a sensor that measures
 * every five minutes). Only what came before counts, so that a rate never changes when the next
 * sample comes; and a line rather than a difference, since values are whole and a step of one mg/dL
 * within a minute would be told as motion.
 *
 * Null where there is no other sample in that time, and where one of them is LOW or HIGH, which is no
 * measurement.
 */
export async function findRatesOfChange(
  db: Db,
  samples: readonly Pick<Sample, 'userId' | 'takenAt'>[],
): Promise<(number | null)[]> {
  const times = samples.map(({ takenAt }) => takenAt.getTime());
  const earliest = new Date(Math.min(...times) - windowSeconds * 1000);
  const latest = new Date(Math.max(...times));
  const userIds = samples.map(({ userId }) => userId);
  const { rows } = await sql<{ place: number; rate: number | null }>`
    select wanted.place::int as place, case
        when bool_and(value_mg_dl > ${lowMgDl} and value_mg_dl < ${highMgDl}) then
          regr_slope(value_mg_dl, date_part('epoch', s.taken_at - wanted.taken_at) / 60)
        end as rate
    from glucose_samples s
    join unnest(${userIds}::uuid[], ${samples.map(({ takenAt }) => takenAt)}::timestamptz[])
      with ordinality as wanted (user_id, taken_at, place)
      on s.user_id = wanted.user_id and s.taken_at <= wanted.taken_at
        and s.taken_at >= wanted.taken_at - ${windowSeconds} * interval '1 second'
    where s.user_id = any(${[...new Set(userIds)]}::uuid[])
      and s.taken_at >= ${earliest} and s.taken_at <= ${latest}
    group by s.user_id, wanted.place`.execute(db);
  const rates = samples.map((): number | null => null);
  for (const { place, rate } of rows) rates[place - 1] = rate;
  return rates;
}
