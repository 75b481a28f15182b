/**
 * What makes entries of a provider's answer one reading, purely: `one-reading` is the rule (R1),
 * `match-readings` what it makes of entries and of the samples around them, `rivals` which of several
 * entries of one second stands, `contradictions` which of
 * them do not fit what has been stored for a while, `sensor-cadence` how often a sensor shows that
 * it measures, `origin` whose value stands where two tell a reading, and `trend` where glucose was
 * heading.
 */
export {
  type Contradiction,
  type Guard,
  isContradictedIn,
  withoutContradictions,
} from './contradictions.ts';
export { type DatedEntry, type Entry, isSame } from './entry.ts';
export {
  doublesOf,
  instantsByReading,
  instantsOfReadings,
  type MatchedEntries,
  type MatchedEntry,
  matchReadings,
} from './match-readings.ts';
export { apartMsMax, areAnyNear, sameReadingMs, surroundingsMs } from './one-reading.ts';
export {
  isOfProvider,
  letterOfOrigin,
  mayOverwrite,
  type Origin,
  originOf,
  origins,
} from './origin.ts';
export {
  newCadencesOf,
  type SensorCadence,
  shownCadencesOf,
  unknownCadenceSeconds,
} from './sensor-cadence.ts';
export { toSecond } from './to-second.ts';
export { type Trend, trendArrows, trendOf, trends } from './trend.ts';
