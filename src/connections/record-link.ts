import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import { type Clock, dateOf } from '#std/clock';
import type { Sealer } from '#std/sealed-box';
import { appendAuditEntry } from '#teams';
import { countLiveOfApp, lockApp } from './counts/index.ts';
import { type LinkToken, recordConnection, useLinkToken } from './links/index.ts';
import {
  connectedEventData,
  type LinkToWrite,
  type LinkWriting,
  type WrittenLink,
  writeLink,
} from './write-link.ts';

interface RecordDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly onLinked?: (db: Db, connectionId: string) => Promise<void>;
  /** How many connections the app of a region may have; null or absent for no bound. */
  readonly connectionsMax?: number | null;
}

export interface LinkToRecord extends Omit<LinkToWrite, 'clock' | 'sealer'> {
  /** The client's address, which the audit tells. */
  readonly address: string;
}

export type RecordedLink =
  | Exclude<LinkWriting, { kind: 'written' }>
  | { readonly kind: 'token-used' | 'token-revoked' }
  /** The app may have no more connections, which only who runs the deployment can mend. */
  | { readonly kind: 'app-full'; readonly connectionsMax: number }
  | ({ readonly kind: 'connected' } & WrittenLink & { readonly linkToken: LinkToken });

/**
 * E1: the connection, the token's use, the audit and the event are one transaction. The token is
 * used first: of two requests with it the second waits here, and finds it used. One that did not
 * connect rolls back, and leaves the token good.
 */
export async function recordLink(deps: RecordDeps, link: LinkToRecord): Promise<RecordedLink> {
  const { db, clock, sealer } = deps;
  const { linkToken } = link;
  try {
    const written = await inTransaction(db, async (tx) => {
      const use = await useLinkToken(tx, linkToken.id, dateOf(clock));
      if (use !== 'now-used') throw new NotWritten({ kind: use });
      const writing = await writeLink(tx, { ...link, clock, sealer });
      if (writing.kind !== 'written') throw new NotWritten(writing);
      if (writing.isNew) await judgeRoom(tx, deps, link);
      await recordConnection(tx, linkToken.id, writing.connectionId);
      await deps.onLinked?.(tx, writing.connectionId);
      await tellLinked(tx, deps, link, writing);
      return writing;
    });
    return { ...written, kind: 'connected', linkToken };
  } catch (error) {
    if (error instanceof NotWritten) return error.refusal;
    throw error;
  }
}

/** Who began before the app was full may come back after: it is judged once more where it counts. */
async function judgeRoom(
  tx: Db,
  { connectionsMax = null }: RecordDeps,
  app: LinkToRecord,
): Promise<void> {
  if (connectionsMax === null) return;
  await lockApp(tx, app);
  const count = await countLiveOfApp(tx, app, null);
  if (count > connectionsMax) throw new NotWritten({ kind: 'app-full', connectionsMax });
}

type WriteRefusal = Exclude<RecordedLink, { kind: 'connected' }>;

/** Rolls back a transaction whose refusal is an expected answer. */
class NotWritten extends Error {
  readonly refusal: WriteRefusal;
  constructor(refusal: WriteRefusal) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

async function tellLinked(
  tx: Db,
  { clock }: RecordDeps,
  { linkToken, provider, address }: LinkToRecord,
  { connectionId, clientUserId, isNew, replaced }: WrittenLink,
): Promise<void> {
  const { teamId, userId, id } = linkToken;
  const source = { kind: 'link-token', id, address } as const;
  await appendAuditEntry(tx, clock, source, {
    action: isNew ? 'connection.linked' : 'connection.renewed',
    teamId,
    subject: { kind: 'connection', id: connectionId },
  });
  if (!isNew) return;
  const data = connectedEventData(userId, provider);
  const type = 'provider.connection.created';
  const created = createEvent(clock, { type, teamId, userId, clientUserId, data });
  await appendEvents(tx, [...replaced, created]);
}
