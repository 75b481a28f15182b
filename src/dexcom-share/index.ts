export type { RequestOutcome, ShareRequest } from './caller.ts';
export type { ShareCall } from './calls.ts';
export {
  countMax,
  createDexcomShare,
  type DexcomShare,
  type DexcomShareOptions,
  type GlucoseWindow,
  minutesMax,
} from './dexcom-share.ts';
export { DexcomShareError } from './dexcom-share-error.ts';
export type { ErrorCode } from './error-code.ts';
export type { Evidence, Failure } from './failure.ts';
export {
  clockGapMsMax,
  type GlucoseRange,
  highMgDl,
  lowMgDl,
  type Reading,
  type ReadingBatch,
  rangeOf,
} from './reading.ts';
export { dexcomBaseUrls, type Region, regions } from './regions.ts';
export { retryAfterMsMax } from './retry-after.ts';
export type { Sharing } from './sharing.ts';
export { type Trend, trendNumberOf, trends } from './trend.ts';
