import { forEachInteger, type SqlText, sqlText } from '#db';
import type { KnownCadence } from './statistics/index.ts';

/**
 * Samples of one user as columns, ascending by time, no instant twice. A quarter of a year is 26,000
 * samples: as columns they are three arrays, as objects they would be most of a request's cost.
 */
export interface SampleSeries {
  /** Epoch milliseconds. */
  readonly takenAtMs: Float64Array;
  /** mg/dL, 39 (LOW) to 401 (HIGH). */
  readonly valueMgDl: Uint16Array;
  /** Indexes into `trends`. */
  readonly trend: Uint8Array;
  /** What is known of the sensors' cadences, ascending by time. */
  readonly cadences: readonly KnownCadence[];
}

/**
 * A sample in one whole number, and samples as the text of an array of such numbers: it costs
 * Postgres as much to write one number as three, and us to read it. Seconds since a base, then 9
 * bits for mg/dL and 4 for the trend. The base is the start of a range, and ranges are of years, so
 * that the numbers stay far below 2^53.
 */
const instantStep = 2 ** 13;
const valueStep = 2 ** 4;

/** The SQL of a packed sample; `base` is the SQL of the base in epoch seconds. */
export function packedSample(base: string): string {
  return (
    `(date_part('epoch', taken_at) - ${base})::bigint * ${instantStep}` +
    ` + value_mg_dl * ${valueStep} + trend`
  );
}

const cadenceStep = 2 ** 12;
/** The newest of one user; a sensor is worn for days. */
export const cadencesMax = 1_000;

/** The SQL of a cadence, packed likewise. */
export function packedCadence(base: string): string {
  return `(date_part('epoch', from_at) - ${base})::bigint * ${cadenceStep} + seconds`;
}

/** The SQL of the cadences of one user's sensors before an instant, newest first. */
export function packedCadences(userId: string, to: string, base: string): string {
  return `(
    select coalesce(array_agg(packed)::text, '{}') from (
      select ${packedCadence(base)} as packed
      from sensor_cadences where user_id = ${userId} and from_at < ${to}
      order by from_at desc limit ${cadencesMax}
    ) as cadence)`;
}

/** Samples of a range as one text, as they were read. */
export interface PackedSamples {
  readonly text: string;
  /** The whole second from which they count. */
  readonly baseSeconds: number;
}

/** The same with what is known of the sensors. */
export interface PackedSeries extends PackedSamples {
  readonly cadences: string;
}

/**
 * The samples of one user in a range and the cadences of the sensors as one text: an SQL expression
 * that `joined-reads` selects beside the user. `userId` is SQL; its own parameters are numbered from
 * `first` on.
 */
export function packedSeriesBeside(userId: string, first: number): SqlText {
  const [from, to, limit, base] = [0, 1, 2, 3].map((place) => `$${first + place}`);
  return sqlText(`(
    select coalesce(array_agg(packed)::text, '{}') from (
      select ${packedSample(`${base}::bigint`)} as packed
      from glucose_samples
      where user_id = ${userId} and taken_at >= ${from} and taken_at < ${to}
      order by taken_at, family limit ${limit}::int
    ) as sample) || ${packedCadences(userId, `${to}`, `${base}::bigint`)}`);
}

/** What `packedSeriesBeside` answered: two arrays, one after the other. */
export function packedSeriesOf(beside: string, from: Date): PackedSeries {
  const end = beside.lastIndexOf('{');
  const [text, cadences] = [beside.slice(0, end), beside.slice(end)];
  return { text, cadences, baseSeconds: baseSecondsOf(from) };
}

/** Its parameters, from `from` to before `to`. */
export function packedSeriesParameters(from: Date, to: Date, limit: number): unknown[] {
  return [from, to, limit, baseSecondsOf(from)];
}

export function baseSecondsOf(from: Date): number {
  return Math.floor(from.getTime() / 1000);
}

/** What is told of each sample that is unpacked. */
export type SampleVisitor = (atMs: number, valueMgDl: number, trend: number) => void;

/** Unpacks the text of an array of packed samples, `{1,2,3}`, in its order. */
export function forEachPacked(text: string, baseSeconds: number, visit: SampleVisitor): void {
  forEachInteger(text, (packed) => {
    const seconds = Math.floor(packed / instantStep);
    const rest = packed - seconds * instantStep;
    visit((seconds + baseSeconds) * 1000, rest >> 4, rest & 15);
  });
}

/**
 * The series of packed samples. Of two samples at one instant, from sensors of two families, the
 * first stands: they tell of the same moment.
 */
export function seriesOfPacked(packed: PackedSeries, count: number): SampleSeries {
  const takenAtMs = new Float64Array(count);
  const valueMgDl = new Uint16Array(count);
  const trend = new Uint8Array(count);
  let kept = 0;
  forEachPacked(packed.text, packed.baseSeconds, (atMs, value, direction) => {
    if (kept > 0 && takenAtMs[kept - 1] === atMs) return;
    takenAtMs[kept] = atMs;
    valueMgDl[kept] = value;
    trend[kept] = direction;
    kept += 1;
  });
  return {
    takenAtMs: takenAtMs.subarray(0, kept),
    valueMgDl: valueMgDl.subarray(0, kept),
    trend: trend.subarray(0, kept),
    cadences: cadencesOfPacked(packed),
  };
}

function cadencesOfPacked({ cadences, baseSeconds }: PackedSeries): readonly KnownCadence[] {
  const known: KnownCadence[] = [];
  forEachInteger(cadences, (packed) => {
    const seconds = Math.floor(packed / cadenceStep);
    const minutes = (packed - seconds * cadenceStep) / 60;
    known.push({ fromMs: (seconds + baseSeconds) * 1000, minutes });
  });
  return known.reverse();
}

/** The same, of samples whose number is still to be counted. */
export function seriesOfSamples(packed: PackedSeries): SampleSeries {
  const { text } = packed;
  let count = text.length > 2 ? 1 : 0;
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) count += 1;
  return seriesOfPacked(packed, count);
}
