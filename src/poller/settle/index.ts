/**
 * Writes the outcomes of many polls in one transaction: the fence of each is checked first, then
 * samples, gaps, states, plans, history and events are written together, a file for each table.
 */
export type { SettledPoll } from './decided-poll.ts';
export { erasePolls } from './erase-polls.ts';
export { findPolls, type PollRecord, pollHistoryMs } from './find-polls.ts';
export { prunePollHistory } from './prune-poll-history.ts';
export { forgetRejectedAhead } from './readings-aside.ts';
export { createRefusingRegions } from './refusing-regions.ts';
export { createRegionDelays } from './region-delays.ts';
export { createPollSettler, type PollSettler } from './settle-together.ts';
