import { findConnectionsToPoll, unsealSession } from '#connections';
import { type Db, inTransaction } from '#db';
import { appendEvents } from '#events';
import { bringForward } from '#poll-plans';
import { oauthProvider, type Providers, type StretchResult } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import type { KeyedHash } from '#std/keyed-hash';
import type { Log } from '#std/log';
import type { Sealer } from '#std/sealed-box';
import { takeCall } from './app-share.ts';
import { type Answered, type AskedPull, askFor } from './ask-for.ts';
import type { ClaimedPull } from './claim-pulls.ts';
import { endEventsOf } from './end-events.ts';
import { type Kept, keepAnswer, keepReadings } from './keep-answer.ts';
import { pauseApp } from './pause-app.ts';
import { afterAnswer, nextAsk, type PullAnswer } from './pull-plan.ts';
import { dropPulls, lockHeldPull, postponePull, settlePull } from './settle-pull.ts';

export interface PullDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly keyedHash: KeyedHash;
  readonly providers: Providers;
}

/** Asks once for a claimed pull and keeps what came. P2: no transaction is open while it asks. */
export async function pullStep(
  deps: PullDeps,
  pull: ClaimedPull,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock } = deps;
  const [connection] = await findConnectionsToPoll(db, [pull.connectionId]);
  if (!connection) return dropPulls(db, pull.connectionId);
  const freeAt = await takeCall(deps, connection, pull, dateOf(clock));
  if (freeAt) return postponePull(db, pull, freeAt);
  const ask = nextAsk(pull.resource, pull, clock.nowMs());
  const asked = { pull, connection, ask };
  const result = await answerTo(deps, asked, signal);
  await settle(deps, asked, result);
}

/** Sessions are opened by polls alone, one at a time for a connection: a grant works once. */
function answerTo(
  { sealer, providers }: PullDeps,
  { pull, connection, ask }: AskedPull,
  signal: AbortSignal,
): Promise<StretchResult<Answered>> {
  const { connectionId, region, sessionSealed } = connection;
  if (!sessionSealed) {
    return Promise.resolve({ kind: 'session-ended', isCertain: true, retryAfterMs: null });
  }
  const session = unsealSession(sealer, connectionId, sessionSealed);
  return askFor(providers[oauthProvider], pull.resource, ask, { region, session, signal });
}

/** E1: how far the pull came, what was brought, and last of all the events. */
async function settle(
  deps: PullDeps,
  asked: AskedPull,
  result: StretchResult<Answered>,
): Promise<void> {
  const { db, clock, log } = deps;
  const { pull, connection, ask } = asked;
  const { connectionId, resource } = pull;
  const answered = result.kind === 'read' ? result.batch : null;
  // Readings are many: they are kept in transactions of their own, with what is told of them.
  const readingCount =
    answered?.kind === 'readings' ? await keepReadings(deps, asked, answered) : 0;
  const now = dateOf(clock);
  const step = afterAnswer(resource, pull, ask, answerOf(result), now.getTime());
  const kept = await inTransaction(db, async (tx): Promise<Kept | null> => {
    // First, so that of two nodes one keeps nothing that it could not tell.
    if (!(await lockHeldPull(tx, pull))) return null;
    const kept = answered ? await keepAnswer(tx, deps, asked, answered) : nothing;
    await settlePull(tx, pull, step, readingCount + kept.count, now);
    const isEnd = pull.endedAtMs === null && step.endedAtMs !== null && !pull.isLate;
    const ends = isEnd ? endEventsOf(clock, connection, pull) : [];
    await appendEvents(tx, [...kept.events, ...ends]);
    return kept;
  });
  if (result.kind === 'session-ended') await bringForward(db, connectionId, now);
  if (result.kind === 'throttled') {
    await pauseApp(db, connection, new Date(now.getTime() + step.waitMs));
  }
  const isRefused = step.refusedAtMs !== null && pull.refusedAtMs === null;
  log[isRefused ? 'warn' : 'info']('pull.finished', {
    ...{ connection_id: connectionId, resource, asked: ask.kind, outcome: result.kind },
    ...(result.kind === 'refused' && { status: result.status, is_given_up: isRefused }),
    ...{ is_outrun: kept === null, unreadable_count: answered?.unreadableCount ?? 0 },
    ...{ kept_count: readingCount + (kept?.count ?? 0), wait_ms: step.waitMs },
  });
}

const nothing: Kept = { count: 0, events: [] };

function answerOf(result: StretchResult<Answered>): PullAnswer {
  switch (result.kind) {
    case 'read': {
      const { batch } = result;
      return batch.kind === 'range' ? { kind: 'read', range: batch.range } : { kind: 'read' };
    }
    case 'session-ended':
      return { kind: 'session-ended' };
    case 'throttled':
    case 'refused':
    case 'unavailable':
      return result;
  }
}
