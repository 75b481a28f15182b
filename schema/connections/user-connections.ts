import { type ConnectionRecord, findConnections } from '#connections';
import type { Context } from '#schema/kit';
import { builder, connectionsPerUserMax, loadTogether, readWith, teamOf } from '#schema/kit';
import { User } from '#schema/users';
import { findUsers, type User as UserRecord } from '#teams';
import { Connection } from './connection.ts';

interface ConnectionsKey {
  readonly userId: string;
  readonly includesDisconnected: boolean;
}

const loadConnections = loadTogether<ConnectionsKey, readonly ConnectionRecord[]>({
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
    args: {
      includesDisconnected: t.arg.boolean({
        defaultValue: false,
        description: 'Whether those that were disconnected are listed.',
      }),
    },
    resolve: (user, args, context) => {
      const includesDisconnected = args.includesDisconnected ?? false;
      const known = includesDisconnected ? undefined : readWith(user);
      if (!known) return loadConnections(context, { userId: user.id, includesDisconnected });
      // What else a connection has is not asked of these.
      return known.connections as readonly ConnectionRecord[];
    },
  }),
);

const loadUser = loadTogether<string, UserRecord | null>({
  nameOf: (userId) => userId,
  async load(userIds, context) {
    const found = await findUsers(context.db, teamOf(context), userIds);
    const byId = new Map(found.map((user) => [user.id, user]));
    return userIds.map((id) => byId.get(id) ?? null);
  },
});

builder.objectField(Connection, 'user', (t) =>
  t.field({
    type: User,
    nullable: true,
    description: 'Whose it is; null once the user was deleted.',
    resolve: ({ userId }, _args, context) => loadUser(context, userId),
  }),
);
