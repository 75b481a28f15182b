import { findConnections } from '#connections';
import type { Db } from '#db';
import { type RateWindow, takeHits } from '#permits';
import { type Clock, dateOf } from '#std/clock';
import type { KeyedHash } from '#std/keyed-hash';
import type { Poller } from './poller.ts';
import { type RefreshedConnection, refreshConnection } from './refresh-connection.ts';

export interface RefreshDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Measures the timeout, which is real also where `clock` is a test's own. */
  readonly systemClock: Clock;
  readonly keyedHash: KeyedHash;
  readonly poller: Poller;
}

export interface RefreshRequest {
  readonly teamId: string;
  readonly userId: string;
  /** 1 to 60 seconds. */
  readonly timeoutMs: number;
}

export type RefreshOutcome =
  | { readonly kind: 'limited'; readonly until: Date }
  | { readonly kind: 'answered'; readonly connections: readonly RefreshedConnection[] };

/** Refreshes of one user in an hour. */
export const refreshesPerHourMax = 30;
const hourMs = 60 * 60 * 1000;
/** A user has one live connection a provider. */
const connectionsMax = 10;

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
  const limitedUntil = await takeHits(db, [window], dateOf(clock));
  if (limitedUntil) return { kind: 'limited', until: limitedUntil };
  const connections = await findConnections(db, {
    teamId,
    userIds: [userId],
    includesDisconnected: false,
    limit: connectionsMax,
  });
  const refreshed = await Promise.all(
    connections.map((connection) => refreshConnection(deps, connection, timeoutMs)),
  );
  return { kind: 'answered', connections: refreshed };
}
