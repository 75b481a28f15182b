import { providerOf, type Sample } from './sample.ts';
import { forEachInteger } from './sample-series.ts';
import { trendOf } from './trend.ts';

/**
 * Whole samples as columns: the texts of integer arrays, one entry a sample. The driver takes a row
 * apart field by field and each instant with a pattern; of columns it hands on a few texts, which
 * cost a pass over their digits.
 */
export interface SampleColumns {
  readonly count: number;
  readonly columns: string;
}

/** Stands for an offset that is not known; no zone is that far from UTC. */
const offsetUnknown = 32_767;

const arrays = [
  "date_part('epoch', taken_at)::bigint",
  "floor(date_part('epoch', received_at) * 1000 + 0.0005)::bigint",
  'revision',
  'value_mg_dl',
  'provider',
  'trend',
  `coalesce(utc_offset_minutes, ${offsetUnknown})`,
  'is_late::int',
] as const;

/** The SQL of the columns of a subquery's rows, in its order; further arrays may stand before. */
export function sampleColumns(...before: readonly string[]): string {
  const texts = [...before, ...arrays].map((each) => `array_agg(${each})::text`);
  return `count(*)::int as count, concat(${texts.join(', ')}) as columns`;
}

/** The samples of columns; `userIdOf` is given what stands before, if anything does. */
export function samplesOfColumns(
  { count, columns }: SampleColumns,
  userIdOf: (before: number) => string,
): Sample[] {
  if (count === 0) return [];
  const texts = columns.split('}');
  const numbers = texts.slice(0, -1).map((text) => numbersOf(`${text}}`, count));
  const ofEach = numbers.slice(-arrays.length);
  const before = numbers.length > arrays.length ? numbers[0] : undefined;
  return Array.from({ length: count }, (_, place) => {
    const at = (column: number) => ofEach[column]?.[place] as number;
    return {
      userId: userIdOf(before?.[place] ?? 0),
      takenAt: new Date(at(0) * 1000),
      receivedAt: new Date(at(1)),
      revision: at(2),
      valueMgDl: at(3),
      provider: providerOf(at(4)),
      trend: trendOf(at(5)),
      utcOffsetMinutes: at(6) === offsetUnknown ? null : at(6),
      isLate: at(7) === 1,
    };
  });
}

function numbersOf(text: string, count: number): Float64Array {
  const numbers = new Float64Array(count);
  let place = 0;
  forEachInteger(text, (integer) => {
    numbers[place] = integer;
    place += 1;
  });
  return numbers;
}
