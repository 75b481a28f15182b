import {
  type GlucoseStatistics as GlucoseStatisticsRecord,
  type GlucoseTrace,
  type Quantiles,
  rangePercentOf,
  statisticsOf,
  type TimeRange,
} from '#glucose';
import { builder, InvalidArgument } from '#schema/kit';
import { User } from '#schema/users';
import { DataShortage, DataSufficiency } from './data-sufficiency.ts';
import { BandedBandsType, CumulativeBandsType, RangePercentType } from './glucose-bands.ts';
import {
  rangeArgs,
  rangeOf,
  readsSeries,
  seriesOf,
  timeZoneArgs,
  timeZoneOf,
} from './glucose-range.ts';
import { GlucoseValue, glucoseValue } from './glucose-value.ts';
import { GlycemiaRiskIndex } from './glycemia-risk-index.ts';
import { MageVariant, MeanAmplitude } from './mean-amplitude.ts';
import { ReadingsAtLimits } from './readings-at-limits.ts';

const daysMax = 90;
const rangesMax = 20;
const limitMgDlMin = 1;
const limitMgDlMax = 1_000;

interface Answer {
  readonly range: TimeRange;
  readonly timeZone: string;
  readonly trace: GlucoseTrace;
  readonly ranges: readonly GlucoseRange[];
  readonly statistics: GlucoseStatisticsRecord;
}

interface GlucoseRange {
  readonly lowMgDl: number;
  readonly highMgDl: number;
}

const GlucoseRangeInput = builder.inputType('GlucoseRangeInput', {
  description: "A range of one's own, such as 63 to 140 in pregnancy; both ends are within it.",
  fields: (t) => ({
    lowMgDl: t.float({ required: true, description: 'The low end, 1 to 1000 mg/dL.' }),
    highMgDl: t.float({
      required: true,
      description: 'The high end, from `lowMgDl` to 1000 mg/dL.',
    }),
  }),
});

const QuantilesType = builder.objectRef<Quantiles>('GlucoseQuantiles').implement({
  description:
    "Percentiles of glucose over the whole range: Hyndman and Fan's type 7 (that of R, Excel and " +
    'NumPy), weighed by the time that each reading stands for.',
  fields: (t) => {
    const percentile = (key: keyof Quantiles, description: string) =>
      t.field({ type: GlucoseValue, description, resolve: (of) => ({ mgDl: of[key] }) });
    return {
      p5: percentile('p5', 'The 5th percentile.'),
      p25: percentile('p25', 'The 25th percentile.'),
      p50: percentile('p50', 'The 50th percentile: the median.'),
      p75: percentile('p75', 'The 75th percentile.'),
      p95: percentile('p95', 'The 95th percentile.'),
    };
  },
});

const GlucoseStatistics = builder.objectRef<Answer>('GlucoseStatistics').implement({
  description:
    'What the readings of a range say in numbers, by the international consensus. Each reading ' +
    'weighs the cadence of its sensor: where sensors of different cadence follow each other, ' +
    'none counts for more; at one cadence weights are equal. The cadence is what was ever seen of ' +
    'the sensor, and five minutes unless it was seen to be quicker, however few of its readings ' +
    'are there. Null where there is nothing to compute from.',
});

