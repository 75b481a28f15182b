import { type ConnectionRecord, findConnections, type RateWindow, takeHit } from '#connections';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { KeyedHash } from '#std/keyed-hash';
import type { PollReport } from './make-poll.ts';
import type { PollOutcomeKind } from './poll-outcome.ts';
import type { Poller } from './poller.ts';

export interface RefreshDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Measures the timeout, which is real also where `clock` is a test's own. */
  readonly wallClock: Clock;
  readonly keyedHash: KeyedHash;
  readonly poller: Poller;
}

export interface RefreshRequest {
  readonly teamId: string;
  readonly userId: string;
  /** 1 to 60 seconds. */
  readonly timeoutMs: number;
}

/** What a refresh brought of one connection. */
export type RefreshedConnection =
  | {
      readonly kind: 'refreshed';
      readonly connectionId: string;
      readonly createdCount: number;
      readonly updatedCount: number;
      /** When Dexcom was asked; before the refresh where the floor forbade to ask again. */
      readonly polledAt: Date;
    }
  | { readonly kind: 'in-progress'; readonly connectionId: string }
  | { readonly kind: 'failed'; readonly connectionId: string; readonly reason: PollOutcomeKind };

export type RefreshOutcome =
  | { readonly kind: 'limited'; readonly until: Date }
  | { readonly kind: 'answered'; readonly connections: readonly RefreshedConnection[] };

/** Refreshes of one user in an hour. */
export const refreshesPerHourMax = 30;
const hourMs = 60 * 60 * 1000;
const lookEveryMs = 100;

/**
 * Polls all of a user's connections now. Two at once share one poll, and no account is read more
 * often than its floor: within it the answer is what was fetched moments ago.
 */
export async function refreshUser(
  deps: RefreshDeps,
  { teamId, userId, timeoutMs }: RefreshRequest,
): Promise<RefreshOutcome> {
  const { db, clock, keyedHash } = deps;
  const window: RateWindow = {
    key: keyedHash('refresh', userId),
    windowMs: hourMs,
    hitsMax: refreshesPerHourMax,
  };
  const limitedUntil = await takeHit(db, window, dateOf(clock));
  if (limitedUntil) return { kind: 'limited', until: limitedUntil };
  const connections = await findConnections(db, {
    teamId,
    userIds: [userId],
    includesDisconnected: false,
    limit: 10,
  });
  const refreshed = await Promise.all(
    connections.map((connection) => refreshConnection(deps, connection, timeoutMs)),
  );
  return { kind: 'answered', connections: refreshed };
}

/** Polls one connection now and waits for it, for as long as the caller does. */
export async function refreshConnection(
  deps: RefreshDeps,
  before: ConnectionRecord,
  timeoutMs: number,
): Promise<RefreshedConnection> {
  const { poller, wallClock } = deps;
  const connectionId = before.id;
  const ending = new AbortController();
  const timeout = wallClock.sleep(timeoutMs, ending.signal).then(() => null);
  try {
    const report = await Promise.race([poller.pollNow(connectionId), timeout]);
    if (report) return reported(report);
    return await followRunning(deps, before, timeout);
  } finally {
    ending.abort();
  }
}

function reported({ connectionId, outcome, settled }: PollReport): RefreshedConnection {
  if (outcome.kind === 'session-renewed') return { kind: 'in-progress', connectionId };
  if (outcome.kind !== 'read') return { kind: 'failed', connectionId, reason: outcome.kind };
  const polledAt = new Date(outcome.requestedAtMs);
  const { createdCount = 0, updatedCount = 0 } = settled ?? {};
  return { kind: 'refreshed', connectionId, createdCount, updatedCount, polledAt };
}

/** Another node, or another caller, is polling or just has: its result is ours too. */
async function followRunning(
  { db, clock, wallClock }: RefreshDeps,
  before: ConnectionRecord,
  timeout: Promise<null>,
): Promise<RefreshedConnection> {
  const connectionId = before.id;
  let isOver = false;
  void timeout.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const row = await db
      .selectFrom('poll_plans')
      .select(['lease_until', 'last_poll_at', 'last_outcome'])
      .where('connection_id', '=', connectionId)
      .executeTakeFirst();
    const isRunning = row !== undefined && row.lease_until > dateOf(clock);
    if (!isRunning && row?.last_poll_at) {
      if (row.last_outcome === 'read') {
        const polledAt = row.last_poll_at;
        return { kind: 'refreshed', connectionId, createdCount: 0, updatedCount: 0, polledAt };
      }
      const reason = (row.last_outcome ?? 'unavailable') as PollOutcomeKind;
      return { kind: 'failed', connectionId, reason };
    }
    await Promise.race([wallClock.sleep(lookEveryMs), timeout]);
  }
  return { kind: 'in-progress', connectionId };
}
