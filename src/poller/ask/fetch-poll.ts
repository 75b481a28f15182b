import type { LoginDeps } from '#connections';
import { DexcomShareError, type ReadingBatch } from '#dexcom-share';
import { type PollWindow, throttledMsMin, windowFor } from '#poller/policy';
import type { FailedRequest, PollOutcome } from '#poller/poll';
import { type ClaimedPoll, readSlackMs } from '#poller/poll';
import { dateOf } from '#std/clock';
import { SealedBoxError, type Sealer } from '#std/sealed-box';
import { moveReadPermit } from './move-read-permit.ts';
import { openSessionFor } from './open-session-for.ts';
import { renewSession } from './renew-session.ts';
import { answerCountMax } from './sort-readings.ts';

export interface FetchDeps extends LoginDeps {
  readonly sealer: Sealer;
}

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
  let request: FailedRequest = 'login';
  try {
    const session = await openSessionFor(deps, poll, signal);
    if ('kind' in session) return session;
    request = 'read';
    return await read(deps, poll, session.sessionId, signal);
  } catch (error) {
    return outcomeOf(error, request, signal);
  }
}

async function read(
  deps: FetchDeps,
  poll: ClaimedPoll,
  sessionId: string,
  signal: AbortSignal,
): Promise<PollOutcome> {
  const { db, dexcom, clock } = deps;
  const lapsesAtMs = poll.readAt.getTime() + readSlackMs;
  if (clock.nowMs() > lapsesAtMs && !(await moveReadPermit(db, poll, dateOf(clock)))) {
    return { kind: 'permit-lapsed' };
  }
  const requestedAtMs = clock.nowMs();
  const window = windowOf(poll, requestedAtMs);
  try {
    const batch = await dexcom.readGlucose(poll.region, sessionId, window, signal);
    const answeredAtMs = clock.nowMs();
    const asked = await askSharing(deps, poll, { sessionId, batch }, signal);
    return { kind: 'read', requestedAtMs, answeredAtMs, window, batch, ...asked };
  } catch (error) {
    const ending = endOfSession(error, poll, clock.nowMs());
    if (ending === 'none') throw error;
    if (ending === 'doubted') return doubted(error as DexcomShareError);
    const session = await renewSession(deps, poll, signal);
    return 'kind' in session ? session : { kind: 'session-renewed' };
  }
}

/** Readings from the future stand first in an answer: they must not crowd out those of today. */
function windowOf({ memory, asideCount }: ClaimedPoll, nowMs: number): PollWindow {
  const window = windowFor(memory, nowMs);
  if (asideCount === 0) return window;
  const maxCount = Math.max(
    window.maxCount,
    Math.min(answerCountMax, window.maxCount + asideCount),
  );
  return { ...window, maxCount };
}

/** Until a session is so old, an answer that only may mean its end is taken for an outage. */
const doubtAfterMs = 60 * 60 * 1000;

/** The plan's reason behind a poll whose answer may have meant the end of the session. */
export const doubtReason = 'session-doubted';

/**
 * Dexcom says by a code that a session has ended. It has also answered a dead one with nothing at
 * all, but so does a front end in an outage: that is believed the second time in a row, and not of
 * a session that was opened lately, or an outage would cost each account a login at each poll.
 */
function endOfSession(
  error: unknown,
  poll: ClaimedPoll,
  nowMs: number,
): 'none' | 'doubted' | 'ended' {
  if (!(error instanceof DexcomShareError)) return 'none';
  const { failure, evidence } = error;
  if (failure !== 'session-ended' && failure !== 'rejected') return 'none';
  if (evidence === 'code' && failure === 'session-ended') return 'ended';
  if (evidence === 'not-sent') return 'ended';
  const ageMs = nowMs - (poll.sessionOpenedAt?.getTime() ?? 0);
  return poll.reason === doubtReason && ageMs > doubtAfterMs ? 'ended' : 'doubted';
}

function doubted({ retryAfterMs }: DexcomShareError): PollOutcome {
  return unavailable({
    retryAfterMs,
    isHanging: false,
    isSessionDoubted: true,
    request: 'read',
  });
}

type SharingAnswer = Pick<Extract<PollOutcome, { kind: 'read' }>, 'sharing' | 'restMs'>;

/** What is not known of sharing must not cost the read that has just succeeded. */
async function askSharing(
  { dexcom, clock }: FetchDeps,
  poll: ClaimedPoll,
  { sessionId, batch }: { readonly sessionId: string; readonly batch: ReadingBatch },
  signal: AbortSignal,
): Promise<SharingAnswer> {
  if (!isSharingInDoubt(poll, batch, clock.nowMs())) return { sharing: null, restMs: null };
  try {
    const sharing = await dexcom.readSharing(poll.region, sessionId, signal);
    return { sharing, restMs: null };
  } catch (error) {
    if (!(error instanceof DexcomShareError) && !signal.aborted) throw error;
    return { sharing: { isSharingOn: null, followerCount: null }, restMs: restOf(error) };
  }
}

function restOf(error: unknown): number | null {
  if (!(error instanceof DexcomShareError) || error.failure !== 'throttled') return null;
  return Math.max(throttledMsMin, error.retryAfterMs ?? 0);
}

/**
 * Whether to ask: once after an account was linked, since the person who linked it wants to know,
 * and when reads stay empty, which looks the same whether sensor, phone, sharing or follower is
 * missing.
 */
function isSharingInDoubt(poll: ClaimedPoll, batch: ReadingBatch, nowMs: number): boolean {
  if (poll.sharingAskedAt === null) return true;
  if (nowMs - poll.sharingAskedAt.getTime() < sharingAskedEveryMs) return false;
  const newestAtMs = Math.max(
    poll.newestTakenAt?.getTime() ?? Number.NEGATIVE_INFINITY,
    batch.readings[0]?.takenAtMs ?? Number.NEGATIVE_INFINITY,
  );
  return nowMs - newestAtMs > emptyForMs;
}

function outcomeOf(error: unknown, request: FailedRequest, signal: AbortSignal): PollOutcome {
  const isSessionDoubted = false;
  if (signal.aborted) {
    return unavailable({ retryAfterMs: null, isHanging: true, isSessionDoubted, request });
  }
  if (error instanceof SealedBoxError) return { kind: 'gateway-fault', fault: 'sealed' };
  if (!(error instanceof DexcomShareError)) throw error;
  const { failure, retryAfterMs, evidence } = error;
  if (failure === 'throttled') return { kind: 'throttled', retryAfterMs, request, by: 'dexcom' };
  const isHanging = evidence === 'deadline';
  return unavailable({ retryAfterMs, isHanging, isSessionDoubted, request });
}

type Unavailable = Extract<PollOutcome, { kind: 'unavailable' }>;

function unavailable(facts: Omit<Unavailable, 'kind' | 'by'>): PollOutcome {
  return { kind: 'unavailable', ...facts, by: 'dexcom' };
}
