export { type ActiveTime, activeTimeOf } from './active-time.ts';
export { type AmbulatoryProfile, ambulatoryProfileOf } from './ambulatory-profile.ts';
export {
  type BandedBands,
  type Bands,
  bandsOf,
  type CumulativeBands,
  namedRanges,
  type RangePercent,
  rangePercentOf,
} from './bands.ts';
export { type BloodGlucoseIndices, bloodGlucoseIndicesOf } from './blood-glucose-indices.ts';
export { chartPointsMin, chartPointsOf } from './chart-points.ts';
export { type DayGrid, dayGridOf } from './day-grid.ts';
export { type DaySummary, daySummariesOf } from './day-summaries.ts';
export type { Distribution } from './distribution.ts';
export {
  type Episodes,
  episodeMinutesMin,
  episodesBeyond,
  episodesOf,
  type GlucoseEpisode,
  type LevelOneEpisode,
} from './episodes.ts';
export {
  decideGlucoseManagementIndicator,
  type GlucoseManagementIndicator,
  glucoseManagementIndicatorOf,
} from './glucose-management-indicator.ts';
export {
  type GlycemiaRiskIndex,
  type GlycemiaRiskZone,
  glycemiaRiskIndexOf,
  glycemiaRiskZones,
} from './glycemia-risk-index.ts';
export {
  type MeanAmplitude,
  type MeanAmplitudeAbsence,
  type MeanAmplitudeVariant,
  meanAmplitudeAbsences,
  meanAmplitudeOf,
  meanAmplitudeStepMinutes,
  meanAmplitudeVariants,
  naiveMeanAmplitudeOf,
} from './mean-amplitude.ts';
export { meanOfDailyDifferencesOf } from './mean-of-daily-differences.ts';
export {
  coefficientOfVariationOf,
  jIndexOf,
  meanOf,
  quantileOf,
  standardDeviationOf,
} from './moments.ts';
export type { Column, GlucoseSeries, TimeRange } from './series.ts';
export { type GlucoseStatistics, type Quantiles, statisticsOf } from './statistics.ts';
export {
  type Shortage,
  type Sufficiency,
  shortages,
  sufficiencyOf,
  sufficientDays,
  sufficientPercent,
} from './sufficiency.ts';
export { type GlucoseTrace, traceOf } from './trace.ts';
