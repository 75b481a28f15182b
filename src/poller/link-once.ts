import {
  type AttemptAnswer,
  beginAttempt,
  type ConnectionRecord,
  endAttempt,
  type FinishedLink,
  findAttempt,
  findConnections,
  findLink,
  findOwnTries,
  type Link,
  type LinkDeps,
  type LinkOutcome,
  type LinkRequest,
  type NextTry,
  nextTry,
} from '#connections';
import type { Db } from '#db';
import { dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { linkAndPoll } from './link-and-poll.ts';
import type { RefreshDeps } from './refresh-user.ts';

/** What a person is told who has just linked an account, also when they ask again. */
export interface Linked {
  readonly kind: 'linked';
  readonly isNew: boolean;
  readonly connection: ConnectionRecord;
  /** How many readings the first poll brought. */
  readonly createdCount: number;
}

type Failed = Exclude<LinkOutcome | FinishedLink, { kind: 'connected' }>;

export type LinkAnswer =
  | Linked
  | (Failed & { readonly next: NextTry })
  /** It is still under way, or what became of it will never be known. */
  | { readonly kind: 'unsettled' };

export interface LinkOnceRequest extends LinkRequest {
  /** Made up by who asks; null where the same is never asked again. */
  readonly attemptId: string | null;
}

type Deps = LinkDeps & RefreshDeps;

/** How long who asks again waits for the first answer. */
const waitMsMax = 25_000;
const lookEveryMs = 250;
/** An attempt that is older than that has lost its node. */
const attemptMsMax = 60_000;
/** So long after the connection was written the first poll is over, and the answer with it. */
const firstPollMs = 15_000;
const noTry: NextTry = { retryAtMs: null, attemptsLeft: 0 };

/**
 * Links an account and polls it at once; under the id of an attempt that was made already, gives the
 * answer of that one, with no second login.
 */
export async function linkOnce(deps: Deps, request: LinkOnceRequest): Promise<LinkAnswer> {
  const { db, clock } = deps;
  const link = await findLink(db, { token: request.token });
  if (!link) return { kind: 'token-invalid', next: noTry };
  const key = { linkTokenId: link.id, attemptId: request.attemptId ?? newId(clock) };
  const begun = await beginAttempt(db, key, dateOf(clock));
  if (begun === 'too-many') {
    return { kind: 'throttled', until: link.expiresAt, by: 'gateway', next: noTry };
  }
  if (begun === 'there-already') return awaitEarlier(deps, request.token, key.attemptId);
  const end = (answer: AttemptAnswer) => endAttempt(db, key, answer, dateOf(clock));
  try {
    const report = await linkAndPoll(deps, request);
    if ('outcome' in report) {
      const { outcome, connection, refreshed } = report;
      const createdCount = refreshed.kind === 'refreshed' ? refreshed.createdCount : 0;
      const { connectionId, isNew } = outcome;
      await end({ kind: 'connected', connectionId, isNew, createdCount });
      return { kind: 'linked', isNew, connection, createdCount };
    }
    // Noted first: the next try follows from this one too.
    await end({ ...report });
    const next = nextTry(await findOwnTries(db, link.userId, dateOf(clock)), clock.nowMs());
    await end({ ...report, next });
    return { ...report, next };
  } catch (error) {
    await end({ kind: 'failed' });
    throw error;
  }
}

async function awaitEarlier(deps: Deps, token: string, attemptId: string): Promise<LinkAnswer> {
  const untilMs = deps.systemClock.monotonicMs() + waitMsMax;
  for (;;) {
    const link = await findLink(deps.db, { token });
    const answer = link && (await findLinkAnswer(deps, link, attemptId));
    if (answer && answer.kind !== 'unsettled') return answer;
    if (deps.systemClock.monotonicMs() > untilMs) return { kind: 'unsettled' };
    await deps.systemClock.sleep(lookEveryMs);
  }
}

/** What became of an attempt; null when none of that id has arrived. */
export async function findLinkAnswer(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  link: Link,
  attemptId: string,
): Promise<LinkAnswer | null> {
  const attempt = await findAttempt(db, { linkTokenId: link.id, attemptId });
  if (attempt.kind === 'unknown') return null;
  const { startedAt } = attempt;
  if (attempt.kind === 'ended' && attempt.answer.kind !== 'failed') {
    return answerOf(db, link, attempt.answer);
  }
  const nowMs = clock.nowMs();
  const usedMs = link.usedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const isLost = nowMs - startedAt.getTime() > attemptMsMax || nowMs - usedMs > firstPollMs;
  if (attempt.kind === 'pending' && !isLost) return { kind: 'unsettled' };
  return answerWithout({ db, clock }, link, startedAt);
}

/** Of an attempt that broke off the link still tells whether the connection was written before. */
async function answerWithout(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  link: Link,
  startedAt: Date,
): Promise<LinkAnswer> {
  if (link.connectionId === null) {
    const tries = await findOwnTries(db, link.userId, dateOf(clock));
    return { kind: 'unavailable', next: nextTry(tries, clock.nowMs()) };
  }
  const connection = await getLinked(db, link, link.connectionId);
  return {
    kind: 'linked',
    isNew: connection.connectedAt >= startedAt,
    connection,
    createdCount: 0,
  };
}

async function answerOf(db: Db, link: Link, stored: AttemptAnswer): Promise<LinkAnswer> {
  if (stored.kind === 'connected') {
    const { connectionId, isNew, createdCount } = stored as AttemptAnswer & {
      readonly connectionId: string;
      readonly isNew: boolean;
      readonly createdCount: number;
    };
    const connection = await getLinked(db, link, connectionId);
    return { kind: 'linked', isNew, connection, createdCount };
  }
  const until = typeof stored.until === 'string' ? { until: new Date(stored.until) } : {};
  return { next: noTry, ...stored, ...until } as LinkAnswer;
}

async function getLinked(db: Db, { teamId }: Link, id: string): Promise<ConnectionRecord> {
  const query = { teamId, ids: [id], includesDisconnected: true, limit: 1 };
  const [connection] = await findConnections(db, query);
  if (!connection) throw new Error('the connection of an attempt that succeeded is gone');
  return connection;
}
