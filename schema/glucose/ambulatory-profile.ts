import {
  type AmbulatoryProfile as AmbulatoryProfileRecord,
  ambulatoryProfileOf,
  mgDlPerMmolL,
} from '#glucose';
import { builder } from '#schema/kit';
import { User } from '#schema/users';
import { rangeArgs, rangeOf, seriesOf, timeZoneArgs, timeZoneOf } from './glucose-range.ts';

const daysMax = 90;

type Percentile = readonly (number | null)[];

interface Percentiles {
  readonly p5: Percentile;
  readonly p25: Percentile;
  readonly p50: Percentile;
  readonly p75: Percentile;
  readonly p95: Percentile;
}

const ProfilePercentiles = builder.objectRef<Percentiles>('ProfilePercentiles').implement({
  description: 'Percentiles by time of day: one entry a step, null where the step has no value.',
  fields: (t) => {
    const percentile = (key: keyof Percentiles, description: string) =>
      t.field({
        type: ['Float'],
        nullable: { list: false, items: true },
        description,
        resolve: (percentiles) => percentiles[key],
      });
    return {
      p5: percentile('p5', 'The 5th percentile.'),
      p25: percentile('p25', 'The 25th percentile.'),
      p50: percentile('p50', 'The median.'),
      p75: percentile('p75', 'The 75th percentile.'),
      p95: percentile('p95', 'The 95th percentile.'),
    };
  },
});

interface Answer {
  readonly timeZone: string;
  readonly profile: AmbulatoryProfileRecord;
}

const AmbulatoryProfile = builder.objectRef<Answer>('AmbulatoryProfile').implement({
  description:
    'The ambulatory glucose profile: percentiles by local time of day over all days of a range ' +
    '(Johnson 2019, doi 10.1089/dia.2019.0034). The trace is interpolated at each step of the local ' +
    'clock, gaps of over 45 minutes left open; percentiles are of type 7 and not smoothed. All lists ' +
    'have one entry a step.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', {
      description: 'The time zone whose clock tells the time of day.',
    }),
    stepMinutes: t.int({
      description: 'Minutes from one step to the next.',
      resolve: ({ profile }) => profile.stepMinutes,
    }),
    minutesOfDay: t.field({
      type: ['Int'],
      description: 'Local minutes after midnight of each step: 0, 5, … 1435.',
      resolve: ({ profile }) => profile.minuteOfDay,
    }),
    counts: t.field({
      type: ['Int'],
      description:
        'How many days have a value at each step. An hour that comes twice, where the clocks go back, ' +
        'gives the percentiles two values of one day.',
      resolve: ({ profile }) => profile.dayCount,
    }),
    mgDl: t.field({
      type: ProfilePercentiles,
      description: 'In mg/dL.',
      resolve: ({ profile }) => percentilesOf(profile, (mgDl) => mgDl),
    }),
    mmolL: t.field({
      type: ProfilePercentiles,
      description: 'In mmol/L: mg/dL divided by 18.01559.',
      resolve: ({ profile }) => percentilesOf(profile, (mgDl) => mgDl / mgDlPerMmolL),
    }),
  }),
});

function percentilesOf(
  profile: AmbulatoryProfileRecord,
  convert: (mgDl: number) => number,
): Percentiles {
  const converted = (values: Percentile) =>
    values.map((value) => (value === null ? null : convert(value)));
  return {
    p5: converted(profile.p5MgDl),
    p25: converted(profile.p25MgDl),
    p50: converted(profile.p50MgDl),
    p75: converted(profile.p75MgDl),
    p95: converted(profile.p95MgDl),
  };
}

builder.objectField(User, 'ambulatoryProfile', (t) =>
  t.field({
    type: AmbulatoryProfile,
    description: `The ambulatory glucose profile of a range of at most ${daysMax} days; 14 are usual.`,
    authScopes: { key: 'read', token: 'read' },
    args: { ...rangeArgs(daysMax), ...timeZoneArgs },
    resolve: async (user, args, context) => {
      const range = rangeOf(args, context, daysMax);
      const timeZone = timeZoneOf(args, user);
      const { trace } = await seriesOf(context, user, range);
      return { timeZone, profile: ambulatoryProfileOf(trace(), timeZone) };
    },
  }),
);
