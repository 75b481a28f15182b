/**
 * Samples as we keep them: `ingest-samples` turns readings of polls into samples and tells what is
 * new or revised, `keep-history` does so with readings of the past and tells nobody, the `find…` verbs read them, `gaps` name what is missing and why, `repair-doubles` removes
 * what older versions stored twice; `readings/` (what is one reading) and `statistics/` are pure.
 * Promises: mg/dL as an integer is the truth, a reading is one sample, and each change of a sample
 * raises its revision.
 */

export { eraseUserSamples } from './erase-user-samples.ts';
export { findLatestSamples, latestBriefOf, recentSince } from './find-latest-samples.ts';
export { findLostStretches, type LostTime } from './find-lost-stretches.ts';
export { findRatesOfChange } from './find-rates-of-change.ts';
export { findSampleSeries } from './find-sample-series.ts';
export { briefSamplesOf, findBriefSamples, findSamples } from './find-samples.ts';
export { type SampleGap, type SampleGapReason, sampleGapsOf } from './gaps.ts';
export {
  type GlucoseEventData,
  type GlucoseEventSource,
  glucoseEventsOf,
  glucoseSourceOf,
  sampleRangeOf,
} from './glucose-event.ts';
export type { IncomingReading } from './incoming-batch.ts';
export { type IngestedBatch, ingestSamples } from './ingest-samples.ts';
export { keepHistory } from './keep-history.ts';
export { closeLostStretches, recordLostAbsence, recordLostStretches } from './lost-stretches.ts';
export {
  type BriefSample,
  briefSamplesOfListed,
  forEachWholeSample,
  type PackedWholeSamples,
  packedWholeBeside,
  packedWholeOf,
  type SampleTraits,
} from './packed-samples.ts';
export { ensureSamplePartitions, pruneSamples } from './prune-samples.ts';
export {
  type Contradiction,
  instantsByReading,
  instantsOfReadings,
  isContradictedIn,
  type Origin,
  originOf,
  origins,
  sameReadingMs,
  type Trend,
  trendArrows,
  trendOf,
  trends,
} from './readings/index.ts';
export { repairDoubles } from './repair-doubles.ts';
export type { Sample } from './sample.ts';
export {
  findNextUserWithSamples,
  findSampleRepair,
  saveSampleRepair,
} from './sample-repair.ts';
export {
  type PackedSeries,
  packedSeriesBeside,
  packedSeriesOf,
  packedSeriesParameters,
  type SampleSeries,
  seriesOfSamples,
} from './sample-series.ts';
export {
  type AmbulatoryProfile,
  type AtLimits,
  ambulatoryProfileOf,
  type BandedBands,
  type CumulativeBands,
  chartPointsMin,
  chartPointsOf,
  type DaySummary,
  daySummariesOf,
  type Episodes,
  episodesOf,
  type GlucoseEpisode,
  type GlucoseStatistics,
  type GlucoseTrace,
  type GlycemiaRiskIndex,
  type GlycemiaRiskZone,
  type LevelOneEpisode,
  type MeanAmplitude,
  type MeanAmplitudeAbsence,
  type MeanAmplitudeVariant,
  type Quantiles,
  type RangePercent,
  rangePercentOf,
  type Shortage,
  type Sufficiency,
  statisticsOf,
  type TimeRange,
  traceOf,
} from './statistics/index.ts';
export { mgDlOf, mgDlPerMmolL, mmolLOf } from './units.ts';
