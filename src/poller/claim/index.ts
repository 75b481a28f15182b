/**
 * Takes what is due: `claim-polls` claims plans and completes them with what their polls need of the
 * connections; `lanes` says how many polls may run at once and for whom room is kept.
 */
export { claimPoll, claimPolls } from './claim-polls.ts';
export { createLanes, type Place, type PollerLimits, pollerLimits } from './lanes.ts';
