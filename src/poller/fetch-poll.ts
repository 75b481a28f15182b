import { type LoginDeps, logIn, openCredentials, openSession, sealSession } from '#connections';
import { DexcomShareError, type ReadingBatch, type Sharing } from '#dexcom-share';
import { dateOf } from '#std/clock';
import type { Sealer } from '#std/sealed-box';
import { type ClaimedPoll, readSlackMs } from './claimed-poll.ts';
import { readPollMemory, windowFor } from './policy/index.ts';
import type { PollOutcome } from './poll-outcome.ts';
import { saveSession } from './save-session.ts';
import { takeReadPermit } from './take-read-permit.ts';

export interface FetchDeps extends LoginDeps {
  readonly sealer: Sealer;
}

/** Dexcom ends sessions after a day; renewing a little before saves the read that would fail. */
export const sessionLifeMs = 23 * 60 * 60 * 1000;

/** Sharing is asked for when reads stay empty, and then no more often than this. */
export const sharingAskedEveryMs = 60 * 60 * 1000;
const emptyForMs = 30 * 60 * 1000;

/**
 * Asks Dexcom once: at most one login and one read. P2: no transaction is open while it waits. Ends
 * at the signal's deadline; rejects only for our own faults and the database's.
 */
export async function fetchPoll(
  deps: FetchDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<PollOutcome> {
  try {
    const session = await sessionFor(deps, poll, signal);
    if ('kind' in session) return session;
    return await read(deps, poll, session.sessionId, signal);
  } catch (error) {
    return outcomeOf(error, signal);
  }
}

type Session = { readonly sessionId: string } | PollOutcome;

async function sessionFor(
  deps: FetchDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<Session> {
  const { sessionSealed, sessionOpenedAt } = poll;
  const ageMs = deps.clock.nowMs() - (sessionOpenedAt?.getTime() ?? 0);
  if (sessionSealed && ageMs < sessionLifeMs) {
    return { sessionId: openSession(deps.sealer, poll.connectionId, sessionSealed) };
  }
  return renewSession(deps, poll, signal);
}

async function renewSession(
  deps: FetchDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<Session> {
  const { db, clock, sealer } = deps;
  const { accountName, password, accountId } = openCredentials(
    sealer,
    poll.connectionId,
    poll.credentialsSealed,
  );
  const result = await logIn(deps, {
    region: poll.region,
    accountName,
    password,
    // After a refusal the account id is asked for again: it may be what was wrong.
    accountId: poll.refusalCount > 0 ? null : accountId,
    signal,
  });
  switch (result.kind) {
    case 'opened': {
      const { sessionId } = result;
      const sealed = sealSession(sealer, poll.connectionId, sessionId);
      await saveSession(db, poll, sealed, dateOf(clock));
      return { sessionId };
    }
    case 'refused':
      return { kind: 'refused' };
    case 'locked-out':
      return { kind: 'locked-out', until: result.until };
    case 'throttled': {
      if (result.by === 'gateway') return { kind: 'login-deferred', until: result.until };
      return { kind: 'throttled', retryAfterMs: result.until.getTime() - clock.nowMs() };
    }
    case 'unavailable':
      return { kind: 'unavailable', retryAfterMs: null, isHanging: false, by: 'dexcom' };
  }
}

async function read(
  deps: FetchDeps,
  poll: ClaimedPoll,
  sessionId: string,
  signal: AbortSignal,
): Promise<PollOutcome> {
  const { db, dexcom, clock } = deps;
  const memory = readPollMemory(poll.memory);
  const lapsesAtMs = poll.readAt.getTime() + readSlackMs;
  if (clock.nowMs() > lapsesAtMs && !(await takeReadPermit(db, poll.accountKey, dateOf(clock)))) {
    return { kind: 'permit-lapsed' };
  }
  const requestedAtMs = clock.nowMs();
  const window = windowFor(memory, requestedAtMs);
  let batch: ReadingBatch;
  try {
    batch = await dexcom.readGlucose(poll.region, sessionId, window, signal);
  } catch (error) {
    if (!isSessionEnded(error)) throw error;
    const session = await renewSession(deps, poll, signal);
    return 'kind' in session ? session : { kind: 'session-renewed' };
  }
  const answeredAtMs = clock.nowMs();
  const sharing = isSharingInDoubt(poll, batch, answeredAtMs)
    ? await askSharing(deps, poll, sessionId, signal)
    : null;
  return { kind: 'read', requestedAtMs, answeredAtMs, window, batch, sharing };
}

/** Reads that stay empty look the same whether sensor, phone, sharing or follower is missing. */
function isSharingInDoubt(poll: ClaimedPoll, batch: ReadingBatch, nowMs: number): boolean {
  const askedAtMs = poll.sharingAskedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (nowMs - askedAtMs < sharingAskedEveryMs) return false;
  const newestAtMs = Math.max(
    poll.newestTakenAt?.getTime() ?? Number.NEGATIVE_INFINITY,
    batch.readings[0]?.takenAtMs ?? Number.NEGATIVE_INFINITY,
  );
  return nowMs - newestAtMs > emptyForMs;
}

/** What is not known of sharing must not cost the read that has just succeeded. */
async function askSharing(
  { dexcom }: FetchDeps,
  poll: ClaimedPoll,
  sessionId: string,
  signal: AbortSignal,
): Promise<Sharing> {
  try {
    return await dexcom.readSharing(poll.region, sessionId, signal);
  } catch (error) {
    if (!(error instanceof DexcomShareError) && !signal.aborted) throw error;
    return { isSharingOn: null, followerCount: null };
  }
}

function isSessionEnded(error: unknown): boolean {
  return error instanceof DexcomShareError && error.failure === 'session-ended';
}

function outcomeOf(error: unknown, signal: AbortSignal): PollOutcome {
  if (signal.aborted)
    return { kind: 'unavailable', retryAfterMs: null, isHanging: true, by: 'dexcom' };
  if (!(error instanceof DexcomShareError)) throw error;
  const { failure, retryAfterMs, evidence } = error;
  if (failure === 'throttled') return { kind: 'throttled', retryAfterMs };
  return { kind: 'unavailable', retryAfterMs, isHanging: evidence === 'deadline', by: 'dexcom' };
}