builder.objectFields(GlucoseStatistics, (t) => ({
  from: t.field({
    type: 'DateTime',
    description: 'Where the range begins.',
    resolve: ({ range }) => new Date(range.fromMs),
  }),
  to: t.field({
    type: 'DateTime',
    description: 'Where it ends; exclusive.',
    resolve: ({ range }) => new Date(range.toMs),
  }),
  timeZone: t.exposeString('timeZone', {
    description: 'The time zone in which days were counted (for MODD and MAGE).',
  }),
  sampleCount: t.int({
    description: 'How many samples the range holds.',
    resolve: ({ statistics }) => statistics.count,
  }),
  activePercent: t.float({
    nullable: true,
    description:
      'Readings found in percent of those expected from the first to the last one, 0 to 100; null ' +
      'with fewer than two. See `sufficiency` for the share of the range itself.',
    resolve: ({ statistics }) => statistics.activeTime.percent,
  }),
  activeMinutes: t.float({
    description:
      'Minutes that the readings stand for: each until the next one, or for the cadence of its sensor ' +
      'where the next one is missing. Never more than the range has.',
    resolve: ({ statistics }) => statistics.activeTime.activeMinutes,
  }),
  spanMinutes: t.float({
    description: 'Minutes from the first reading to the last; 0 with fewer than two.',
    resolve: ({ statistics }) => statistics.activeTime.spanMinutes,
  }),
  sufficiency: t.field({
    type: DataSufficiency,
    description: 'Whether there are data enough to speak of glucose in general.',
    resolve: ({ statistics }) => statistics.sufficiency,
  }),
}));

builder.objectFields(GlucoseStatistics, (t) => ({
  mean: t.field({
    type: GlucoseValue,
    nullable: true,
    description: 'The mean; null without a reading.',
    resolve: ({ statistics }) => glucoseValue(statistics.meanMgDl),
  }),
  median: t.field({
    type: GlucoseValue,
    nullable: true,
    description: 'The median (type 7); null without a reading.',
    resolve: ({ statistics }) => glucoseValue(statistics.medianMgDl),
  }),
  quantiles: t.field({
    type: QuantilesType,
    nullable: true,
    description: 'The percentiles 5, 25, 50, 75 and 95; null without a reading.',
    resolve: ({ statistics }) => statistics.quantilesMgDl,
  }),
  standardDeviation: t.field({
    type: GlucoseValue,
    nullable: true,
    description: 'The sample standard deviation (n - 1); null with fewer than two readings.',
    resolve: ({ statistics }) => glucoseValue(statistics.standardDeviationMgDl),
  }),
  coefficientOfVariationPercent: t.float({
    nullable: true,
    description: 'CV: standard deviation in percent of the mean; up to 36 is called stable.',
    resolve: ({ statistics }) => statistics.coefficientOfVariationPercent,
  }),
  atLimits: t.field({
    type: ReadingsAtLimits,
    nullable: true,
    description:
      'How much of the time with readings was LOW or HIGH, and so whether mean, GMI, standard ' +
      'deviation and all else that is computed from values are bounds; null without a reading.',
    resolve: ({ statistics }) => statistics.atLimits,
  }),
  gmiPercent: t.float({
    nullable: true,
    description:
      'GMI, the glucose management indicator: 3.31 + 0.02392 · mean in mg/dL (Bergenstal 2018, doi ' +
      '10.2337/dc18-1581). Withheld where data do not suffice, as it would be read as an A1c that ' +
      'it is not.',
    resolve: ({ statistics }) => statistics.glucoseManagementIndicator.valuePercent,
  }),
  gmiWithheldReason: t.field({
    type: DataShortage,
    nullable: true,
    description: 'Why `gmiPercent` is null; null where it is not.',
    resolve: ({ statistics }) => statistics.glucoseManagementIndicator.withheld,
  }),
}));

builder.objectFields(GlucoseStatistics, (t) => ({
  cumulative: t.field({
    type: CumulativeBandsType,
    nullable: true,
    description: 'Time in bands that hold each other: below 70 includes below 54.',
    resolve: ({ statistics }) => statistics.bands?.cumulative,
  }),
  banded: t.field({
    type: BandedBandsType,
    nullable: true,
    description: 'Time in five bands that share nothing.',
    resolve: ({ statistics }) => statistics.bands?.banded,
  }),
  ranges: t.field({
    type: [RangePercentType],
    nullable: true,
    description: 'Time in the ranges that were asked for, in their order; null without a reading.',
    resolve: ({ trace, ranges }) => {
      const times = ranges.map((range) => rangePercentOf(trace.distribution, range));
      return times.every((time) => time !== null) ? times : null;
    },
  }),
  gri: t.field({
    type: GlycemiaRiskIndex,
    nullable: true,
    description: 'The Glycemia Risk Index with its zone and components.',
    resolve: ({ statistics }) => statistics.glycemiaRiskIndex,
  }),
}));

