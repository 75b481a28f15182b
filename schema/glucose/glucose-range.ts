import {
  findSampleSeries,
  type GlucoseTrace,
  type SampleSeries,
  seriesOfSamples,
  type TimeRange,
  traceOf,
} from '#glucose';
import type { Context } from '#schema/kit';
import {
  builder,
  checkedIfGiven,
  InvalidArgument,
  loadTogether,
  readsAhead,
  type SampleNeed,
  samplesReadWith,
  timeZone,
} from '#schema/kit';
import type { User as UserRecord } from '#teams';

/**
 * The samples of a user in a range, for all that is computed of them: fields of one request that ask
 * for the same range share one reading and one trace, and users of one list are read together.
 */

const dayMs = 24 * 3_600_000;
const secondMs = 1_000;

/** A quarter of a year of a sensor that measures every minute, and a year of the usual ones. */
const samplesMax = 150_000;
/** All users and ranges of a request together: 14 days of a page of 100 users, twice over. */
const personDaysMax = 3_000;
/** So many days are read by one statement, to bound the text that it answers with. */
const personDaysPerStatement = 366;

export function rangeArgs(daysMax: number) {
  return builder.args((t) => ({
    from: t.field({ type: 'DateTime', required: true, description: 'Inclusive.' }),
    to: t.field({
      type: 'DateTime',
      description: `Exclusive, at most ${daysMax} days after \`from\`; now unless told.`,
    }),
  }));
}

export const timeZoneArgs = builder.args((t) => ({
  timeZone: t.string({
    description:
      "The name of an IANA time zone, in which days are counted; the user's own unless told, and " +
      'UTC where the user has none.',
  }),
}));

export interface RangeArguments {
  readonly from: Date;
  readonly to?: Date | null | undefined;
}

export function rangeOf(
  { from, to }: RangeArguments,
  context: Context,
  daysMax: number,
): TimeRange {
  const fromMs = from.getTime();
  // To the whole second, so that fields of one request mostly mean the same moment.
  const nowMs = Math.floor(context.clock.nowMs() / secondMs) * secondMs + secondMs;
  const toMs = to?.getTime() ?? nowMs;
  if (fromMs >= toMs) {
    const isGiven = to !== null && to !== undefined;
    throw isGiven
      ? new InvalidArgument('to', 'an instant after "from"')
      : new InvalidArgument('from', 'an instant in the past');
  }
  if (toMs - fromMs > daysMax * dayMs) {
    throw new InvalidArgument('to', `an instant at most ${daysMax} days after "from"`);
  }
  return { fromMs, toMs };
}

export function timeZoneOf(
  { timeZone: given }: { readonly timeZone?: string | null | undefined },
  user: UserRecord,
): string {
  return checkedIfGiven('timeZone', given, timeZone) ?? user.timeZone ?? 'UTC';
}

export interface LoadedSeries {
  readonly range: TimeRange;
  readonly series: SampleSeries;
  /** Made at the first call, for all who ask. */
  trace(): GlucoseTrace;
}

interface SeriesKey {
  readonly userId: string;
  readonly range: TimeRange;
}

/** The samples of a user in a range. */
export async function seriesOf(
  context: Context,
  user: UserRecord,
  range: TimeRange,
): Promise<LoadedSeries> {
  const known = samplesReadWith(user, needOf(range));
  if (known) return loadedSeries(range, seriesOfSamples(known));
  return loadSeries(context, { userId: user.id, range });
}

function needOf({ fromMs, toMs }: TimeRange): SampleNeed {
  return { from: new Date(fromMs), to: new Date(toMs), limit: samplesMax + 1 };
}

/** Says that a field of User reads the series of its range, so that it can be read with the user. */
export function readsSeriesAhead(fieldName: string, daysMax: number): void {
  readsAhead(fieldName, (args: RangeArguments, context) =>
    args.to ? needOf(rangeOf(args, context, daysMax)) : null,
  );
}

const rangeNameOf = ({ fromMs, toMs }: TimeRange) => `${fromMs} ${toMs}`;

const loadSeries = loadTogether<SeriesKey, LoadedSeries>({
  nameOf: ({ userId, range }) => `${userId} ${rangeNameOf(range)}`,
  async load(keys, context) {
    const days = keys.reduce((sum, { range }) => sum + daysOf(range), 0);
    if (days > personDaysMax) {
      const expected = `a later instant: a request reads ${personDaysMax} days of users at most`;
      throw new InvalidArgument('from', expected);
    }
    const loaded = new Map<SeriesKey, LoadedSeries>();
    for (const sameRange of Map.groupBy(keys, ({ range }) => rangeNameOf(range)).values()) {
      for (const [key, series] of await readRange(sameRange, context)) loaded.set(key, series);
    }
    return keys.map((key) => loaded.get(key) as LoadedSeries);
  },
});

async function readRange(
  keys: readonly SeriesKey[],
  { db }: Context,
): Promise<[SeriesKey, LoadedSeries][]> {
  const range = (keys[0] as SeriesKey).range;
  const [from, to] = [new Date(range.fromMs), new Date(range.toMs)];
  const usersAtOnce = Math.max(1, Math.floor(personDaysPerStatement / daysOf(range)));
  const loaded: [SeriesKey, LoadedSeries][] = [];
  for (let start = 0; start < keys.length; start += usersAtOnce) {
    const some = keys.slice(start, start + usersAtOnce);
    const userIds = some.map(({ userId }) => userId);
    const found = await findSampleSeries(db, { userIds, from, to, samplesMax: samplesMax + 1 });
    for (const key of some) {
      loaded.push([key, loadedSeries(range, found.get(key.userId) as SampleSeries)]);
    }
  }
  return loaded;
}

function loadedSeries(range: TimeRange, series: SampleSeries): LoadedSeries {
  if (series.takenAtMs.length > samplesMax) {
    throw new InvalidArgument(
      'from',
      `a later instant: a range holds ${samplesMax} samples at most`,
    );
  }
  let trace: GlucoseTrace | undefined;
  return {
    range,
    series,
    trace() {
      trace ??= traceOf(series, range);
      return trace;
    },
  };
}

function daysOf({ fromMs, toMs }: TimeRange): number {
  return Math.max(1, Math.ceil((toMs - fromMs) / dayMs));
}
