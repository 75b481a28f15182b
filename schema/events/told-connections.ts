import { type ConnectionRecord, findConnections } from '#connections';
import type { PresentSource } from '#live';
import { nextLookAt } from '#poller';
import { presentOf, stateTextNow } from '#schema/connections';
import { type Context, teamOf } from '#schema/kit';
import { dateOf } from '#std/clock';

/** A user with the connections that are not disconnected. */
export interface ToldConnections {
  readonly userId: string;
  readonly connections: readonly ConnectionRecord[];
}

/** One a provider, and those that are. */
const livePerUserMax = 10;

/** What a subscription to the states of users' connections tells of each. */
export function toldConnections(asking: Context): PresentSource<ToldConnections> {
  const teamId = teamOf(asking);
  return {
    async find(db, userIds) {
      const limit = userIds.length * livePerUserMax;
      const query = { teamId, userIds, includesDisconnected: false, limit };
      const found = Map.groupBy(await findConnections(db, query), ({ userId }) => userId);
      const context = { ...asking, db };
      const now = dateOf(context.clock);
      return Promise.all(
        userIds.map(async (userId) => {
          const connections = found.get(userId) ?? [];
          const marks = await Promise.all(connections.map((each) => markOf(each, context)));
          const lookAtMs = Math.min(...connections.map((each) => nextLookAt(each, now)));
          return { userId, fact: { userId, connections }, mark: marks.join(), lookAtMs };
        }),
      );
    },
  };
}

/** All that makes news of a connection. */
async function markOf(connection: ConnectionRecord, context: Context): Promise<string> {
  const { id, stateUntil } = connection;
  const { state, since } = presentOf(connection, context);
  const { action } = await stateTextNow(connection, context);
  return [id, state, since.getTime(), stateUntil?.getTime(), action].join(' ');
}
