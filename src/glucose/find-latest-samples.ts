import { type Db, type Prepared, prepare } from '#db';
import type { Sample } from './sample.ts';
import { type SampleColumns, sampleColumns, samplesOfColumns } from './sample-columns.ts';

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
  const latest = await findLatest(selectRecent, db, userIds, since);
  const others = userIds.filter((id) => !latest.has(id));
  if (others.length === 0) return latest;
  const older = await findLatest(selectOlder, db, others, since);
  return new Map([...latest, ...older]);
}

async function findLatest(
  select: Prepared<SampleColumns>,
  db: Db,
  userIds: readonly string[],
  since: Date,
): Promise<Map<string, Sample>> {
  const rows = await select(db, [userIds, since]);
  return latestOf(rows, userIds);
}

function latestOf(rows: readonly SampleColumns[], userIds: readonly string[]) {
  const userIdOf = (place: number) => userIds[place - 1] as string;
  const samples = rows.flatMap((columns) => samplesOfColumns(columns, userIdOf));
  return new Map(samples.map((sample) => [sample.userId, sample]));
}

/** Since when a sample is one of this week, which is looked for first. */
export function recentSince(now: Date): Date {
  return new Date(now.getTime() - recentMs);
}

/** The samples of this week, as a statement of one text; both are SQL. */
export function latestSamplesBeside(userIds: string, since: string): string {
  const statement = latestStatement(userIds, `taken_at >= ${since}`);
  return `select row_to_json(latest)::text from (${statement}) as latest`;
}

/** The samples of such a text, by user id; a user that is not there may have an older one. */
export function latestOfBeside(
  text: string | null,
  userIds: readonly string[],
): ReadonlyMap<string, Sample> {
  return latestOf(text === null ? [] : [JSON.parse(text)], userIds);
}

const selectRecent = prepare<SampleColumns>(latestStatement('$1::uuid[]', 'taken_at >= $2'));
const selectOlder = prepare<SampleColumns>(latestStatement('$1::uuid[]', 'taken_at < $2'));

function latestStatement(userIds: string, bound: string): string {
  return `
    select ${sampleColumns('place')} from unnest(${userIds}) with ordinality as wanted (id, place)
    cross join lateral (
      select * from glucose_samples where user_id = wanted.id and ${bound}
      order by taken_at desc limit 1
    ) as latest`;
}
