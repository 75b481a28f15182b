import { moveReadPermit, readSlackMs } from '#poll-plans';
import {
  type PollWindow,
  steadyPaceOf,
  steadyWindow,
  throttledMsMin,
  windowFor,
} from '#poller/policy';
import type { ClaimedPoll, FailedRequest, PollOutcome } from '#poller/poll';
import { factsOf, type ReadingBatch, type ReadResult } from '#providers';
import { dateOf } from '#std/clock';
import { SealedBoxError } from '#std/sealed-box';
import { type AskDeps, renewSession, type SessionForPoll, sessionFor } from './session-for.ts';

/** Sharing is asked for when reads stay empty, at a growing distance up to this. */
export const sharingAskedEveryMs = 60 * 60 * 1000;
const sharingAskedMsMin = 2 * 60 * 1000;
const emptyForMs = 30 * 60 * 1000;

/**
 * Asks the provider once: at most one login and one read. P2: no transaction is open while it waits.
 * Ends at the signal's deadline; rejects only for our own faults and the database's.
 */
export async function fetchPoll(
  deps: AskDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<PollOutcome> {
  let request: FailedRequest = 'login';
  try {
    const found = await sessionFor(deps, poll, signal);
    if (found.kind !== 'session') return found;
    request = 'read';
    return await read(deps, poll, found, signal);
  } catch (error) {
    if (signal.aborted) return unavailable({ retryAfterMs: null, isHanging: true, request });
    if (error instanceof SealedBoxError) return { kind: 'gateway-fault', fault: 'sealed' };
    throw error;
  }
}

async function read(
  deps: AskDeps,
  poll: ClaimedPoll,
  { session, unrenewed }: Extract<SessionForPoll, { kind: 'session' }>,
  signal: AbortSignal,
): Promise<PollOutcome> {
  const { db, providers, clock } = deps;
  const lapsesAtMs = poll.readAt.getTime() + readSlackMs;
  if (clock.nowMs() > lapsesAtMs && !(await moveReadPermit(db, poll, dateOf(clock)))) {
    return { kind: 'permit-lapsed' };
  }
  const requestedAtMs = clock.nowMs();
  const window = windowOf(poll, requestedAtMs);
  const asked = { region: poll.region, session, window, signal };
  const result = await providers[poll.provider].read(asked);
  switch (result.kind) {
    case 'read': {
      const { batch } = result;
      const answeredAtMs = clock.nowMs();
      const sharing = await askSharing(deps, poll, { session, batch }, signal);
      const told = {
        window,
        batch,
        isCapped: result.isCapped === true,
        ...sharing,
        ...(unrenewed && { unrenewed: unrenewed.kind }),
      };
      return { kind: 'read', requestedAtMs, answeredAtMs, ...told };
    }
    case 'session-ended': {
      // One login a poll.
      if (unrenewed) return unrenewed;
      if (!isBelieved(result, poll, clock.nowMs())) {
        const { retryAfterMs } = result;
        const facts = { retryAfterMs, isHanging: false, request: 'read' } as const;
        return { ...unavailable(facts), isSessionDoubted: true };
      }
      return logInAnew(deps, poll, signal);
    }
    case 'to-be-asked-less':
      return { kind: 'permit-lapsed' };
    case 'throttled':
      return { ...result, request: 'read', by: 'provider' };
    case 'unavailable':
      if (!unrenewed && mayMendByLogin(deps, poll, result)) return logInAnew(deps, poll, signal);
      return unavailable({ ...result, request: 'read' });
  }
}

async function logInAnew(
  deps: AskDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<PollOutcome> {
  const renewed = await renewSession(deps, poll, signal);
  return renewed.kind === 'session' ? { kind: 'session-renewed' } : renewed;
}

/** Reads that failed for so long: a login may mend them, though no answer says that it would. */
const mendAfterMs = 60 * 60 * 1000;
/** The same where nobody else of the region is answered either, or there is nobody else. */
const mendAloneAfterMs = 6 * 60 * 60 * 1000;
const answeredLatelyMs = 10 * 60 * 1000;

/** At most once an hour, since the session is younger then, or the login was not to be had. */
function mayMendByLogin(
  { clock, circuit }: AskDeps,
  { state, stateSince, sessionOpenedAt, provider, region, memory }: ClaimedPoll,
  { isHanging, retryAfterMs }: Extract<ReadResult, { kind: 'unavailable' }>,
): boolean {
  const nowMs = clock.nowMs();
  if (state !== 'UNREACHABLE' || isHanging || retryAfterMs !== null) return false;
  const answeredMs = clock.monotonicMs() - circuit.answeredAtMs({ provider, region });
  const afterMs = answeredMs < answeredLatelyMs ? mendAfterMs : mendAloneAfterMs;
  const isOld = nowMs - (sessionOpenedAt?.getTime() ?? 0) > mendAfterMs;
  return isOld && nowMs - stateSince.getTime() > afterMs && nowMs >= (memory.loginAfterMs ?? 0);
}

/** Readings from the future stand first in an answer: they must not crowd out those of today. */
function windowOf(poll: ClaimedPoll, nowMs: number): PollWindow {
  const { memory, rejectedCount, provider } = poll;
  const pace = steadyPaceOf(poll);
  if (pace) return steadyWindow(memory, pace, nowMs);
  const window = windowFor(memory, nowMs);
  if (rejectedCount === 0) return window;
  const { readingsPerAnswerMax } = factsOf(provider);
  const wanted = Math.min(readingsPerAnswerMax, window.maxCount + rejectedCount);
  return { ...window, maxCount: Math.max(window.maxCount, wanted) };
}

/** Until a session is so old, an answer that only may mean its end is taken for an outage. */
const doubtAfterMs = 60 * 60 * 1000;

/** The plan's reason behind a poll whose answer may have meant the end of the session. */
export const doubtReason = 'session-doubted';

/**
 * An end that is not certain is believed the second time in a row, and not of a session that was
 * opened lately, or an outage would cost each account a login at each poll.
 */
function isBelieved(
  { isCertain }: Extract<ReadResult, { kind: 'session-ended' }>,
  poll: ClaimedPoll,
  nowMs: number,
): boolean {
  if (isCertain) return true;
  const ageMs = nowMs - (poll.sessionOpenedAt?.getTime() ?? 0);
  return poll.reason === doubtReason && ageMs > doubtAfterMs;
}

type SharingAnswer = Pick<Extract<PollOutcome, { kind: 'read' }>, 'sharing' | 'restMs'>;

async function askSharing(
  { providers, clock }: AskDeps,
  poll: ClaimedPoll,
  { session, batch }: { readonly session: string; readonly batch: ReadingBatch },
  signal: AbortSignal,
): Promise<SharingAnswer> {
  if (!isSharingInDoubt(poll, batch, clock.nowMs())) return { sharing: null, restMs: null };
  const asked = { region: poll.region, session, signal };
  const { sharing, throttled } = await providers[poll.provider].readSharing(asked);
  const restMs = throttled && Math.max(throttledMsMin, throttled.retryAfterMs ?? 0);
  return { sharing, restMs };
}

/**
 * Whether to ask: once after an account was linked, since the person who linked it wants to know,
 * and when reads stay empty, which looks the same whether sensor, phone, sharing or follower is
 * missing. An answer without even the newest reading that is known is what sharing that was turned off
 * looks like: it is asked at once, and the longer it stays so, the less often.
 */
function isSharingInDoubt(poll: ClaimedPoll, batch: ReadingBatch, nowMs: number): boolean {
  if (poll.sharingAskedAt === null) return true;
  const askedAtMs = poll.sharingAskedAt.getTime();
  const newestAtMs = Math.max(
    poll.newestTakenAt?.getTime() ?? Number.NEGATIVE_INFINITY,
    batch.readings[0]?.takenAtMs ?? Number.NEGATIVE_INFINITY,
  );
  const agoMs = nowMs - askedAtMs;
  if (agoMs >= sharingAskedEveryMs && nowMs - newestAtMs > emptyForMs) return true;
  const isKept = nowMs - newestAtMs < factsOf(poll.provider).historyMs;
  if (batch.returnedCount > 0 || !isKept) return false;
  const everyMs = Math.min(
    sharingAskedEveryMs,
    Math.max(sharingAskedMsMin, askedAtMs - newestAtMs),
  );
  return agoMs >= everyMs;
}

type Unavailable = Extract<PollOutcome, { kind: 'unavailable' }>;

function unavailable({
  retryAfterMs,
  isHanging,
  request,
}: Pick<Unavailable, 'retryAfterMs' | 'isHanging' | 'request'>): Unavailable {
  const of = { isSessionDoubted: false, request, by: 'provider' } as const;
  return { kind: 'unavailable', retryAfterMs, isHanging, ...of };
}
