import {
  type BriefSample,
  briefSamplesOf,
  findBriefSamples,
  findLatestSamples,
  findRatesOfChange,
  findSamples,
  mmolLOf,
  type Origin,
  type Sample,
  sampleRangeOf,
  type Trend,
  trendArrows,
} from '#glucose';
import type { SampleRange as SampleRangeRead } from '#joined-reads';
import { ProviderEnum } from '#schema/connections';
import {
  batchLoader,
  builder,
  connectionOf,
  describedValues,
  InvalidArgument,
  isBriefEnough,
  type PageArguments,
  pageArguments,
  pageOf,
  type Selection,
  takeSamples,
  wholeField,
} from '#schema/kit';
import { overviewOf, User } from '#schema/users';
import { dateOf } from '#std/clock';

const trendDescriptions: Readonly<Record<Trend, string>> = {
  NONE: 'The sensor gave none.',
  DOUBLE_UP: 'Rising by more than 3 mg/dL a minute.',
  SINGLE_UP: 'Rising by 2 to 3 mg/dL a minute.',
  FORTY_FIVE_UP: 'Rising by 1 to 2 mg/dL a minute.',
  FLAT: 'Within 1 mg/dL a minute.',
  FORTY_FIVE_DOWN: 'Falling by 1 to 2 mg/dL a minute.',
  SINGLE_DOWN: 'Falling by 2 to 3 mg/dL a minute.',
  DOUBLE_DOWN: 'Falling by more than 3 mg/dL a minute.',
  NOT_COMPUTABLE: 'It could not be computed.',
  RATE_OUT_OF_RANGE: 'Faster than the sensor can tell.',
};

export const TrendEnum = builder.enumType('Trend', {
  description: 'Where glucose is heading, as the sensor says.',
  values: describedValues(trendDescriptions),
});

export const SampleRange = builder.enumType('SampleRange', {
  description: 'What a value says: a number, or only that it is beyond what the sensor measures.',
  values: {
    LOW: { description: 'Below 40 mg/dL; the value is then 39.' },
    IN_RANGE: { description: 'Measured, 40 to 400 mg/dL.' },
    HIGH: { description: 'Above 400 mg/dL; the value is then 401.' },
  } as const,
});

const originDescriptions: Readonly<Record<Origin, string>> = {
  SHARE: 'Dexcom Share told it.',
  OAUTH: "Dexcom's OAuth API told it.",
  IMPORT: 'It was imported from a file.',
  IMPORT_ROUNDED:
    'It was imported from a file that has mmol/L with one decimal: the mg/dL may be one off.',
  SANDBOX: 'It is of the simulated past that a sandbox begins with.',
};

export const SampleOrigin = builder.enumType('SampleOrigin', {
  description: 'How a value came here.',
  values: describedValues(originDescriptions),
});

/** As far as an Int reaches; sixty-eight years. */
const ageSecondsMax = 2 ** 31 - 1;

const loadRate = batchLoader<BriefSample, number | null>({
  nameOf: ({ userId, takenAt }) => `${userId} ${takenAt.getTime()}`,
  async load(samples, { db }) {
    const rates = await findRatesOfChange(db, samples);
    return rates.map((rate) => (rate === null ? null : Math.round(rate * 100) / 100));
  },
});

type AnySample = BriefSample | Sample;

const whole = wholeField((sample: AnySample): sample is Sample => 'receivedAt' in sample);

export const GlucoseSample = builder.objectRef<AnySample>('GlucoseSample').implement({
  description: 'One reading of a sensor. Its key is the instant to the second.',
  fields: (t) => ({
    takenAt: t.field({
      type: 'DateTime',
      description: 'When the sensor took it, to the second.',
      resolve: ({ takenAt }) => takenAt,
    }),
    valueMgDl: t.exposeInt('valueMgDl', {
      description: 'mg/dL, 39 to 401: the truth from which mmol/L is derived.',
    }),
    valueMmolL: t.float({
      description: 'mmol/L: mg/dL divided by 18.01559, two decimals.',
      resolve: ({ valueMgDl }) => mmolLOf(valueMgDl),
    }),
    range: t.field({
      type: SampleRange,
      description: 'Whether the value is a measurement, LOW or HIGH.',
      resolve: ({ valueMgDl }) => sampleRangeOf(valueMgDl),
    }),
    trend: t.field({
      type: TrendEnum,
      description: 'Where glucose was heading.',
      resolve: ({ trend }) => trend,
    }),
    trendArrow: t.string({
      description: 'The trend as an arrow for people; empty where there is none.',
      resolve: ({ trend }) => trendArrows[trend],
    }),
    rateMgDlPerMinute: t.float({
      nullable: true,
      description:
        'How fast glucose was changing, in mg/dL per minute with two decimals: the slope of the ' +
        'least-squares line through the samples of the quarter of an hour up to this one. Null where ' +
        'there is no other sample in that time, and where one of them is LOW or HIGH.',
      resolve: (sample, _args, context) => loadRate(context, sample),
    }),
    ageSeconds: t.int({
      description: "Seconds since it was taken, by the gateway's clock.",
      resolve: ({ takenAt }, _args, { clock }) => {
        const ageSeconds = Math.floor((clock.nowMs() - takenAt.getTime()) / 1_000);
        return Math.min(Math.max(0, ageSeconds), ageSecondsMax);
      },
    }),
    utcOffsetMinutes: t.int({
      nullable: true,
      description: "The wearer's distance from UTC in minutes at that time; null when not known.",
      ...whole(({ utcOffsetMinutes }) => utcOffsetMinutes),
    }),
    receivedAt: t.field({
      type: 'DateTime',
      description: 'When this gateway first had it.',
      ...whole(({ receivedAt }) => receivedAt),
    }),
    isLate: t.boolean({
      ...whole(({ isLate }) => isLate),
      description: 'It came after a newer reading was already here.',
    }),
    revision: t.int({
      ...whole(({ revision }) => revision),
      description: '1 at first, one more with each change of value or trend: keep the highest.',
    }),
    provider: t.field({
      type: ProviderEnum,
      description: 'Who brought it.',
      ...whole(({ provider }) => provider),
    }),
    origin: t.field({
      type: SampleOrigin,
      description:
        'How its value came here. What Dexcom tells takes the place of what was imported, never the ' +
        'other way round.',
      ...whole(({ origin }) => origin),
    }),
  }),
});

