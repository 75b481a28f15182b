export { createCircuit, failuresToOpen, probeEveryMs } from './circuit.ts';
export { claimPoll, claimPolls } from './claim-polls.ts';
export { type ClaimedPoll, leaseMs, pollDeadlineMs, readFloorMs } from './claimed-poll.ts';
export { type DecisionInput, decidePoll, type PollDecision } from './decide-poll.ts';
export { findPolls, type PollRecord, pollHistoryMs } from './find-polls.ts';
export type { PollReport } from './make-poll.ts';
export { type LinkReport, linkAndPoll } from './link-and-poll.ts';
export { planAfterRefusal, probesMax, refusalRetriesMax } from './plan-after-refusal.ts';
export * from './policy/index.ts';
export type { PollOutcome, PollOutcomeKind } from './poll-outcome.ts';
export { createPoller, type Poller, type PollerOptions } from './poller.ts';
export {
  type RefreshDeps,
  type RefreshedConnection,
  type RefreshOutcome,
  refreshConnection,
  refreshUser,
} from './refresh-user.ts';
export { settlePolls } from './settle-polls.ts';
export { prunePollHistory } from './prune-poll-history.ts';
