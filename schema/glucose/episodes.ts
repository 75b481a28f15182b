import {
  type Episodes,
  episodesOf,
  type GlucoseEpisode as GlucoseEpisodeRecord,
  type LevelOneEpisode,
} from '#glucose';
import { builder } from '#schema/kit';
import { User } from '#schema/users';
import { rangeArgs, rangeOf, seriesOf } from './glucose-range.ts';
import { GlucoseValue } from './glucose-value.ts';

const daysMax = 90;

type Episode = GlucoseEpisodeRecord & Partial<LevelOneEpisode>;

const GlucoseEpisode = builder.objectRef<Episode>('GlucoseEpisode').implement({
  description:
    'At least 15 minutes beyond a threshold, until at least 15 minutes on the near side of it ' +
    'follow (consensus of 2023, doi 10.1016/S2213-8587(22)00319-9).',
  fields: (t) => ({
    startAt: t.field({
      type: 'DateTime',
      description: 'The first reading beyond the threshold.',
      resolve: ({ startMs }) => new Date(startMs),
    }),
    endAt: t.field({
      type: 'DateTime',
      description: 'The first reading back; where a gap cut it off, the end of what was seen.',
      resolve: ({ endMs }) => new Date(endMs),
    }),
    minutes: t.exposeFloat('minutes', { description: 'From start to end.' }),
    extreme: t.field({
      type: GlucoseValue,
      description: 'The lowest value of a low episode, the highest of a high one.',
      resolve: ({ extremeMgDl }) => ({ mgDl: extremeMgDl }),
    }),
    sampleCount: t.exposeInt('count', { description: 'Samples from start to end.' }),
    isCutOff: t.exposeBoolean('isCutOff', {
      description: 'Whether readings end, by a gap or for good, before a recovery was seen.',
    }),
    reachesLevelTwo: t.boolean({
      nullable: true,
      description: 'Of level 1: whether it holds an episode of level 2. Null of level 2.',
      resolve: ({ reachesLevelTwo }) => reachesLevelTwo,
    }),
    isExtended: t.boolean({
      nullable: true,
      description:
        'Of level 1: whether it is an extended one: of a low, more than 120 consecutive minutes below ' +
        '70 mg/dL; of a high, at least 90 cumulative minutes above 250 mg/dL within 120 minutes. Null ' +
        'of level 2.',
      resolve: ({ isExtended }) => isExtended,
    }),
  }),
});

interface Levels {
  readonly levelOne: readonly Episode[];
  readonly levelTwo: readonly Episode[];
}

const EpisodeLevels = builder.objectRef<Levels>('EpisodeLevels').implement({
  description: 'The episodes of one side, in order of time.',
  fields: (t) => ({
    levelOne: t.field({
      type: [GlucoseEpisode],
      description: 'Below 70 or above 180 mg/dL, those that reach level 2 among them.',
      resolve: ({ levelOne }) => levelOne,
    }),
    levelTwo: t.field({
      type: [GlucoseEpisode],
      description: 'Below 54 or above 250 mg/dL. One of level 1 may hold several.',
      resolve: ({ levelTwo }) => levelTwo,
    }),
  }),
});

const GlucoseEpisodes = builder.objectRef<Episodes>('GlucoseEpisodes').implement({
  description: 'The episodes of low and of high glucose in a range.',
  fields: (t) => ({
    low: t.field({
      type: EpisodeLevels,
      description: 'Of low glucose: level 1 below 70 mg/dL, level 2 below 54.',
      resolve: ({ low }) => low,
    }),
    high: t.field({
      type: EpisodeLevels,
      description: 'Of high glucose: level 1 above 180 mg/dL, level 2 above 250.',
      resolve: ({ high }) => high,
    }),
  }),
});

builder.objectField(User, 'glucoseEpisodes', (t) =>
  t.field({
    type: GlucoseEpisodes,
    description:
      `The episodes in a range of at most ${daysMax} days. Only its readings are looked at: an ` +
      'episode that began before it is told from where the range begins.',
    authScopes: { key: 'read', token: 'read' },
    args: rangeArgs(daysMax),
    resolve: async (user, args, context) => {
      const range = rangeOf(args, context, daysMax);
      return episodesOf((await seriesOf(context, user, range)).trace());
    },
  }),
);