const SampleOrder = builder.enumType('SampleOrder', {
  description: 'In which order samples come.',
  values: {
    OLDEST_FIRST: { description: 'By time.' },
    NEWEST_FIRST: { description: 'Against time.' },
  } as const,
});

/** A day of a sensor that measures every five minutes, and three and a half. */
const sampleLimits = { rowsDefault: 288, rowsMax: 1_000 };

const loadLatestSample = batchLoader<string, Sample | null>({
  nameOf: (userId) => userId,
  async load(userIds, { db, clock }) {
    const latest = await findLatestSamples(db, userIds, dateOf(clock));
    return userIds.map((id) => latest.get(id) ?? null);
  },
});

builder.objectField(User, 'latestSample', (t) =>
  t.field({
    type: GlucoseSample,
    nullable: true,
    description: 'The newest sample; null when there is none yet. Look at its `ageSeconds`.',
    authScopes: { key: 'read', token: 'read' },
    resolve: (user, _args, context): BriefSample | Promise<Sample | null> => {
      context.services.readCounter.note(context.actor, user.id);
      return overviewOf(user)?.latestSample ?? loadLatestSample(context, user.id);
    },
  }),
);

const GlucoseSampleConnection = builder.connectionObject(
  { type: GlucoseSample, name: 'GlucoseSampleConnection', description: 'A page of samples.' },
  { name: 'GlucoseSampleEdge', description: 'A sample and its place in the range.' },
);

builder.objectField(User, 'samples', (t) =>
  t.field({
    type: GlucoseSampleConnection,
    description: 'The samples of a range of time, a page at a time.',
    authScopes: { key: 'read', token: 'read' },
    extensions: { samplesRead: (args, _context, selection) => rangeOfPage(args, selection) },
    args: {
      ...pageArguments(sampleLimits),
      from: t.arg({ type: 'DateTime', required: true, description: 'Inclusive.' }),
      to: t.arg({ type: 'DateTime', description: 'Exclusive; now unless told.' }),
      order: t.arg({
        type: SampleOrder,
        defaultValue: 'OLDEST_FIRST',
        description: 'In which order.',
      }),
    },
    resolve: async (user, args, { db, clock, actor, services }, info) => {
      services.readCounter.note(actor, user.id);
      const to = args.to ?? new Date(clock.nowMs() + 1);
      if (args.to && args.from >= to) throw new InvalidArgument('to', 'an instant after "from"');
      const page = pageOf(args, isSampleKey, sampleLimits);
      const range = rangeOfPage(args, info);
      const read = range && takeSamples(user, range);
      if (read) return connectionOf<AnySample>(briefSamplesOf(user.id, read), page, keyOfSample);
      const find = isBrief(info) ? findBriefSamples : findSamples;
      const samples = await find(db, {
        userId: user.id,
        from: args.from,
        to,
        order: args.order ?? 'OLDEST_FIRST',
        limit: page.rows + 1,
        after: page.after === null ? undefined : new Date(Number(page.after)),
      });
      return connectionOf<AnySample>(samples, page, keyOfSample);
    },
  }),
);

/** A page from the beginning of a range, oldest first, of what a brief sample has. */
function rangeOfPage(
  args: {
    from: Date;
    to?: Date | null | undefined;
    order?: string | null | undefined;
  } & PageArguments,
  selection: Selection,
): SampleRangeRead | null {
  const { from, to, order } = args;
  const page = pageOf(args, isSampleKey, sampleLimits);
  const isPlain =
    to && from < to && page.after === null && (order ?? 'OLDEST_FIRST') === 'OLDEST_FIRST';
  return isPlain && isBrief(selection) ? { from, to, limit: page.rows + 1 } : null;
}

function isBrief(selection: Selection): boolean {
  const type = selection.schema.getType('GlucoseSample');
  return isBriefEnough(type, selection, ['edges', 'node']);
}

function keyOfSample({ takenAt }: BriefSample): string {
  return `${takenAt.getTime()}`;
}

function isSampleKey(key: string): boolean {
  return /^\d{1,15}$/.test(key);
}
