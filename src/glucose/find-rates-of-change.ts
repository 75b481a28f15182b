import { sql } from 'kysely';
import type { Db } from '#db';
import type { Sample } from './sample.ts';
import { highMgDl, lowMgDl } from './statistics/index.ts';

/** How far back a rate looks: a quarter of an hour, and half a minute of jitter. */
const windowSeconds = 15 * 60 + 30;
/** Of so many users a day, of half as many two: some 30,000 samples. */
const userMsMax = 100 * 24 * 3_600_000;

type SampleKey = Pick<Sample, 'userId' | 'takenAt'>;

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
  samples: readonly SampleKey[],
): Promise<(number | null)[]> {
  const rates = new Map<string, number | null>();
  for (const batch of batchesOf(stretchesOf(samples))) {
    for (const { userId, seconds, rate } of await readRates(db, batch)) {
      rates.set(keyOf(userId, seconds * 1_000), rate);
    }
  }
  return samples.map(({ userId, takenAt }) => rates.get(keyOf(userId, takenAt.getTime())) ?? null);
}

function keyOf(userId: string, atMs: number): string {
  return `${userId} ${atMs}`;
}

/** What is read for the rates: times of one user, both ends included. */
interface Stretch {
  readonly userId: string;
  readonly fromMs: number;
  toMs: number;
}

/** The quarters of an hour up to each sample; where they overlap, as one, so that nothing is read twice. */
function stretchesOf(samples: readonly SampleKey[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const [userId, own] of Map.groupBy(samples, (sample) => sample.userId)) {
    const times = own.map(({ takenAt }) => takenAt.getTime()).sort((one, other) => one - other);
    let last: Stretch | undefined;
    for (const toMs of times) {
      const fromMs = toMs - windowSeconds * 1_000;
      if (last && fromMs <= last.toMs) last.toMs = toMs;
      else {
        last = { userId, fromMs, toMs };
        stretches.push(last);
      }
    }
  }
  return stretches;
}

/**
 * Cuts stretches into those that one statement reads. It may read all that its users have between the
 * first and the last, and whoever has worn no sensor for weeks must not have the others' weeks read.
 */
function batchesOf(stretches: readonly Stretch[]): readonly (readonly Stretch[])[] {
  const batches: Stretch[][] = [];
  const userIds = new Set<string>();
  let beginMs = Number.NEGATIVE_INFINITY;
  for (const stretch of stretches.toSorted((one, other) => one.fromMs - other.fromMs)) {
    userIds.add(stretch.userId);
    if ((stretch.toMs - beginMs) * userIds.size > userMsMax) {
      batches.push([]);
      userIds.clear();
      userIds.add(stretch.userId);
      beginMs = stretch.fromMs;
    }
    batches.at(-1)?.push(stretch);
  }
  return batches;
}

interface RateRow {
  readonly userId: string;
  readonly seconds: number;
  readonly rate: number | null;
}

/** The rates at all samples of the stretches. */
async function readRates(db: Db, stretches: readonly Stretch[]): Promise<RateRow[]> {
  const userIds = stretches.map(({ userId }) => userId);
  const froms = stretches.map(({ fromMs }) => new Date(fromMs));
  const tos = stretches.map(({ toMs }) => new Date(toMs));
  const earliest = new Date(Math.min(...stretches.map(({ fromMs }) => fromMs)));
  const latest = new Date(Math.max(...stretches.map(({ toMs }) => toMs)));
  const { rows } = await sql<RateRow>`
    select s.user_id as "userId", date_part('epoch', s.taken_at) as seconds, case
        when bool_and(value_mg_dl > ${lowMgDl} and value_mg_dl < ${highMgDl}) over quarter then
          regr_slope(value_mg_dl, date_part('epoch', s.taken_at - ${earliest}) / 60) over quarter
        end as rate
    from glucose_samples s
    join unnest(${userIds}::uuid[], ${froms}::timestamptz[], ${tos}::timestamptz[])
      as stretch (user_id, from_at, to_at)
      on s.user_id = stretch.user_id and s.taken_at >= from_at and s.taken_at <= to_at
    where s.user_id = any(${[...new Set(userIds)]}::uuid[])
      and s.taken_at >= ${earliest} and s.taken_at <= ${latest}
    window quarter as (partition by s.user_id order by s.taken_at
      range between ${windowSeconds} * interval '1 second' preceding and current row)`.execute(db);
  return rows;
}
