import {
  forEachInteger,
  givenColumn,
  instantColumn,
  integerColumn,
  jsonColumn,
  mappedColumn,
  nullableIntegerColumn,
  packedRows,
  type SqlText,
  sqlText,
  wordColumn,
} from '#db';
import { providerOfNumber } from '#providers';
import { originOf, trendOf } from './readings/index.ts';
import type { Sample } from './sample.ts';
import { baseSecondsOf, forEachPacked, packedSample } from './sample-series.ts';

/** What a chart shows of a sample. */
export type BriefSample = Pick<Sample, 'userId' | 'takenAt' | 'valueMgDl' | 'trend'>;

const briefColumns = {
  takenAt: instantColumn('taken_at'),
  valueMgDl: integerColumn('value_mg_dl'),
  trend: mappedColumn(integerColumn('trend'), trendOf),
};

const wholeColumns = {
  ...briefColumns,
  utcOffsetMinutes: nullableIntegerColumn('utc_offset_minutes'),
  receivedAt: instantColumn('received_at'),
  isLate: jsonColumn<boolean>('is_late'),
  revision: integerColumn('revision'),
  provider: mappedColumn(integerColumn('provider'), providerOfNumber),
  origin: mappedColumn(wordColumn('origin'), originOf),
};

/** Samples of one user, who is given. */
export const samplesOfUser = packedRows<Sample>({ userId: givenColumn(), ...wholeColumns });

export const samplesOfUsers = packedRows<Sample>({
  userId: wordColumn('user_id'),
  ...wholeColumns,
});

/** Samples beside their users, whose id is `id`. */
export const briefSamplesOfListed = packedRows<BriefSample>({
  userId: wordColumn('id'),
  ...briefColumns,
});

/** What a sample tells beside instants, value and trend; most samples of a page share it. */
export type SampleTraits = Pick<
  Sample,
  'utcOffsetMinutes' | 'isLate' | 'revision' | 'provider' | 'origin'
>;

/** Whole samples of a range as one text, as they were read. */
export interface PackedWholeSamples {
  readonly text: string;
  /** The whole second from which they count. */
  readonly baseSeconds: number;
}

/** `receivedAtMs` is cut to the second; equal traits of a page are one object. */
export type WholeSampleVisitor = (
  atMs: number,
  valueMgDl: number,
  trend: number,
  receivedAtMs: number,
  traits: SampleTraits,
) => void;

/** Seconds until it was received. */
const delay = "(floor(date_part('epoch', received_at)) - date_part('epoch', taken_at))::bigint";

/**
 * Traits in one whole number: the revision, then 7 bits each for the letter of the origin and the
 * provider's number, one for being late, 12 for the distance from UTC. A revision counts changes, so
 * that the number stays far below 2^53.
 */
const [revisionStep, originShift, providerShift, lateShift] = [2 ** 27, 20, 13, 12];
const offsetMinutesMin = -1_080;
const noOffset = 2 ** 12 - 1;
const traits =
  `revision::bigint * ${revisionStep} + (ascii(origin::text) << ${originShift})` +
  ` + (provider::int << ${providerShift}) + (is_late::int << ${lateShift})` +
  ` + coalesce(utc_offset_minutes - (${offsetMinutesMin}), ${noOffset})`;

/**
 * The samples of one user in a range with all that is kept of each, oldest first, as one text: an
 * SQL expression that `joined-reads` selects beside the user. `userId` is SQL; its own parameters are
 * numbered from `first` on, and are those of `packedSeriesParameters`.
 */
export function packedWholeBeside(userId: string, first: number): SqlText {
  const [from, to, limit, base] = [0, 1, 2, 3].map((place) => `$${first + place}`);
  return sqlText(`(
    select coalesce(
      array_agg(packed)::text || array_agg(delay)::text || array_agg(traits)::text, '{}{}{}')
    from (
      select ${packedSample(`${base}::bigint`)} as packed, ${delay} as delay, ${traits} as traits
      from glucose_samples
      where user_id = ${userId} and taken_at >= ${from} and taken_at < ${to}
      order by taken_at, family limit ${limit}::int
    ) as sample)`);
}

/** What `packedWholeBeside` answered for a range from `from` on. */
export function packedWholeOf(beside: string, from: Date): PackedWholeSamples {
  return { text: beside, baseSeconds: baseSecondsOf(from) };
}

/** Unpacks samples in their order. */
export function forEachWholeSample(
  { text, baseSeconds }: PackedWholeSamples,
  visit: WholeSampleVisitor,
): void {
  const delaysAt = text.indexOf('}') + 1;
  const traitsAt = text.indexOf('}', delaysAt) + 1;
  const delaySeconds = integersOf(text.slice(delaysAt, traitsAt));
  const traitNumbers = integersOf(text.slice(traitsAt));
  const known = new Map<number, SampleTraits>();
  let place = 0;
  forEachPacked(text.slice(0, delaysAt), baseSeconds, (atMs, valueMgDl, trend) => {
    const number = traitNumbers[place] as number;
    let its = known.get(number);
    if (!its) {
      its = traitsOf(number);
      known.set(number, its);
    }
    visit(atMs, valueMgDl, trend, atMs + (delaySeconds[place] as number) * 1_000, its);
    place += 1;
  });
}

function integersOf(text: string): number[] {
  const integers: number[] = [];
  forEachInteger(text, (integer) => integers.push(integer));
  return integers;
}

function traitsOf(number: number): SampleTraits {
  const revision = Math.floor(number / revisionStep);
  const bits = number - revision * revisionStep;
  const offset = bits & noOffset;
  return {
    utcOffsetMinutes: offset === noOffset ? null : offset + offsetMinutesMin,
    isLate: ((bits >> lateShift) & 1) === 1,
    revision,
    provider: providerOfNumber((bits >> providerShift) & 127),
    origin: originOf(String.fromCharCode(bits >> originShift)),
  };
}
