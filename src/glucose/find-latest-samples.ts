import { type Db, isNotSupported, preparePacked, type ReadPage, type SqlText, sqlText } from '#db';
import { samplesOfUsers } from './packed-samples.ts';
import type { Sample } from './sample.ts';

const minuteMs = 60_000;
const recentMs = 8 * 24 * 60 * minuteMs;

/** What an engine refused once it always refuses: this process asks it no second time. */
let isRefused = false;

/**
 * The newest sample of each user that has one, by user id. Two texts, since one Postgres finds each by
 * a look-up in the index, which a cluster refuses: no statement that one of its nodes answers goes from
 * a list to samples.
 */
export async function findLatestSamples(
  db: Db,
  userIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Sample>> {
  if (isRefused) return findOnCluster(db, userIds, now);
  try {
    return await findByLookUp(db, userIds, recentSince(now));
  } catch (error) {
    if (!isNotSupported(error)) throw error;
    isRefused = true;
    return findOnCluster(db, userIds, now);
  }
}

/** Most wearers have one of this week, in a partition or two; the years before are for the others. */
async function findByLookUp(
  db: Db,
  userIds: readonly string[],
  since: Date,
): Promise<ReadonlyMap<string, Sample>> {
  const latest = byUser(await readRecent(db, [userIds, since]));
  const others = userIds.filter((id) => !latest.has(id));
  if (others.length === 0) return latest;
  return new Map([...latest, ...byUser(await readOlder(db, [others, since]))]);
}

/**
 * Whoever wears a sensor has a sample of the last half hour, which is six rows and one statement for
 * all of them; the others are asked for one by one.
 */
export async function findOnCluster(
  db: Db,
  userIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Sample>> {
  const since = new Date(now.getTime() - 30 * minuteMs);
  const latest = new Map(byUser(await readNewest(db, [userIds, since])));
  for (const userId of userIds.filter((id) => !latest.has(id))) {
    for (const [id, sample] of byUser(await readOne(db, [userId, since]))) latest.set(id, sample);
  }
  return latest;
}

function byUser(page: Parameters<typeof samplesOfUsers.rows>[0]): ReadonlyMap<string, Sample> {
  return new Map(samplesOfUsers.rows(page).map((sample) => [sample.userId, sample]));
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
  return sqlText(latestOf('taken_at, value_mg_dl, trend', userId, `taken_at >= ${since}`));
}

const readRecent = prepareLookUp('taken_at >= $2');
const readOlder = prepareLookUp('taken_at < $2');
const readNewest = preparePacked(
  `select distinct on (user_id) * from glucose_samples
  where user_id = any($1::uuid[]) and taken_at >= $2
  order by user_id, taken_at desc`,
  samplesOfUsers,
);
const readOne = preparePacked(latestOf('*', '$1', 'taken_at < $2'), samplesOfUsers);

function prepareLookUp(bound: string): ReadPage {
  const query = `
    select latest.* from unnest($1::uuid[]) as wanted (id)
    cross join lateral (${latestOf('*', 'wanted.id', bound)}) as latest`;
  return preparePacked(query, samplesOfUsers);
}

function latestOf(columns: string, userId: string, bound: string): string {
  return `
    select ${columns} from glucose_samples where user_id = ${userId} and ${bound}
    order by taken_at desc limit 1`;
}
