import { type Db, inTransaction } from '#db';
import { appendEvents } from '#events';
import type { Clock } from '#std/clock';
import { type AuditSource, appendAuditEntry } from '#teams';
import type { ConnectionRecord } from './connection-record.ts';
import { disconnectConnections } from './disconnect.ts';
import { findConnections } from './find-connections.ts';

/**
 * Disconnects one connection of a team, with its event and its audit entry in one transaction.
 * Returns it as it is then; null when the team has none of that id, or `maySee` refuses it. One that
 * is disconnected already stays as it is.
 */
export function disconnectConnection(
  db: Db,
  clock: Clock,
  source: AuditSource,
  request: {
    readonly teamId: string;
    readonly connectionId: string;
    readonly maySee: (userId: string) => boolean;
  },
): Promise<ConnectionRecord | null> {
  const { teamId, connectionId, maySee } = request;
  return inTransaction(db, async (tx) => {
    const find = async () => {
      const query = { teamId, ids: [connectionId], includesDisconnected: true, limit: 1 };
      const [connection] = await findConnections(tx, query);
      return connection && maySee(connection.userId) ? connection : null;
    };
    const before = await find();
    if (!before) return null;
    const ended = await disconnectConnections(tx, clock, { connectionId });
    const after = await find();
    if (ended.length > 0) {
      const subject = { kind: 'connection', id: connectionId };
      const deed = { action: 'connection.disconnected', teamId, subject };
      await appendAuditEntry(tx, clock, source, deed);
      await appendEvents(
        tx,
        ended.map(({ event }) => event),
      );
    }
    return after;
  });
}
