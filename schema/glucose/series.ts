import {
  chartPointsMin,
  chartPointsOf,
  mmolLOf,
  type SampleSeries,
  type Trend,
  trendOf,
} from '#glucose';
import { builder, checked, wholeNumber } from '#schema/kit';
import { User } from '#schema/users';
import { rangeArgs, rangeOf, readsSeries, seriesOf } from './glucose-range.ts';
import { TrendEnum } from './sample.ts';

const daysMax = 366;
const pointsDefault = 1_000;
const pointsMax = 20_000;
const takesPoints = wholeNumber(chartPointsMin, pointsMax);
/** So many points cost as much as a row of a page: they are numbers in lists, and no objects. */
const pointsPerRow = 32;

interface Points {
  readonly sampleCount: number;
  readonly takenAtMs: readonly number[];
  readonly valueMgDl: readonly number[];
  readonly trends: readonly Trend[];
}

const GlucoseSeries = builder.objectRef<Points>('GlucoseSeries').implement({
  description:
    'Samples as parallel lists, oldest first, for charts: entry by entry they tell of the same one.',
  fields: (t) => ({
    sampleCount: t.exposeInt('sampleCount', { description: 'How many samples the range holds.' }),
    isDownsampled: t.boolean({
      description: 'Whether there are fewer points than samples.',
      resolve: ({ sampleCount, takenAtMs }) => takenAtMs.length < sampleCount,
    }),
    timesMs: t.field({
      type: ['Float'],
      description: 'When each was taken: whole epoch milliseconds.',
      resolve: ({ takenAtMs }) => takenAtMs,
    }),
    valuesMgDl: t.field({
      type: ['Int'],
      description: 'mg/dL, 39 (LOW) to 401 (HIGH).',
      resolve: ({ valueMgDl }) => valueMgDl,
    }),
    valuesMmolL: t.field({
      type: ['Float'],
      description: 'mmol/L: mg/dL divided by 18.01559, two decimals.',
      resolve: ({ valueMgDl }) => valueMgDl.map(mmolLOf),
    }),
    trends: t.field({
      type: [TrendEnum],
      description: 'Where glucose was heading at each.',
      resolve: ({ trends }) => trends,
    }),
  }),
});

builder.objectField(User, 'glucoseSeries', (t) =>
  t.field({
    type: GlucoseSeries,
    description:
      `The samples of a range of at most ${daysMax} days for a chart. Where there are more than ` +
      '`pointsMax`, time is cut into equal buckets and of each the first, the lowest, the highest and ' +
      'the last sample are kept (M4, doi 10.14778/2732951.2732953): no extreme is lost, and each ' +
      'point is a sample, never a mean.',
    authScopes: { key: 'read', token: 'read' },
    extensions: readsSeries(daysMax),
    args: {
      ...rangeArgs(daysMax),
      pointsMax: t.arg.int({
        defaultValue: pointsDefault,
        description: `How many points at most: ${chartPointsMin} to ${pointsMax}.`,
        extensions: { rowsMax: pointsMax, pointsPerRow },
      }),
    },
    resolve: async (user, args, context) => {
      const most = args.pointsMax ?? pointsDefault;
      checked('pointsMax', most, takesPoints);
      const { series } = await seriesOf(context, user, rangeOf(args, context, daysMax));
      return pointsOf(series, most);
    },
  }),
);

function pointsOf(series: SampleSeries, most: number): Points {
  const { takenAtMs, valueMgDl, trend } = series;
  const kept = chartPointsOf(series, most);
  return {
    sampleCount: takenAtMs.length,
    takenAtMs: kept.map((index) => takenAtMs[index] as number),
    valueMgDl: kept.map((index) => valueMgDl[index] as number),
    trends: kept.map((index) => trendOf(trend[index] as number)),
  };
}
