import { type ConnectionToPoll, findConnectionsToPoll, unsealSession } from '#connections';
import { type Db, inTransaction } from '#db';
import { diaryEventsOf, ingestDiary } from '#diary';
import { appendEvents, createEvent, type EventType, type NewEvent } from '#events';
import { type DiaryBatch, oauthProvider, type Providers, type StretchResult } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { offsetTextOf } from '#std/iso-text';
import type { Log } from '#std/log';
import type { Sealer } from '#std/sealed-box';
import type { ClaimedPull } from './claim-pull.ts';
import {
  diaryEveryMs,
  diaryStretch,
  failureWaitMs,
  nextStretch,
  reachedBy,
  type Stretch,
} from './next-stretch.ts';
import { dropPull, type PullChange, settlePull } from './settle-pull.ts';

export interface PullDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly providers: Providers;
}

type Failure = Exclude<StretchResult<unknown>, { kind: 'read' }>;

/** Asks for one stretch and keeps it. P2: no transaction is open while the provider is asked. */
export async function pullStep(
  deps: PullDeps,
  pull: ClaimedPull,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, sealer, providers } = deps;
  const [connection] = await findConnectionsToPoll(db, [pull.connectionId]);
  if (!connection) return dropPull(db, pull.connectionId);
  const { connectionId, region, sessionSealed } = connection;
  // Sessions are opened by polls alone, one at a time for a connection: a grant works once.
  if (!sessionSealed) return settleFailure(deps, pull, noSession);
  const session = unsealSession(sealer, connectionId, sessionSealed);
  const provider = providers[oauthProvider];
  const isPast = pull.finishedAt === null;
  const stretch = isPast ? nextStretch(pull) : diaryStretch(clock.nowMs());
  const diary = await provider.readDiary({ region, session, ...stretch, signal });
  if (diary.kind !== 'read') return settleFailure(deps, pull, diary);
  await settle(deps, { pull, connection, stretch, isPast, diary: diary.batch });
}

const noSession: Failure = { kind: 'session-ended', isCertain: true, retryAfterMs: null };

interface Asked {
  readonly pull: ClaimedPull;
  readonly connection: ConnectionToPoll;
  readonly stretch: Stretch;
  readonly isPast: boolean;
  readonly diary: DiaryBatch;
}

/** E1: the diary, how far the pull came, and last of all the events. */
async function settle(deps: PullDeps, asked: Asked): Promise<void> {
  const { db, clock, log } = deps;
  const { pull, connection, diary } = asked;
  const { userId, provider } = connection;
  const now = dateOf(clock);
  await inTransaction(db, async (tx) => {
    const telling = { userId, provider, receivedAt: now, entries: diary.entries };
    const changes = await ingestDiary(tx, telling);
    const change = changeOf(asked, now);
    if (!(await settlePull(tx, pull, change))) return;
    const news = asked.isPast ? [] : diaryEventsOf({ userId, provider }, changes);
    const event = (type: EventType, data: unknown): NewEvent =>
      createEvent(clock, { ...ownerOf(connection), type, data });
    const ends = asked.isPast && change.finishedAt ? endsOf(asked, event) : [];
    await appendEvents(tx, [...news.map(({ type, data }) => event(type, data)), ...ends]);
  });
  log.info('diary.pulled', {
    connectionId: pull.connectionId,
    isPast: asked.isPast,
    unreadableCount: diary.unreadableCount,
    otherCount: diary.otherCount,
  });
}

function ownerOf({ teamId, userId, clientUserId }: ConnectionToPoll) {
  return { teamId, userId, clientUserId };
}

function changeOf({ pull, stretch, isPast }: Asked, now: Date): PullChange {
  const reachedAt = isPast ? reachedBy(pull, stretch) : pull.reachedAt;
  const isEnd = reachedAt.getTime() <= pull.fromAt.getTime();
  const waitMs = isEnd ? diaryEveryMs : 0;
  return {
    reachedAt,
    finishedAt: pull.finishedAt ?? (isEnd ? now : null),
    nextAt: new Date(now.getTime() + waitMs),
    failures: 0,
  };
}

const historicalTypes = [
  'historical.data.carbohydrates.created',
  'historical.data.insulin_injection.created',
] as const satisfies readonly EventType[];

/** One for each resource, without data: it says that all of the past is here. */
function endsOf(
  { pull, connection }: Asked,
  event: (type: EventType, data: unknown) => NewEvent,
): NewEvent[] {
  const data = {
    user_id: connection.userId,
    start_date: offsetTextOf(pull.fromAt),
    end_date: offsetTextOf(pull.startedAt),
    provider: connection.provider,
    is_final: true,
  };
  return historicalTypes.map((type) => event(type, data));
}

/** More change nothing. */
const failuresMax = 10;

async function settleFailure(deps: PullDeps, pull: ClaimedPull, failure: Failure): Promise<void> {
  const { db, clock, log } = deps;
  const { kind, retryAfterMs } = failure;
  const waitMs = failureWaitMs(pull.failures, retryAfterMs, kind === 'throttled');
  const { connectionId, failures, ...rest } = pull;
  await settlePull(db, pull, {
    ...rest,
    failures: Math.min(failures + 1, failuresMax),
    nextAt: new Date(clock.nowMs() + waitMs),
  });
  log.info('diary.failed', { connectionId, failure: kind, waitMs });
}
