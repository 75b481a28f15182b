/**
 * The requests of one poll, outside any transaction: opens or renews the session within the login
 * budget, reads, asks about sharing where silence is suspicious, and sorts readings by whether
 * they can be believed, by the clock that is right. `circuit` holds back where a region answers nobody.
 */
export { type Circuit, createCircuit } from './circuit.ts';
export { futureMsMax } from './clock-ahead.ts';
export { isDatedBySensor } from './date-readings.ts';
export { doubtReason, fetchPoll } from './fetch-poll.ts';
export { believedReason, type ClockJudgement, judgeClock } from './judge-clock.ts';
export type { AsideReading, KnownAside, KnownAsideReading } from './put-aside.ts';
export { type AskDeps, grantDoubtReason } from './session-for.ts';
export { isCutShort, readingsOf, type SortedReadings } from './sort-readings.ts';
