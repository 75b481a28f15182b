import { type DaySummary, daySummariesOf } from '#glucose';
import { builder } from '#schema/kit';
import { User } from '#schema/users';
import { BandedBandsType } from './glucose-bands.ts';
import { rangeArgs, rangeOf, seriesOf, timeZoneArgs, timeZoneOf } from './glucose-range.ts';
import { GlucoseValue, glucoseValue } from './glucose-value.ts';
import { ReadingsAtLimits } from './readings-at-limits.ts';

const daysMax = 366;

const GlucoseDay = builder.objectRef<DaySummary>('GlucoseDay').implement({
  description: 'One day of the local calendar, or the part of it that lies in the range.',
  fields: (t) => ({
    date: t.field({ type: 'Date', description: 'The local date.', resolve: ({ date }) => date }),
    from: t.field({
      type: 'DateTime',
      description: 'Where the day, cut to the range, begins.',
      resolve: ({ fromMs }) => new Date(fromMs),
    }),
    to: t.field({
      type: 'DateTime',
      description: 'Where it ends; exclusive.',
      resolve: ({ toMs }) => new Date(toMs),
    }),
    minutes: t.exposeFloat('minutes', {
      description:
        'From `from` to `to`. A whole day has 1440, and where the clocks change 1380 or 1500; 1410 or ' +
        '1470 where they change by half an hour, 1320 or 1560 by two hours.',
    }),
    sampleCount: t.exposeInt('count', { description: 'How many samples.' }),
    activePercent: t.exposeFloat('activePercent', {
      description: 'Minutes that the readings stand for, in percent of `minutes`: 0 to 100.',
    }),
    mean: t.field({
      type: GlucoseValue,
      nullable: true,
      description: 'The mean; null without a reading.',
      resolve: ({ meanMgDl }) => glucoseValue(meanMgDl),
    }),
    standardDeviation: t.field({
      type: GlucoseValue,
      nullable: true,
      description: 'The sample standard deviation; null with fewer than two readings.',
      resolve: ({ standardDeviationMgDl }) => glucoseValue(standardDeviationMgDl),
    }),
    coefficientOfVariationPercent: t.float({
      nullable: true,
      description: 'CV: standard deviation in percent of the mean.',
      resolve: ({ coefficientOfVariationPercent }) => coefficientOfVariationPercent,
    }),
    lowest: t.field({
      type: GlucoseValue,
      nullable: true,
      description: 'The lowest reading; null without one.',
      resolve: ({ lowestMgDl }) => glucoseValue(lowestMgDl),
    }),
    highest: t.field({
      type: GlucoseValue,
      nullable: true,
      description: 'The highest reading; null without one.',
      resolve: ({ highestMgDl }) => glucoseValue(highestMgDl),
    }),
    atLimits: t.field({
      type: ReadingsAtLimits,
      nullable: true,
      description: 'How much of the day with readings was LOW or HIGH; null without a reading.',
      resolve: ({ atLimits }) => atLimits,
    }),
    banded: t.field({
      type: BandedBandsType,
      nullable: true,
      description: 'Time in five bands that make 100 together; null without a reading.',
      resolve: ({ banded }) => banded,
    }),
  }),
});

builder.objectField(User, 'glucoseDays', (t) =>
  t.field({
    type: [GlucoseDay],
    description: `The days of a range of at most ${daysMax} days in order, those without readings among them.`,
    authScopes: { key: 'read', token: 'read' },
    args: { ...rangeArgs(daysMax), ...timeZoneArgs },
    resolve: async (user, args, context) => {
      const range = rangeOf(args, context, daysMax);
      const timeZone = timeZoneOf(args, user);
      return daySummariesOf((await seriesOf(context, user, range)).trace(), timeZone);
    },
  }),
);
