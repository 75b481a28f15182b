import { type BriefConnection, type ConnectionRecord, findConnections } from '#connections';
import type { Context } from '#schema/kit';
import { batchLoader, builder, teamOf } from '#schema/kit';
import { loadUser, overviewOf, User } from '#schema/users';
import { Connection, wholeConnection } from './connection.ts';

/** Of one user: the live ones are few, those that were disconnected grow with the years. */
const connectionsPerUserMax = 100;

interface ConnectionsKey {
  readonly userId: string;
  readonly includesDisconnected: boolean;
}

const loadConnections = batchLoader<ConnectionsKey, readonly ConnectionRecord[]>({
  nameOf: ({ userId, includesDisconnected }) => `${userId} ${includesDisconnected}`,
  async load(keys, context) {
    const found = await Promise.all([
      findOf(
        keys.filter(({ includesDisconnected }) => !includesDisconnected),
        context,
      ),
      findOf(
        keys.filter(({ includesDisconnected }) => includesDisconnected),
        context,
      ),
    ]);
    return keys.map(({ userId, includesDisconnected }) => {
      const own = found[includesDisconnected ? 1 : 0].get(userId) ?? [];
      return own.slice(0, connectionsPerUserMax);
    });
  },
});

async function findOf(
  keys: readonly ConnectionsKey[],
  context: Context,
): Promise<ReadonlyMap<string, ConnectionRecord[]>> {
  const [first] = keys;
  if (!first) return new Map();
  const found = await findConnections(context.db, {
    teamId: teamOf(context),
    userIds: keys.map(({ userId }) => userId),
    includesDisconnected: first.includesDisconnected,
    limit: keys.length * connectionsPerUserMax,
  });
  return Map.groupBy(found, ({ userId }) => userId);
}

builder.objectField(User, 'connections', (t) =>
  t.field({
    type: [Connection],
    description:
      "The user's connections, newest last; disconnected ones too when asked for, " +
      `${connectionsPerUserMax} at most.`,
    authScopes: { key: 'read', token: 'read' },
    args: {
      includesDisconnected: t.arg.boolean({
        defaultValue: false,
        description: 'Whether those that were disconnected are listed.',
      }),
    },
    resolve: (
      user,
      args,
      context,
    ): readonly BriefConnection[] | Promise<readonly ConnectionRecord[]> => {
      const includesDisconnected = args.includesDisconnected ?? false;
      const overview = includesDisconnected ? undefined : overviewOf(user);
      if (overview) return overview.connections;
      return loadConnections(context, { userId: user.id, includesDisconnected });
    },
  }),
);

builder.objectField(Connection, 'user', (t) =>
  t.field({
    type: User,
    nullable: true,
    description: 'Whose it is; null once the user was deleted.',
    ...wholeConnection(({ userId }, context) => loadUser(context, userId)),
  }),
);
