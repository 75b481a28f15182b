import { saveAccess, sealAccess, unsealGrant, unsealSession } from '#connections';
import type { Db } from '#db';
import { createPermitCounter } from '#permits';
import { isHeld } from '#poll-plans';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import { factsOf, type KeptAccess, type LoginResult, type Providers } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { SealedBoxError, type Sealer } from '#std/sealed-box';

export interface AskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly providers: Providers;
}

/** The plan's reason behind a login that may have failed by what its grant remembers. */
export const grantDoubtReason = 'grant-doubted';

/** A session, or what became of the poll where there is none. */
export type SessionForPoll =
  | { readonly kind: 'session'; readonly session: string }
  | Exclude<PollOutcome, { kind: 'read' }>;

/** The session that is kept, or a new one where it is too old, or was refused its renewal before. */
export async function sessionFor(
  deps: AskDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<SessionForPoll> {
  const { sessionSealed, sessionOpenedAt, refusalCount, connectionId } = poll;
  const ageMs = deps.clock.nowMs() - (sessionOpenedAt?.getTime() ?? 0);
  if (!sessionSealed || refusalCount > 0 || ageMs >= lifeOf(poll)) {
    return renewSession(deps, poll, signal);
  }
  try {
    return { kind: 'session', session: unsealSession(deps.sealer, connectionId, sessionSealed) };
  } catch (error) {
    if (!(error instanceof SealedBoxError)) throw error;
    return renewSession(deps, poll, signal);
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
