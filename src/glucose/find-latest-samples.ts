import { type Db, preparePacked, type SqlText, sqlText } from '#db';
import { samplesOfUsers } from './packed-samples.ts';
import type { Sample } from './sample.ts';

const minuteMs = 60_000;
const recentMs = 8 * 24 * 60 * minuteMs;

/**
 * How far back is looked, step by step: a wearer whose sensor is worn has a sample of the last
 * half hour, which is six rows, and is found at once; the years before are opened for the few others.
 */
const lookBackMs = [30 * minuteMs, 6 * 60 * minuteMs, recentMs] as const;

/**
 * The newest sample of each user that has one, by user id. Each step is one statement for all users
 * that are still looked for, and names them, so that a cluster asks only the nodes that have them.
 */
export async function findLatestSamples(
  db: Db,
  userIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Sample>> {
  const latest = new Map<string, Sample>();
  let before: Date | 'infinity' = 'infinity';
  for (const since of [...lookBackMs.map((ms) => new Date(now.getTime() - ms)), '-infinity']) {
    const others = userIds.filter((id) => !latest.has(id));
    if (others.length === 0) break;
    const page = await readLatest(db, [others, since, before]);
    for (const sample of samplesOfUsers.rows(page)) latest.set(sample.userId, sample);
    before = since as Date;
  }
  return latest;
}

/** Since when a sample is one of this week, which is looked for first. */
export function recentSince(now: Date): Date {
  return new Date(now.getTime() - recentMs);
}

/**
 * The newest sample of one user since then, as a subquery that `joined-reads` joins to users; both
 * arguments are SQL.
 */
export function latestBriefOf(userId: string, since: string): SqlText {
  return sqlText(`
    select taken_at, value_mg_dl, trend from glucose_samples
    where user_id = ${userId} and taken_at >= ${since} order by taken_at desc limit 1`);
}

const readLatest = preparePacked(
  `select distinct on (user_id) * from glucose_samples
  where user_id = any($1::uuid[]) and taken_at >= $2 and taken_at < $3
  order by user_id, taken_at desc`,
  samplesOfUsers,
);
