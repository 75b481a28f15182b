import {
  findConnectionsToPoll,
  saveAccess,
  saveSuccessor,
  sealAccess,
  unsealGrant,
  unsealSession,
} from '#connections';
import { type Db, isDatabaseUnavailable } from '#db';
import { createPermitCounter } from '#permits';
import { isHeld } from '#poll-plans';
import type { ClaimedPoll, FailedRenewal, PollOutcome } from '#poller/poll';
import { factsOf, type KeptAccess, type LoginResult, type Providers } from '#providers';
import { type Clock, dateOf, systemClock } from '#std/clock';
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
    case 'gateway-fault':
      // What the deployment has of its own is refused: that is no reason to leave a good session.
      return renewed.fault === 'misconfigured';
    case 'session':
    case 'session-renewed':
    case 'permit-lapsed':
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
  const grant = unsealGrant(sealer, connectionId, poll.grantSealed);
  // A grant that is spent by the request must not be lost because its successor cannot be sealed.
  sealAccess(sealer, connectionId, { grant, session: '' });
  const result = await providers[provider].open({
    region,
    accountKey,
    grant,
    isInDoubt: poll.refusalCount > 0 || poll.reason === grantDoubtReason,
    permits: createPermitCounter(db, clock, (tx) => isHeld(tx, poll)),
    signal,
  });
  if (result.kind === 'refused' && (await isGrantReplaced(deps, poll, grant))) {
    return { kind: 'permit-lapsed' };
  }
  if (result.kind !== 'opened') return outcomeOf(result, clock.nowMs());
  await keep(deps, poll, grant, result.kept);
  return { kind: 'session', session: result.kept.session };
}

/**
 * Before it is used: a node that dies after a login must not cost another one. Where the grant is a
 * new one, the one of before is spent: it is kept also of a poll that was outrun meanwhile, and the
 * database is given some time to come back.
 */
async function keep(
  deps: AskDeps,
  poll: ClaimedPoll,
  grant: string,
  kept: KeptAccess,
): Promise<void> {
  const { db, clock, sealer } = deps;
  const sealed = sealAccess(sealer, poll.connectionId, kept);
  if (kept.grant === grant) return saveAccess(db, poll, sealed, dateOf(clock));
  for (const waitMs of saveWaitsMs) {
    try {
      return await saveSuccessor(db, sealer, poll.connectionId, grant, sealed, dateOf(clock));
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      await systemClock.sleep(waitMs);
    }
  }
  await saveSuccessor(db, sealer, poll.connectionId, grant, sealed, dateOf(clock));
}

/** So long, one after the other, a successor waits for a database that does not answer. */
const saveWaitsMs = [100, 500, 2_000, 5_000, 10_000, 20_000, 30_000];

/** Whether another node, or the wearer, has put another grant in place of the one that was refused. */
async function isGrantReplaced(
  { db, sealer }: AskDeps,
  { connectionId }: ClaimedPoll,
  grant: string,
): Promise<boolean> {
  const [connection] = await findConnectionsToPoll(db, [connectionId]);
  return !connection || unsealGrant(sealer, connectionId, connection.grantSealed) !== grant;
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
    case 'misconfigured':
      return { kind: 'gateway-fault', fault: 'misconfigured' };
    case 'outrun':
      return { kind: 'permit-lapsed' };
  }
}
