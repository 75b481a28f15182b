import { openSession } from '#connections';
import type { ClaimedPoll } from '#poller/poll';
import { SealedBoxError } from '#std/sealed-box';
import type { FetchDeps } from './fetch-poll.ts';
import { renewSession, type Session } from './renew-session.ts';

/**
 * Dexcom ends sessions after a day; renewing a little before saves the read that would fail. Those
 * of accounts that were linked together end apart.
 */
export const sessionLifeMs = 23 * 60 * 60 * 1000;
const sessionLifeSpreadMs = 2 * 60 * 60 * 1000;

/** The session that is kept, or a new one where it is too old, or was refused its renewal before. */
export async function openSessionFor(
  deps: FetchDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<Session> {
  const { sessionSealed, sessionOpenedAt, refusalCount, connectionId } = poll;
  const ageMs = deps.clock.nowMs() - (sessionOpenedAt?.getTime() ?? 0);
  if (!sessionSealed || refusalCount > 0 || ageMs >= lifeOf(connectionId)) {
    return renewSession(deps, poll, signal);
  }
  try {
    return { sessionId: openSession(deps.sealer, connectionId, sessionSealed) };
  } catch (error) {
    if (!(error instanceof SealedBoxError)) throw error;
    return renewSession(deps, poll, signal);
  }
}

/** The last digits of an id are random, and stay the same. */
function lifeOf(connectionId: string): number {
  const share = Number.parseInt(connectionId.slice(-6), 16) / 0x1000000;
  return sessionLifeMs - share * sessionLifeSpreadMs;
}
