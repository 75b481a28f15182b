import { findRegionStatuses, type RegionStatus, type ServiceStatus } from '#region-status';
import { builder } from '#schema/kit';
import { RegionEnum } from './connection.ts';

const DexcomAnswer = builder.enumType('DexcomAnswer', {
  description: 'Whether Dexcom answers.',
  values: {
    ANSWERS: { description: 'Most are answered.' },
    FAILS: { description: 'Fewer than half are answered: it is Dexcom, and no single person.' },
    UNKNOWN: { description: 'Too few were asked lately to know.' },
  } as const,
});

const DexcomService = builder.objectRef<ServiceStatus>('DexcomService').implement({
  description: 'One kind of request to Dexcom, judged by the connections of this deployment.',
  fields: (t) => ({
    answer: t.field({
      type: DexcomAnswer,
      description: 'Whether Dexcom answers it.',
      resolve: ({ answers }) => (answers === null ? 'UNKNOWN' : answers ? 'ANSWERS' : 'FAILS'),
    }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is that; null where it is not known.',
      resolve: ({ since }) => since,
    }),
    askedCount: t.int({
      description:
        'For how many connections reads of the last 6 minutes were asked, or for how many accounts ' +
        'logins of the last hour, but those that somebody linked meanwhile.',
      resolve: ({ askedCount }) => askedCount,
    }),
    answeredCount: t.int({
      description:
        'How many of these were answered; a refusal is an answer, unless Dexcom refuses everybody.',
      resolve: ({ answeredCount }) => answeredCount,
    }),
  }),
});

const DexcomRegionStatus = builder.objectRef<RegionStatus>('DexcomRegionStatus').implement({
  description: 'Whether Dexcom answers the people of a region now.',
  fields: (t) => ({
    region: t.field({
      type: RegionEnum,
      description: 'Which region.',
      resolve: ({ region }) => region,
    }),
    logins: t.field({
      type: DexcomService,
      description: 'Logins, of connections that are polled.',
      resolve: ({ logins }) => logins,
    }),
    reads: t.field({
      type: DexcomService,
      description: 'Reads of glucose.',
      resolve: ({ reads }) => reads,
    }),
    judgedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When that was last judged, about each minute; null for never.',
      resolve: ({ judgedAt }) => judgedAt,
    }),
  }),
});

builder.queryField('dexcomStatus', (t) =>
  t.field({
    type: [DexcomRegionStatus],
    description:
      'Whether it is Dexcom that does not answer, region by region, by what the polls of this ' +
      'deployment were answered.',
    authScopes: (_parent, _args, { actor }) => actor.kind !== 'anonymous',
    resolve: (_parent, _args, { db, clock }) => findRegionStatuses(db, new Date(clock.nowMs())),
  }),
);
