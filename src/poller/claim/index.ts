/**
 * Takes what is due: `claim-polls` locks a batch of due plans, raises their fences and takes the
 * permits to read, in one statement; `lanes` says how many polls may run at once and for whom
 * room is kept.
 */
export { claimPoll, claimPolls, type Lane, patientReasons } from './claim-polls.ts';
export { countDuePolls } from './count-due-polls.ts';
export { forgetIdleAccounts } from './forget-idle-accounts.ts';
export { createLanes, type Place, type PollerLimits, pollerLimits } from './lanes.ts';
