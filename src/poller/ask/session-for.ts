import { saveAccess, sealAccess, unsealGrant, unsealSession } from '#connections';
import type { Db } from '#db';
import { createPermitCounter } from '#permits';
import { isHeld } from '#poll-plans';
import type { ClaimedPoll, FailedRenewal, PollOutcome } from '#poller/poll';
import { factsOf, type KeptAccess, type LoginResult, type Providers } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { SealedBoxError, type Sealer } from '#std/sealed-box';
import type { Circuit } from './circuit.ts';

export interface AskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly providers: Providers;
  readonly circuit: Pick<Circuit, 'answeredAtMs'>;
}

/** The plan's reason behind a login that may have failed by what its grant remembers. */
export const grantDoubtReason = 'grant-doubted';

/** A session, or what became of the poll where there is none. */
export type SessionForPoll =
  | {
      readonly kind: 'session';
      readonly session: string;
      /** It should have been renewed, and this became of it. */
      readonly unrenewed?: FailedRenewal;
    }
  | Exclude<PollOutcome, { kind: 'read' }>;

/**
 * The session that is kept, or a new one where it is too old, or was refused its renewal before. Where
 * it cannot be renewed, whatever the reason, it is read with as long as it lives, and the login is
 * tried again later.
 */
export async function sessionFor(
  deps: AskDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<SessionForPoll> {
  const { sessionOpenedAt, refusalCount, memory } = poll;
  const session = refusalCount > 0 ? null : keptSession(deps, poll);
  if (session === null) return renewSession(deps, poll, signal);
  const nowMs = deps.clock.nowMs();
  const ageMs = nowMs - (sessionOpenedAt?.getTime() ?? 0);
  if (ageMs < lifeOf(poll) || nowMs < (memory.loginAfterMs ?? 0))
    return { kind: 'session', session };
  const renewed = await renewSession(deps, poll, signal);
  return isToReadOn(renewed) ? { kind: 'session', session, unrenewed: renewed } : renewed;
}

/** Null where there is none, or none that a key opens. */
function keptSession({ sealer }: AskDeps, poll: ClaimedPoll): string | null {
  const { sessionSealed, connectionId } = poll;
  if (!sessionSealed) return null;
  try {
    return unsealSession(sealer, connectionId, sessionSealed);
  } catch (error) {
    if (error instanceof SealedBoxError) return null;
    throw error;
  }
}

function isToReadOn(renewed: SessionForPoll): renewed is FailedRenewal {
  switch (renewed.kind) {
    case 'refused':
    case 'locked-out':
    case 'login-deferred':
    case 'throttled':
    case 'unavailable':
      return true;
    case 'session':
    case 'session-renewed':
    case 'permit-lapsed':
    case 'gateway-fault':
      return false;
  }
}

/** The last digits of an id are random, and stay the same. */
function lifeOf({ connectionId, provider }: ClaimedPoll): number {
  const { lifeMs, spreadMs } = factsOf(provider).session;
  const share = Number.parseInt(connectionId.slice(-6), 16) / 0x1000000;
  return lifeMs - share * spreadMs;
}

/** Logs in once, if the account's budget allows, and keeps what the provider gave at once. */
export async function renewSession(
  deps: AskDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<SessionForPoll> {
  const { db, clock, sealer, providers } = deps;
  const { provider, region, connectionId, accountKey } = poll;
  const result = await providers[provider].open({
    region,
    accountKey,
    grant: unsealGrant(sealer, connectionId, poll.grantSealed),
    isInDoubt: poll.refusalCount > 0 || poll.reason === grantDoubtReason,
    permits: createPermitCounter(db, clock, (tx) => isHeld(tx, poll)),
    signal,
  });
  if (result.kind !== 'opened') return outcomeOf(result, clock.nowMs());
  await keep(deps, poll, result.kept);
  return { kind: 'session', session: result.kept.session };
}

/** Before it is used: a node that dies after a login must not cost another one. */
function keep({ db, clock, sealer }: AskDeps, poll: ClaimedPoll, kept: KeptAccess): Promise<void> {
  return saveAccess(db, poll, sealAccess(sealer, poll.connectionId, kept), dateOf(clock));
}

function outcomeOf(
  result: Exclude<LoginResult, { kind: 'opened' }>,
  nowMs: number,
): Exclude<PollOutcome, { kind: 'read' }> {
  switch (result.kind) {
    case 'refused':
      return { kind: 'refused' };
    case 'locked-out':
      return result;
    case 'throttled': {
      if (result.by === 'gateway') return { kind: 'login-deferred', until: result.until };
      const retryAfterMs = result.until.getTime() - nowMs;
      return { kind: 'throttled', retryAfterMs, request: 'login', by: 'provider' };
    }
    case 'unavailable':
      return { ...result, isSessionDoubted: false, request: 'login', by: 'provider' };
    case 'outrun':
      return { kind: 'permit-lapsed' };
  }
}
