/**
 * Clinical statistics of a series of readings, pure: no database, no clock. A `series` with its
 * `trace` and `cadence` goes in; means, ranges, variability, episodes, days, the ambulatory
 * profile and whether there was enough data come out. Each file names the source of its formula.
 */
export { type AmbulatoryProfile, ambulatoryProfileOf } from './ambulatory-profile.ts';
export {
  type BandedBands,
  type CumulativeBands,
  type RangePercent,
  rangePercentOf,
} from './bands.ts';
export { chartPointsMin, chartPointsOf } from './chart-points.ts';
export { type DaySummary, daySummariesOf } from './day-summaries.ts';
export {
  type Episodes,
  episodesOf,
  type GlucoseEpisode,
  type LevelOneEpisode,
} from './episodes.ts';
export type {
  GlycemiaRiskIndex,
  GlycemiaRiskZone,
} from './glycemia-risk-index.ts';
export { type AtLimits, highMgDl, lowMgDl } from './limits.ts';
export type {
  MeanAmplitude,
  MeanAmplitudeAbsence,
  MeanAmplitudeVariant,
} from './mean-amplitude.ts';
export type { KnownCadence, TimeRange } from './series.ts';
export { type GlucoseStatistics, type Quantiles, statisticsOf } from './statistics.ts';
export type { Shortage, Sufficiency } from './sufficiency.ts';
export { type GlucoseTrace, traceOf } from './trace.ts';
