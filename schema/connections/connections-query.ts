import { findConnections } from '#connections';
import { findConnectionsInStates } from '#poller';
import { builder, connectionOf, pageArguments, pageOf, teamOf } from '#schema/kit';
import { isUuid } from '#std/ids';
import { Connection } from './connection.ts';
import { ConnectionStateEnum } from './connection-state.ts';

const ConnectionConnection = builder.connectionObject(
  { type: Connection, name: 'ConnectionConnection', description: 'A page of connections.' },
  { name: 'ConnectionEdge', description: 'A connection and its place in the list.' },
);

builder.queryField('connections', (t) =>
  t.field({
    type: ConnectionConnection,
    description:
      "The team's connections: its morning question is `staleSince`, which finds whoever has had no " +
      'reading since then, for whatever reason.',
    authScopes: { key: 'read' },
    args: {
      ...pageArguments(),
      states: t.arg({
        type: [ConnectionStateEnum],
        description: 'Only those that are in one of these states at this moment.',
      }),
      staleSince: t.arg({
        type: 'DateTime',
        description: 'Only those without a reading taken since then.',
      }),
      includesDisconnected: t.arg.boolean({
        defaultValue: false,
        description: 'Whether those that were disconnected are listed.',
      }),
    },
    resolve: async (_root, args, context) => {
      const page = pageOf(args, isUuid);
      const query = {
        teamId: teamOf(context),
        staleSince: args.staleSince ?? undefined,
        includesDisconnected: args.includesDisconnected ?? false,
        after: page.after ?? undefined,
        limit: page.rows + 1,
      };
      const now = new Date(context.clock.nowMs());
      const rows = args.states
        ? await findConnectionsInStates(context.db, query, args.states, now)
        : await findConnections(context.db, query);
      return connectionOf(rows, page, ({ id }) => id);
    },
  }),
);
