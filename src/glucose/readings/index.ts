/**
 * What makes entries of a provider's answer one reading, purely: `one-reading` is the rule (R1),
 * `match-readings` what it makes of entries and of the samples around them, `sensor-cadence` how
 * often a sensor shows that it measures.
 */
export {
  doublesOf,
  type Entry,
  instantsOfReadings,
  isSame,
  type MatchedEntry,
  matchReadings,
} from './match-readings.ts';
export { apartMsMax, areAnyNear, surroundingsMs } from './one-reading.ts';
export {
  newCadencesOf,
  type SensorCadence,
  shownCadencesOf,
  unknownCadenceSeconds,
} from './sensor-cadence.ts';
export { toSecond } from './to-second.ts';
