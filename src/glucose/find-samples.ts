import { type Db, type Prepared, prepare, preparePacked, type ReadPage } from '#db';
import { type BriefSample, samplesOfUser } from './packed-samples.ts';
import { trendOf } from './readings/index.ts';
import type { Sample } from './sample.ts';
import { baseSecondsOf, forEachPacked, type PackedSamples, packedSample } from './sample-series.ts';

export interface SampleQuery {
  readonly userId: string;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly order: SampleOrder;
  readonly limit: number;
  /** Exclusive: the instant of the last sample of the page before. */
  readonly after?: Date | undefined;
}

type SampleOrder = 'OLDEST_FIRST' | 'NEWEST_FIRST';

/** The samples of a user in a range, a page at a time. */
export async function findSamples(db: Db, query: SampleQuery): Promise<Sample[]> {
  const [from, to] = boundsOf(query);
  const page = await readWhole[query.order](db, [query.userId, from, to, query.limit]);
  return samplesOfUser.rows(page, { userId: query.userId });
}

/** The same, for half the price: what charts need, and nothing else. */
export async function findBriefSamples(db: Db, query: SampleQuery): Promise<BriefSample[]> {
  const { userId, order, limit } = query;
  const [from, to] = boundsOf(query);
  const baseSeconds = baseSecondsOf(from);
  const rows = await selectBrief[order](db, [userId, from, to, limit, baseSeconds]);
  return briefSamplesOf(userId, { text: rows[0]?.samples ?? '{}', baseSeconds });
}

export function briefSamplesOf(
  userId: string,
  { text, baseSeconds }: PackedSamples,
): BriefSample[] {
  const samples: BriefSample[] = [];
  forEachPacked(text, baseSeconds, (atMs, valueMgDl, trend) => {
    samples.push({ userId, takenAt: new Date(atMs), valueMgDl, trend: trendOf(trend) });
  });
  return samples;
}

/** Samples are taken at whole seconds, so that a page goes on a millisecond after the one before. */
function boundsOf({ from, to, order, after }: SampleQuery): readonly [from: Date, to: Date] {
  if (!after) return [from, to];
  if (order === 'NEWEST_FIRST') return [from, after < to ? after : to];
  const next = new Date(after.getTime() + 1);
  return [next > from ? next : from, to];
}

const readWhole: Readonly<Record<SampleOrder, ReadPage>> = {
  OLDEST_FIRST: prepareWhole('asc'),
  NEWEST_FIRST: prepareWhole('desc'),
};

const selectBrief: Readonly<Record<SampleOrder, Prepared<{ samples: string }>>> = {
  OLDEST_FIRST: prepare(briefStatement('asc')),
  NEWEST_FIRST: prepare(briefStatement('desc')),
};

function prepareWhole(direction: 'asc' | 'desc'): ReadPage {
  const query = `
    select * from glucose_samples where user_id = $1 and taken_at >= $2 and taken_at < $3
    order by taken_at ${direction} limit $4`;
  return preparePacked(query, samplesOfUser);
}

function briefStatement(direction: 'asc' | 'desc'): string {
  return `
    select coalesce(array_agg(packed)::text, '{}') as samples from (
      select ${packedSample('$5::bigint')} as packed
      from glucose_samples where user_id = $1 and taken_at >= $2 and taken_at < $3
      order by taken_at ${direction} limit $4
    ) as page`;
}
