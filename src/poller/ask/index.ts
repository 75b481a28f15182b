/**
 * The requests of one poll, outside any transaction: opens or renews the session within the login
 * budget, reads, asks about sharing where silence is suspicious, and sorts readings by whether
 * they can be believed. `circuit` holds back where a region answers nobody.
 */
export { type Circuit, createCircuit } from './circuit.ts';
export { doubtReason, fetchPoll } from './fetch-poll.ts';
export { type AskDeps, grantDoubtReason } from './session-for.ts';
export { isCutShort, readingsOf, type SortedReadings } from './sort-readings.ts';
