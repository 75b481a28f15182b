import {
  findSampleSeries,
  type GlucoseTrace,
  type SampleSeries,
  seriesOfSamples,
  type TimeRange,
  traceOf,
} from '#glucose';
import type { SampleRange } from '#joined-reads';
import type { Context } from '#schema/kit';
import {
  batchLoader,
  builder,
  checkedIfGiven,
  InvalidArgument,
  takeSamples,
  timeZone,
} from '#schema/kit';
import type { BriefUser } from '#teams';

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
  user: BriefUser,
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
  user: BriefUser,
  range: TimeRange,
): Promise<LoadedSeries> {
  context.services.readCounter.note(context.actor, user.id);
  const read = takeSamples(user, samplesOf(range));
  if (read) return loadedSeries(range, seriesOfSamples(read));
  return loadSeries(context, { userId: user.id, range });
}

function samplesOf({ fromMs, toMs }: TimeRange): SampleRange {
  return { from: new Date(fromMs), to: new Date(toMs), limit: samplesMax + 1 };
}

/** The extensions of a field of User that reads the series of its range: it can come with the user. */
export function readsSeries(daysMax: number) {
  return {
    samplesRead: (args: RangeArguments, context: Context): SampleRange | null =>
      args.to ? samplesOf(rangeOf(args, context, daysMax)) : null,
  };
}

const rangeNameOf = ({ fromMs, toMs }: TimeRange) => `${fromMs} ${toMs}`;

const loadSeries = batchLoader<SeriesKey, LoadedSeries>({
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
