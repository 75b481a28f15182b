import type { ConnectionChange } from '#connections';
import type { AccountPause, PlanUpdate } from '#poll-plans';
import { storedMemory } from '#poller/policy';
import type { PollOutcome } from '#poller/poll';
import { type DecidedPoll, dateOrNull } from './decided-poll.ts';

/** What polls change beside the readings, by the room that writes it. */
export interface ChangesOfPolls {
  readonly plans: readonly PlanUpdate[];
  /** Few polls end so that the account must be left alone. */
  readonly pauses: readonly AccountPause[];
  /** Most polls change nothing of the connection. */
  readonly connections: readonly ConnectionChange[];
}

export function changesOfPolls(decided: readonly DecidedPoll[]): ChangesOfPolls {
  return {
    plans: decided.map(planUpdateOf),
    pauses: decided.flatMap(pauseOf),
    connections: decided.filter(isChanged).map(connectionChangeOf),
  };
}

function planUpdateOf(each: DecidedPoll): PlanUpdate {
  const { poll, decision, outcome, now, rejectedCount } = each;
  return {
    connectionId: poll.connectionId,
    nextPollAt: dateOrNull(decision.nextPollAtMs),
    reason: decision.reason,
    memory: storedMemory(decision.memory),
    isSuspect: decision.isSuspect,
    newestTakenAt: dateOrNull(decision.newestTakenAtMs),
    polledAt: now,
    outcome: outcome.kind,
    request: requestOf(outcome),
    isNews: decision.isNews,
    rejectedCount,
  };
}

/** What the provider answered last in a poll, or did not answer; null where it was not asked. */
function requestOf(outcome: PollOutcome): 'login' | 'read' | null {
  switch (outcome.kind) {
    case 'read':
      return 'read';
    case 'session-renewed':
    case 'refused':
    case 'locked-out':
      return 'login';
    case 'unavailable':
    case 'throttled':
      return outcome.by === 'provider' ? outcome.request : null;
    case 'permit-lapsed':
    case 'login-deferred':
    case 'gateway-fault':
      return null;
  }
}

function pauseOf({ poll, decision: { closedUntilMs } }: DecidedPoll): AccountPause[] {
  if (closedUntilMs === null) return [];
  return [{ accountKey: poll.accountKey, until: new Date(closedUntilMs) }];
}

function connectionChangeOf(each: DecidedPoll): ConnectionChange {
  const { poll, decision, now } = each;
  return {
    connectionId: poll.connectionId,
    state: decision.state,
    stateSince: new Date(decision.stateSinceMs),
    stateUntil: dateOrNull(decision.stateUntilMs),
    refusalCount: decision.refusalCount,
    ...sharingOf(each),
    isRecovered: decision.news.includes('recovered'),
    isError: decision.news.includes('error'),
    polledAt: now,
  };
}

function isChanged(each: DecidedPoll): boolean {
  const { poll, outcome, decision } = each;
  return (
    decision.state !== poll.state ||
    decision.stateUntilMs !== (poll.stateUntil?.getTime() ?? null) ||
    decision.refusalCount !== poll.refusalCount ||
    decision.news.length > 0 ||
    isRefuted(each) ||
    (outcome.kind === 'read' && outcome.sharing !== null)
  );
}

/** A fresh reading shows that sharing is on and has a follower, whatever was said before. */
function isRefuted({ poll: { isSharingOn, followerCount }, decision }: DecidedPoll): boolean {
  return decision.state === 'FRESH' && (isSharingOn === false || followerCount === 0);
}

/** What was asked counts as asked also where the provider did not say; what it said before stays. */
function sharingOf(each: DecidedPoll) {
  const { poll, outcome, now } = each;
  const { isSharingOn, followerCount, sharingAskedAt } = poll;
  if (outcome.kind === 'read' && outcome.sharing) {
    const { sharing } = outcome;
    return {
      isSharingOn: sharing.isSharingOn ?? isSharingOn,
      followerCount: sharing.followerCount ?? followerCount,
      sharingAskedAt: now,
    };
  }
  if (isRefuted(each)) return { isSharingOn: null, followerCount: null, sharingAskedAt };
  return { isSharingOn, followerCount, sharingAskedAt };
}
