/**
 * What a poll is: the connection as it was claimed, what became of asking, and whether the claim
 * still holds.
 */
export {
  type ClaimedPoll,
  leaseMs,
  pollDeadlineMs,
  readFloorMs,
  readSlackMs,
} from './claimed-poll.ts';
export { isHeld } from './is-held.ts';
export type { FailedRequest, PollOutcome, PollOutcomeKind } from './poll-outcome.ts';
