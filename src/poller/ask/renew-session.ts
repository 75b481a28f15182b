import { logIn, openCredentials, sealSession } from '#connections';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import { isHeld } from '#poller/poll';
import { dateOf } from '#std/clock';
import type { FetchDeps } from './fetch-poll.ts';
import { saveSession } from './save-session.ts';

/** A session, or what became of the poll where there is none. */
export type Session = { readonly sessionId: string } | PollOutcome;

/** Logs in once, if the account's budget allows, and keeps the session at once. */
export async function renewSession(
  deps: FetchDeps,
  poll: ClaimedPoll,
  signal: AbortSignal,
): Promise<Session> {
  const { db, clock, sealer } = deps;
  const credentials = openCredentials(sealer, poll.connectionId, poll.credentialsSealed);
  const result = await logIn(deps, {
    region: poll.region,
    accountName: credentials.accountName,
    password: credentials.password,
    // After a refusal the account id is asked for again: it may be what was wrong.
    accountId: poll.refusalCount > 0 ? null : credentials.accountId,
    likelyAccountKey: poll.accountKey,
    signal,
    isHeld: (tx) => isHeld(tx, poll),
  });
  switch (result.kind) {
    case 'opened': {
      const { sessionId, accountId } = result;
      // The name leads to another account now: whose readings those are is not for us to guess.
      if (accountId !== credentials.accountId) return { kind: 'refused' };
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
      const retryAfterMs = result.until.getTime() - clock.nowMs();
      return { kind: 'throttled', retryAfterMs, request: 'login', by: 'dexcom' };
    }
    case 'unavailable': {
      const { retryAfterMs, isHanging } = result;
      const asked = { request: 'login', by: 'dexcom' } as const;
      return { kind: 'unavailable', retryAfterMs, isHanging, isSessionDoubted: false, ...asked };
    }
    case 'outrun':
      return { kind: 'permit-lapsed' };
  }
}
