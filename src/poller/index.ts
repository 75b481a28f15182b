export {
  type Circuit,
  type CircuitVerdict,
  createCircuit,
  failuresOfAllToOpen,
  failuresToOpen,
  type JudgedPoll,
  probeEveryMs,
  quietOfAllToOpenMs,
  quietToOpenMs,
  throttlesToOpen,
  trustedProbeEveryMs,
} from './circuit.ts';
export { claimPoll, claimPolls, type Lane } from './claim-polls.ts';
export {
  type ClaimedPoll,
  leaseMs,
  pollDeadlineMs,
  readFloorMs,
  readSlackMs,
} from './claimed-poll.ts';
export { countDuePolls } from './count-due-polls.ts';
export { type DecisionInput, decidePoll, type PollDecision, type PollNews } from './decide-poll.ts';
export { doubtReason, sharingAskedEveryMs } from './fetch-poll.ts';
export { findConnectionsInStates } from './find-connections-in-states.ts';
export { findPolls, type PollRecord, pollHistoryMs } from './find-polls.ts';
export { jumpPauseMs } from './jump-keeper.ts';
export { createLanes, type Lanes, type PollerLimits, pollerLimits } from './lanes.ts';
export { type LinkReport, linkAndPoll } from './link-and-poll.ts';
export type { PollReport } from './make-poll.ts';
export { sessionLifeMs } from './open-session-for.ts';
export { planAfterRefusal, probesMax, refusalRetriesMax } from './plan-after-refusal.ts';
export * from './policy/index.ts';
export type { PollOutcome, PollOutcomeKind } from './poll-outcome.ts';
export { createPoller, type Poller, type PollerOptions } from './poller.ts';
export { prunePollHistory } from './prune-poll-history.ts';
export { type RefreshedConnection, refreshConnection } from './refresh-connection.ts';
export {
  type RefreshDeps,
  type RefreshOutcome,
  refreshesPerHourMax,
  refreshUser,
} from './refresh-user.ts';
export { replanAfterJump } from './replan-after-jump.ts';
export { type FetchedPoll, type SettledPoll, settlePolls } from './settle-polls.ts';
export { futureMsMax, isCutShort, readingsOf, type SortedReadings } from './sort-readings.ts';
export { tellStalls } from './tell-stalls.ts';
export { createWatch, type Watch } from './watch.ts';
