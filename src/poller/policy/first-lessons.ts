import {
  aimedExtraMs,
  aimShareFirst,
  regionSdMsMin,
  typicalMsGuess,
  typicalSdMsGuess,
  typicalSdMsMin,
} from './pace.ts';
import type { PollMemory } from './poll-memory.ts';

/**
 * What the first readings of a connection teach of its typical delay. A quantile that is stepped
 * needs hours; within the first one each reading counts, so what is not known is kept as a normal
 * distribution and sharpened by Bayes' rule: a reading was not visible at one poll and was at the next,
 * and what a delay adds to the typical one has much the same shape at all connections. Moments are
 * matched after each lesson, so that two numbers carry it. Pure.
 */
export type Typical = Pick<PollMemory, 'typicalMs' | 'typicalSdMs'>;

/** Nothing is known but what most connections are like. */
export const typicalGuess: Typical = { typicalMs: typicalMsGuess, typicalSdMs: typicalSdMsGuess };

/** Fewer wearers say nothing of the others. */
const tellersMin = 20;
/** What a connection has learnt in fewer lessons is not told. */
export const lessonsToTell = 24;
/** The median stands for a distribution with this many of its deviations to a standard one. */
const sdPerDeviation = 1.48;

/** What the delays that others have learnt (where `aimShare` are visible) tell of a new one's. */
export function typicalOf(delaysMs: readonly number[]): Typical {
  if (delaysMs.length < tellersMin) return typicalGuess;
  const middle = medianOf(delaysMs);
  const deviation = medianOf(delaysMs.map((ms) => Math.abs(ms - middle)));
  const sdMs = Math.min(typicalSdMsGuess, Math.max(regionSdMsMin, deviation * sdPerDeviation));
  return { typicalMs: Math.round(middle - aimedExtraMs), typicalSdMs: Math.round(sdMs) };
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

/** The bounds of a delay, in ms: the reading was not visible before, and was after. */
export interface DelayBounds {
  readonly atLeastMs: number;
  readonly atMostMs: number;
}

/** Half of the readings come so much later than is typical, one in six more than twice that. */
const usualExtraMs = 4_000;
const extraShape = 2.2;
/** So many are minutes late, and say nothing of what is typical. */
const lateShare = 0.04;
const lateMs = 300_000;

const reach = 3;
const pointsPerSd = 5;
const points = Array.from({ length: 2 * reach * pointsPerSd + 1 }, (_, n) => {
  const away = n / pointsPerSd - reach;
  return { away, weight: Math.exp(-0.5 * away * away) };
});

/** The share of readings that come at most so much later than is typical. */
function shareWithin(extraMs: number): number {
  if (extraMs <= 0) return 0;
  const ratio = (extraMs / usualExtraMs) ** extraShape;
  return (1 - lateShare) * (ratio / (1 + ratio)) + lateShare * Math.min(1, extraMs / lateMs);
}

/** What is known after a reading has come. */
export function afterReading(
  { typicalMs, typicalSdMs }: { readonly typicalMs: number; readonly typicalSdMs: number },
  { atLeastMs, atMostMs }: DelayBounds,
): { readonly typicalMs: number; readonly typicalSdMs: number } {
  let [sum, mean, square] = [0, 0, 0];
  for (const { away, weight } of points) {
    const ms = typicalMs + away * typicalSdMs;
    const likely = weight * (shareWithin(atMostMs - ms) - shareWithin(atLeastMs - ms) + 1e-6);
    sum += likely;
    mean += likely * away;
    square += likely * away * away;
  }
  const shift = mean / sum;
  const sd = Math.sqrt(Math.max(0, square / sum - shift * shift)) * typicalSdMs;
  return {
    typicalMs: Math.round(typicalMs + shift * typicalSdMs),
    typicalSdMs: Math.round(Math.max(typicalSdMsMin, sd)),
  };
}

/** Where `aimShareFirst` of the readings are expected to be visible. */
export function aimOf({
  typicalMs,
  typicalSdMs,
}: {
  readonly typicalMs: number;
  readonly typicalSdMs: number;
}): number {
  let [low, high] = [typicalMs - reach * typicalSdMs, typicalMs + reach * typicalSdMs + lateMs];
  while (high - low > 50) {
    const middle = (low + high) / 2;
    let [sum, visible] = [0, 0];
    for (const { away, weight } of points) {
      sum += weight;
      visible += weight * shareWithin(middle - typicalMs - away * typicalSdMs);
    }
    if (visible < sum * aimShareFirst) low = middle;
    else high = middle;
  }
  return Math.round(high);
}
