export { eraseUserSamples } from './erase-user-samples.ts';
export {
  findLatestSamples,
  latestBriefOf,
  recentSince,
} from './find-latest-samples.ts';
export { findRatesOfChange } from './find-rates-of-change.ts';
export { findSampleHoles, type HoleQuery, type SampleHole } from './find-sample-holes.ts';
export { findSampleSeries, type SeriesQuery } from './find-sample-series.ts';
export {
  briefSamplesOf,
  findBriefSamples,
  findSamples,
  type SampleQuery,
} from './find-samples.ts';
export {
  type SampleGap,
  type SampleGapReason,
  sampleGapReasons,
  sampleGapsOf,
} from './gaps.ts';
export {
  type GlucoseEventData,
  type GlucoseEventSample,
  glucoseEventsOf,
  sampleRangeOf,
  samplesPerEventMax,
  withOffset,
} from './glucose-event.ts';
export {
  type IncomingBatch,
  type IncomingReading,
  type IngestedBatch,
  ingestSamples,
} from './ingest-samples.ts';
export { type BriefSample, briefSamplesOfListed } from './packed-samples.ts';
export { ensureSamplePartitions, pruneSamples } from './prune-samples.ts';
export {
  familyNumbers,
  type Provider,
  providerNumbers,
  providerOf,
  type Sample,
  toSecond,
} from './sample.ts';
export {
  baseSecondsOf,
  type PackedSamples,
  packedSamplesBeside,
  packedSamplesParameters,
  type SampleSeries,
  seriesOfSamples,
} from './sample-series.ts';
export * from './statistics/index.ts';
export { type Trend, trendArrows, trendOf, trends } from './trend.ts';
export {
  highMgDl,
  lowMgDl,
  mgDlOf,
  mgDlPerMmolL,
  mmolLOf,
  mmolLTextOf,
} from './units.ts';
