import { sql } from 'kysely';
import { providerOf, type Sample } from './sample.ts';
import { readIntegers } from './sample-series.ts';
import { trendOf } from './trend.ts';

/**
 * Whole samples as one row of columns: the text of integer arrays, one entry a sample. The driver
 * takes a row apart field by field and each instant with a pattern; of columns it hands on nine
 * texts, which cost a pass over their digits.
 */
export interface SampleColumns {
  readonly count: number;
  readonly taken_seconds: string;
  readonly received_ms: string;
  readonly revisions: string;
  readonly values: string;
  readonly providers: string;
  readonly trends: string;
  readonly offsets: string;
  readonly lates: string;
}

/** Stands for an offset that is not known; no zone is that far from UTC. */
const offsetUnknown = 32_767;

/** The columns of the rows of a subquery, in its order. */
export const sampleColumns = sql`count(*)::int as count,
  coalesce(array_agg(date_part('epoch', taken_at)::bigint)::text, '{}') as taken_seconds,
  coalesce(array_agg(floor(date_part('epoch', received_at) * 1000 + 0.0005)::bigint)::text, '{}')
    as received_ms,
  coalesce(array_agg(revision)::text, '{}') as revisions,
  coalesce(array_agg(value_mg_dl)::text, '{}') as values,
  coalesce(array_agg(provider)::text, '{}') as providers,
  coalesce(array_agg(trend)::text, '{}') as trends,
  coalesce(array_agg(coalesce(utc_offset_minutes, ${sql.lit(offsetUnknown)}))::text, '{}')
    as offsets,
  coalesce(array_agg(is_late::int)::text, '{}') as lates`;

/** The samples of columns; `userIdOf` tells whose the sample at a place is. */
export function samplesOfColumns(
  columns: SampleColumns,
  userIdOf: (place: number) => string,
): Sample[] {
  const { count } = columns;
  const column = (text: string) => {
    const numbers = new Float64Array(count);
    readIntegers(text, numbers);
    return numbers;
  };
  const takenSeconds = column(columns.taken_seconds);
  const receivedMs = column(columns.received_ms);
  const revisions = column(columns.revisions);
  const values = column(columns.values);
  const providers = column(columns.providers);
  const trends = column(columns.trends);
  const offsets = column(columns.offsets);
  const lates = column(columns.lates);
  return Array.from({ length: count }, (_, place) => ({
    userId: userIdOf(place),
    takenAt: new Date((takenSeconds[place] as number) * 1000),
    valueMgDl: values[place] as number,
    trend: trendOf(trends[place] as number),
    utcOffsetMinutes: offsets[place] === offsetUnknown ? null : (offsets[place] as number),
    receivedAt: new Date(receivedMs[place] as number),
    isLate: lates[place] === 1,
    revision: revisions[place] as number,
    provider: providerOf(providers[place] as number),
  }));
}
