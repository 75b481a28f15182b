/** What a poll is: the connection as it was claimed, and what became of asking. */
export { type ClaimedPoll, pollDeadlineMs } from './claimed-poll.ts';
export {
  type FailedRenewal,
  type FailedRequest,
  type PollOutcome,
  type PollOutcomeKind,
  pollOutcomeKinds,
} from './poll-outcome.ts';
