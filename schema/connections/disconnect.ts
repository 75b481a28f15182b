import { type ConnectionRecord, disconnectConnection } from '#connections';
import { auditSourceOf, builder, idOf, maySeeUser, NotFound, teamOf } from '#schema/kit';
import { Connection } from './connection.ts';

const DisconnectSuccess = builder
  .objectRef<{ readonly connection: ConnectionRecord }>('DisconnectSuccess')
  .implement({
    description: 'The connection is disconnected.',
    fields: (t) => ({
      connection: t.field({
        type: Connection,
        description: 'As it is now.',
        resolve: ({ connection }) => connection,
      }),
    }),
  });

builder.mutationField('disconnect', (t) =>
  t.field({
    type: DisconnectSuccess,
    description:
      'Ends a connection for good: polling stops at once, the credentials are erased, the samples ' +
      'stay. Disconnecting again changes nothing.',
    authScopes: { key: 'link', token: 'link' },
    args: {
      connectionId: t.arg.id({ required: true, description: 'Which one.' }),
    },
    errors: { types: [NotFound] },
    resolve: async (_root, args, context) => {
      const { db, clock } = context;
      const connection = await disconnectConnection(db, clock, auditSourceOf(context), {
        teamId: teamOf(context),
        connectionId: idOf(args.connectionId, 'Connection', 'connectionId'),
        maySee: (userId) => maySeeUser(context, userId),
      });
      if (!connection) throw new NotFound('Connection', 'connectionId');
      return { connection };
    },
  }),
);
