/**
 * Writes the outcomes of many polls in one transaction: the fence of each is checked first, then
 * samples, gaps, states, plans, history and events are written together, a file for each table.
 */
export { findPolls, type PollRecord, pollHistoryMs } from './find-polls.ts';
export { prunePollHistory } from './prune-poll-history.ts';
export type { SettledPoll } from './settle-polls.ts';
export { createSettler, type Settler } from './settler.ts';
