import {
  findLostStretches,
  type LostTime,
  type SampleGap,
  type SampleGapReason,
  sampleGapsOf,
  type TimeRange,
} from '#glucose';
import { batchLoader, builder, checked, describedValues, wholeNumber } from '#schema/kit';
import { User } from '#schema/users';
import { rangeArgs, rangeOf, seriesOf } from './glucose-range.ts';

const daysMax = 366;
/** Two missing readings of a sensor that measures every five minutes. */
const minutesDefault = 12;
const minutesMost = 1_440;
const takesMinutes = wholeNumber(1, minutesMost);

const descriptions: Readonly<Record<SampleGapReason, string>> = {
  silence: 'No samples came: a sensor or a phone was silent, and may still bring them.',
  'beyond-reach': 'Some of its samples can no longer be had from the provider.',
};

const GapReason = builder.enumType('GapReason', {
  description: 'Why there are no samples.',
  values: describedValues(descriptions),
});

const GlucoseGap = builder.objectRef<SampleGap>('GlucoseGap').implement({
  description: 'A stretch of a range without samples.',
  fields: (t) => ({
    from: t.field({
      type: 'DateTime',
      description: 'The last sample before it, or where the range begins.',
      resolve: ({ fromMs }) => new Date(fromMs),
    }),
    to: t.field({
      type: 'DateTime',
      description: 'The first sample after it, or where the range ends.',
      resolve: ({ toMs }) => new Date(toMs),
    }),
    minutes: t.exposeFloat('minutes', { description: 'From `from` to `to`.' }),
    reason: t.field({
      type: GapReason,
      description: 'Why there are no samples.',
      resolve: ({ reason }) => reason,
    }),
  }),
});

interface LostKey {
  readonly userId: string;
  readonly range: TimeRange;
}

/** Fields of one request mostly ask for one range; what others need is left out again. */
const loadLost = batchLoader<LostKey, readonly LostTime[]>({
  nameOf: ({ userId, range }) => `${userId} ${range.fromMs} ${range.toMs}`,
  async load(keys, { db }) {
    const from = new Date(Math.min(...keys.map(({ range }) => range.fromMs)));
    const to = new Date(Math.max(...keys.map(({ range }) => range.toMs)));
    const userIds = [...new Set(keys.map(({ userId }) => userId))];
    const lost = await findLostStretches(db, { userIds, from, to });
    return keys.map(({ userId, range }) => {
      const isWithin = ({ fromMs, toMs }: LostTime) => fromMs < range.toMs && toMs > range.fromMs;
      return lost.get(userId)?.filter(isWithin) ?? [];
    });
  },
});

builder.objectField(User, 'glucoseGaps', (t) =>
  t.field({
    type: [GlucoseGap],
    description: `The gaps in a range of at most ${daysMax} days, oldest first. The future is no gap.`,
    authScopes: { key: 'read', token: 'read' },
    args: {
      ...rangeArgs(daysMax),
      minutesMin: t.arg.int({
        defaultValue: minutesDefault,
        description: `Only what lasts more minutes than these: 1 to ${minutesMost}.`,
      }),
    },
    resolve: async (user, args, context) => {
      const minutesMin = args.minutesMin ?? minutesDefault;
      checked('minutesMin', minutesMin, takesMinutes);
      const range = rangeOf(args, context, daysMax);
      const [{ series }, lost] = await Promise.all([
        seriesOf(context, user, range),
        loadLost(context, { userId: user.id, range }),
      ]);
      const past = { fromMs: range.fromMs, toMs: Math.min(range.toMs, context.clock.nowMs()) };
      return sampleGapsOf(series, past, lost, minutesMin);
    },
  }),
);