builder.objectFields(GlucoseStatistics, (t) => ({
  lbgi: t.float({
    nullable: true,
    description:
      'Low blood glucose index: the mean of 22.77 · f² where f = ln(mg/dL)^1.084 - 5.381 is negative ' +
      '(Kovatchev 2006, doi 10.2337/dc06-1085). Up to 1.1 minimal, to 2.5 low, to 5 moderate, above ' +
      'that high risk.',
    resolve: ({ statistics }) => statistics.bloodGlucoseIndices?.low,
  }),
  hbgi: t.float({
    nullable: true,
    description:
      'High blood glucose index: the same where f is positive. Up to 5 minimal, to 10 low, to 15 ' +
      'moderate, above that high risk.',
    resolve: ({ statistics }) => statistics.bloodGlucoseIndices?.high,
  }),
  mage: t.field({
    type: MeanAmplitude,
    description: 'The mean amplitude of glycaemic excursions, by the variant that is named.',
    args: {
      variant: t.arg({
        type: MageVariant,
        defaultValue: 'ma',
        description: 'How excursions are found.',
      }),
    },
    resolve: ({ statistics }, { variant }) => {
      const named = variant ?? 'ma';
      return { variant: named, amplitude: statistics.meanAmplitude[named] };
    },
  }),
  modd: t.field({
    type: GlucoseValue,
    nullable: true,
    description:
      'MODD, the mean of daily differences: between glucose and glucose 24 hours before (Molnar ' +
      '1972, doi 10.1007/BF01218495). Null where no two readings are a day apart.',
    resolve: ({ statistics }) => glucoseValue(statistics.meanOfDailyDifferencesMgDl),
  }),
  jIndex: t.float({
    nullable: true,
    description:
      'The J-index: 0.001 · (mean + standard deviation)², in mg/dL (Wójcicki 1995, doi ' +
      '10.1055/s-2007-979906). Null with fewer than two readings.',
    resolve: ({ statistics }) => statistics.jIndex,
  }),
}));

builder.objectField(User, 'glucoseStatistics', (t) =>
  t.field({
    type: GlucoseStatistics,
    description: `The statistics of a range of at most ${daysMax} days.`,
    authScopes: { key: 'read', token: 'read' },
    extensions: readsSeries(daysMax),
    args: {
      ...rangeArgs(daysMax),
      ...timeZoneArgs,
      ranges: t.arg({
        type: [GlucoseRangeInput],
        description: `Further ranges to tell the time in, ${rangesMax} at most.`,
      }),
    },
    resolve: async (user, args, context) => {
      const range = rangeOf(args, context, daysMax);
      const timeZone = timeZoneOf(args, user);
      const ranges = rangesOf(args.ranges ?? []);
      const trace = (await seriesOf(context, user, range)).trace();
      return { range, timeZone, trace, ranges, statistics: statisticsOf(trace, timeZone) };
    },
  }),
);

function rangesOf(ranges: readonly GlucoseRange[]): readonly GlucoseRange[] {
  const isRange = ({ lowMgDl, highMgDl }: GlucoseRange) =>
    lowMgDl >= limitMgDlMin && lowMgDl <= highMgDl && highMgDl <= limitMgDlMax;
  if (ranges.length <= rangesMax && ranges.every(isRange)) return ranges;
  const expected = `up to ${rangesMax} ranges of ${limitMgDlMin} <= lowMgDl <= highMgDl <= ${limitMgDlMax}`;
  throw new InvalidArgument('ranges', expected);
}
