import { builder, connectionOf, idOf, pageArguments, pageOf, teamOf } from '#schema/kit';
import { type GlucoseReads as GlucoseReadsRecord, listGlucoseReads } from '#teams';
import { AuditActorKind } from './audit-entry.ts';

const GlucoseReads = builder.objectRef<GlucoseReadsRecord>('GlucoseReads').implement({
  description: "How often a credential read a person's glucose on a day.",
  fields: (t) => ({
    day: t.field({ type: 'Date', description: 'In UTC.', resolve: ({ day }) => day }),
    actorKind: t.field({
      type: AuditActorKind,
      description: 'What kind of credential it was.',
      resolve: ({ actorKind }) => actorKind,
    }),
    actorId: t.exposeString('actorId', { description: 'The UUID of the key, token or session.' }),
    count: t.exposeInt('count', {
      description:
        'How many fields that tell glucose were answered (the latest sample, samples, what is computed ' +
        'of them, entries), events with data of the person handed out by `events` or a subscription, ' +
        'whatever was asked of them, bodies of their deliveries, and files of an export. At least 1.',
    }),
  }),
});

const GlucoseReadsConnection = builder.connectionObject(
  { type: GlucoseReads, name: 'GlucoseReadsConnection', description: 'A page of counts.' },
  { name: 'GlucoseReadsEdge', description: 'A count and its place among the others.' },
);

const cursorPattern = /^\d{4}-\d\d-\d\d (api-key|user-token|session) .{1,100}$/;

function afterOf(cursor: string | null) {
  if (cursor === null) return null;
  const [day = '', kind = '', actorId = ''] = cursor.split(' ');
  return { day, actorKind: kind as GlucoseReadsRecord['actorKind'], actorId };
}

builder.queryField('glucoseReads', (t) =>
  t.field({
    type: GlucoseReadsConnection,
    description:
      "Who read a person's glucose, and how often, by credential and day, the newest day first; " +
      'a few seconds late, and gone with the person. What webhooks send is not counted: ' +
      '`deliveries` lists it.',
    authScopes: { key: 'audit' },
    args: {
      ...pageArguments(),
      userId: t.arg.id({ required: true, description: 'Whose glucose.' }),
    },
    resolve: async (_parent, args, context) => {
      const page = pageOf(args, (cursor) => cursorPattern.test(cursor));
      const reads = await listGlucoseReads(context.db, {
        teamId: teamOf(context),
        userId: idOf(args.userId, 'User', 'userId'),
        after: afterOf(page.after),
        limit: page.rows + 1,
      });
      return connectionOf(reads, page, (read) => `${read.day} ${read.actorKind} ${read.actorId}`);
    },
  }),
);
