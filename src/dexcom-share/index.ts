/**
 * Dexcom Share's wire, as its README tells: sessions, readings, sharing, and each answer sorted
 * into one of a closed set of failures. Knows no database. Promises: one request at a time leaves
 * for each call, with a deadline, and no secret is in any error.
 */
export { createDexcomShare, type DexcomShare } from './dexcom-share.ts';
export { DexcomShareError } from './dexcom-share-error.ts';
export type { Reading, ReadingBatch } from './reading.ts';
export { type Region, regions } from './regions.ts';
export type { Sharing } from './sharing.ts';
export { trendNumberOf } from './trend.ts';
