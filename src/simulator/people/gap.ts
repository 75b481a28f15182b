import { chanceAt, within } from './chance.ts';

/** Readings from `fromMs` to before `toMs` do not reach the cloud, or reach it only later. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  /** When its readings arrive with their own times; null for never. */
  readonly backfillAtMs: number | null;
}

export interface GapOptions {
  readonly gapsPerDay: number;
  readonly gapMs: readonly [number, number];
  readonly backfilledShare: number;
}

const dayMs = 86_400_000;
const backfillDelayMs = [15_000, 90_000] as const;
const topic = { chance: 201, start: 202, length: 203, backfill: 204, delay: 205 };

/** The gap that an instant falls into, of those that the seed lays out over all time. */
export function seededGapAt(seed: number, options: GapOptions, atMs: number): Gap | null {
  if (options.gapsPerDay <= 0) return null;
  const bucketMs = dayMs / Math.ceil(options.gapsPerDay);
  const bucket = Math.floor(atMs / bucketMs);
  const reach = Math.ceil(options.gapMs[1] / bucketMs);
  for (let back = 0; back <= reach; back++) {
    const gap = gapOfBucket(seed, options, bucket - back, bucketMs);
    if (gap && atMs >= gap.fromMs && atMs < gap.toMs) return gap;
  }
  return null;
}

function gapOfBucket(
  seed: number,
  options: GapOptions,
  bucket: number,
  bucketMs: number,
): Gap | null {
  const share = options.gapsPerDay / Math.ceil(options.gapsPerDay);
  if (chanceAt(seed, topic.chance, bucket) >= share) return null;
  const fromMs = Math.round((bucket + chanceAt(seed, topic.start, bucket)) * bucketMs);
  const toMs = Math.round(fromMs + within(chanceAt(seed, topic.length, bucket), options.gapMs));
  const isBackfilled = chanceAt(seed, topic.backfill, bucket) < options.backfilledShare;
  const delayMs = Math.round(within(chanceAt(seed, topic.delay, bucket), backfillDelayMs));
  return { fromMs, toMs, backfillAtMs: isBackfilled ? toMs + delayMs : null };
}
