import { type ConnectionToPoll, findConnectionsToPoll, unsealSession } from '#connections';
import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import { keepHistory } from '#glucose';
import { bringForward } from '#poll-plans';
import { factsOf, oauthProvider, type Providers, type ReadResult } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { offsetTextOf } from '#std/iso-text';
import type { Sealer } from '#std/sealed-box';
import type { ClaimedPull } from './claim-pulls.ts';
import { afterAnswer, nextStretch, type PullAnswer, type Stretch } from './pull-window.ts';
import { dropPull, settlePull } from './settle-pull.ts';

export interface PullDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly providers: Providers;
}

/** Asks for the next stretch of a claimed history and keeps it. P2: no transaction is open while it asks. */
export async function pullHistory(
  deps: PullDeps,
  pull: ClaimedPull,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock } = deps;
  const [connection] = await findConnectionsToPoll(db, [pull.connectionId]);
  if (!connection) return dropPull(db, pull.connectionId);
  const state = {
    fromMs: pull.fromAt.getTime(),
    doneDownToMs: pull.doneDownTo.getTime(),
    windowMinutes: pull.windowMinutes,
    failureCount: pull.failureCount,
  };
  const stretch = nextStretch(state);
  const result = await ask(deps, connection, stretch, signal);
  const createdCount = result.kind === 'read' ? await keep(deps, connection, result) : 0;
  if (result.kind === 'session-ended') {
    await bringForward(db, connection.connectionId, dateOf(clock));
  }
  const step = afterAnswer(state, stretch, answerOf(result));
  await inTransaction(db, async (tx) => {
    const isHeld = await settlePull(tx, pull, step, createdCount, dateOf(clock));
    if (isHeld && step.waitMs === null) await tellEnd(tx, clock, connection, pull);
  });
}

async function ask(
  { sealer, providers }: PullDeps,
  { connectionId, region, sessionSealed }: ConnectionToPoll,
  { fromMs, toMs }: Stretch,
  signal: AbortSignal,
): Promise<ReadResult> {
  if (!sessionSealed) return { kind: 'session-ended', isCertain: true, retryAfterMs: null };
  const session = unsealSession(sealer, connectionId, sessionSealed);
  return providers[oauthProvider].readBetween({ region, session, fromMs, toMs, signal });
}

async function keep(
  { db, clock }: PullDeps,
  { userId, provider }: ConnectionToPoll,
  { batch }: Extract<ReadResult, { kind: 'read' }>,
): Promise<number> {
  const { origin } = factsOf(provider);
  const nowMs = clock.nowMs();
  const readings = batch.readings.filter(({ takenAtMs }) => takenAtMs <= nowMs);
  const kept = await keepHistory(db, { userId, provider, origin, readings }, dateOf(clock));
  return kept.createdCount;
}

function answerOf(result: ReadResult): PullAnswer {
  switch (result.kind) {
    case 'read':
      return 'read';
    case 'session-ended':
      return 'session-ended';
    case 'throttled':
      return { throttledMs: result.retryAfterMs };
    case 'to-be-asked-less':
      return { isHanging: true };
    case 'unavailable':
      return { isHanging: result.isHanging };
  }
}

/** E1: once, and without a sample: a consumer reads the stretch. */
async function tellEnd(
  tx: Db,
  clock: Clock,
  { teamId, userId, clientUserId, provider }: ConnectionToPoll,
  { fromAt, toAt }: ClaimedPull,
): Promise<void> {
  const data = {
    user_id: userId,
    start_date: offsetTextOf(fromAt),
    end_date: offsetTextOf(toAt),
    provider,
    is_final: true,
  };
  const type = 'historical.data.glucose.created';
  await appendEvents(tx, [createEvent(clock, { type, teamId, userId, clientUserId, data })]);
}
