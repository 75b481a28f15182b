import { exportTtlSeconds, type RequestedExport, requestExport } from '#exports';
import { auditSourceOf, builder, idOf, NotFound, teamActorOf } from '#schema/kit';

const ExportUserSuccess = builder.objectRef<RequestedExport>('ExportUserSuccess').implement({
  description: 'The file can be fetched.',
  fields: (t) => ({
    url: t.exposeString('url', {
      description:
        'Where the file is, relative to the address of this API: `new URL(url, address)`. It ' +
        'needs no other credential, so that a browser can fetch it, and is to be kept as secret ' +
        'as the file.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: `Until when a download may begin: ${exportTtlSeconds} s from now.`,
      resolve: ({ expiresAt }) => expiresAt,
    }),
  }),
});

builder.mutationField('exportUser', (t) =>
  t.field({
    type: ExportUserSuccess,
    description:
      'Gives the address of a file with all that is held of a person: one JSON document with the ' +
      'user, connections without secrets, samples, holes, events, deliveries and the audit. ' +
      'Deleted users can be exported until they are erased.',
    authScopes: { key: 'export' },
    args: { userId: t.arg.id({ required: true, description: 'The user, deleted or not.' }) },
    errors: { types: [NotFound] },
    resolve: async (_parent, args, context) => {
      const { db, clock, services } = context;
      const actor = teamActorOf(context);
      const { kind } = actor;
      const askedWith = { kind, id: kind === 'session' ? actor.sessionId : actor.keyId };
      const userId = idOf(args.userId, 'User', 'userId');
      const grant = { teamId: actor.teamId, userId, askedWith };
      const source = auditSourceOf(context);
      const requested = await requestExport(db, clock, source, services.exportTokens, grant);
      if (!requested) throw new NotFound('User', 'userId');
      return requested;
    },
  }),
);
