import type { ConnectionToPoll } from '#connections';
import type { ClaimedPlan } from '#poll-plans';
import type { PollMemory } from '#poller/policy';

/** A poll that this node may make: everything that fetching and deciding need, as claimed. */
export interface ClaimedPoll extends ConnectionToPoll, Omit<ClaimedPlan, 'connectionId'> {
  readonly memory: PollMemory;
}

/** The whole of a poll ends before its lease does. */
export const pollDeadlineMs = 20_000;
