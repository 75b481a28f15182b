import type { ConnectionChange } from '#connections';
import type { AccountPause, PlanUpdate } from '#poll-plans';
import { type DecidedPoll, dateOrNull } from './decided-poll.ts';

/** What a poll changes of its connection's plan. */
export function planUpdateOf(each: DecidedPoll): PlanUpdate {
  const { poll, decision, outcome, now, rejectedCount } = each;
  return {
    connectionId: poll.connectionId,
    nextPollAt: dateOrNull(decision.nextPollAtMs),
    reason: decision.reason,
    memory: decision.memory,
    isSuspect: decision.isSuspect,
    newestTakenAt: dateOrNull(decision.newestTakenAtMs),
    polledAt: now,
    outcome: outcome.kind,
    isNews: decision.isNews,
    rejectedCount,
  };
}

/** Few polls end so that the account must be left alone. */
export function accountPausesOf({
  poll,
  decision: { closedUntilMs },
}: DecidedPoll): AccountPause[] {
  if (closedUntilMs === null) return [];
  return [{ accountKey: poll.accountKey, until: new Date(closedUntilMs) }];
}

/** What a poll changes of its connection; most change nothing. */
export function connectionChangesOf(each: DecidedPoll): ConnectionChange[] {
  if (!isChanged(each)) return [];
  const { poll, decision, now } = each;
  return [
    {
      connectionId: poll.connectionId,
      state: decision.state,
      stateSince: new Date(decision.stateSinceMs),
      stateUntil: dateOrNull(decision.stateUntilMs),
      refusalCount: decision.refusalCount,
      ...sharingOf(each),
      isRecovered: decision.news.includes('recovered'),
      isError: decision.news.includes('error'),
      polledAt: now,
    },
  ];
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
