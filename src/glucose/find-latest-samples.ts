import { type Db, preparePacked, type ReadPage, type SqlText, sqlText } from '#db';
import { samplesOfUsers } from './packed-samples.ts';
import type { Sample } from './sample.ts';

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
  const since = recentSince(now);
  const latest = await findLatest(readRecent, db, userIds, since);
  const others = userIds.filter((id) => !latest.has(id));
  if (others.length === 0) return latest;
  const older = await findLatest(readOlder, db, others, since);
  return new Map([...latest, ...older]);
}

async function findLatest(
  read: ReadPage,
  db: Db,
  userIds: readonly string[],
  since: Date,
): Promise<ReadonlyMap<string, Sample>> {
  const samples = samplesOfUsers.rows(await read(db, [userIds, since]));
  return new Map(samples.map((sample) => [sample.userId, sample]));
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

const readRecent = prepareLatest('taken_at >= $2');
const readOlder = prepareLatest('taken_at < $2');

function prepareLatest(bound: string): ReadPage {
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
