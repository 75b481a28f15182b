import {
  type ConnectionRecord,
  findConnections,
  type LinkDeps,
  type LinkOutcome,
  type LinkRequest,
  linkAccount,
} from '#connections';
import type { Db } from '#db';
import { recordLostAbsence } from '#glucose';
import { factsOf } from '#providers';
import { dateOf } from '#std/clock';
import { isSameWearer } from './is-same-wearer.ts';
import { type RefreshedConnection, refreshConnection } from './refresh-connection.ts';
import type { RefreshDeps } from './refresh-user.ts';

/** What a person is told who has just linked an account. */
export interface LinkReport {
  readonly outcome: Extract<LinkOutcome, { kind: 'connected' }>;
  readonly connection: ConnectionRecord;
  /** What the first poll brought. */
  readonly refreshed: RefreshedConnection;
}

/** The first poll asks for a day; a person waits in front of the answer. */
const firstPollMsMax = 12_000;

/** Links an account and polls it at once, so that the answer tells whether readings come. */
export async function linkAndPoll(
  deps: LinkDeps & RefreshDeps,
  request: LinkRequest,
): Promise<LinkReport | Exclude<LinkOutcome, { kind: 'connected' }>> {
  const outcome = await linkAccount(
    { ...deps, isSameWearer: (found) => isSameWearer(deps, found) },
    request,
  );
  if (outcome.kind !== 'connected') return outcome;
  const { teamId, userId } = outcome.linkToken;
  const { connectionId } = outcome;
  const before = await getConnection(deps.db, teamId, connectionId);
  if (outcome.isNew) {
    const now = dateOf(deps.clock);
    const historyFrom = new Date(now.getTime() - factsOf(before.provider).historyMs);
    await recordLostAbsence(deps.db, { connectionId, userId }, historyFrom, now);
  }
  const refreshed = await refreshConnection(deps, before, firstPollMsMax);
  const connection = await getConnection(deps.db, teamId, connectionId);
  return { outcome, connection, refreshed };
}

async function getConnection(db: Db, teamId: string, id: string): Promise<ConnectionRecord> {
  const [connection] = await findConnections(db, {
    teamId,
    ids: [id],
    includesDisconnected: true,
    limit: 1,
  });
  if (!connection) throw new Error('the connection that was just linked is gone');
  return connection;
}
