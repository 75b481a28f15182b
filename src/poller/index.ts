/**
 * Asks providers for what is due. A poll goes through the wings in their order: `policy/` decides
 * purely when to ask, `poll/` holds what a poll is, `claim/` takes due polls under a lease and a
 * fence, `ask/` makes the requests, `decide/` turns what came of them into a state and the next
 * poll, `settle/` writes the outcome of many polls in one transaction. The files beside the wings
 * run this: `poller` is the service, `run-poll` runs one claimed poll, `refresh-…` and `link-…`
 * ask at once for a person who waits. Promises P1 to P4.
 */
export { connectionErrorTypeOf } from './decide/index.ts';
export {
  countConnectionsByState,
  countUsersByConnectionStates,
  findConnectionsInStates,
  sqlFreshForMs,
} from './find-connections-in-states.ts';
export { isOtherWearer } from './is-same-wearer.ts';
export { findLinkAnswer, type LinkAnswer, type Linked, linkOnce } from './link-once.ts';
export { checkLink, findLinkOutcome, type LinkOutcomeReport } from './link-outcome.ts';
export { findLinkSession, type LinkSession } from './link-session.ts';
export { type PollOutcomeKind, pollOutcomeKinds } from './poll/index.ts';
export type { PollReport } from './poll-report.ts';
export { createPoller, type Poller } from './poller.ts';
export { agesAtOf, nextLookAt, presentOf } from './present-of.ts';
export type { RefreshedConnection } from './refresh-connection.ts';
export { type RefreshDeps, refreshUser } from './refresh-user.ts';
export {
  erasePolls,
  findPolls,
  type PollRecord,
  pollHistoryMs,
  prunePollHistory,
} from './settle/index.ts';
