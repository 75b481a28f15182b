import type { DayGrid } from './day-grid.ts';
import type { Distribution } from './distribution.ts';
import { meanOf, standardDeviationOf } from './moments.ts';
import { turningPointsOf, type Windows } from './turning-points.ts';

/**
 * MAGE, the mean amplitude of glycaemic excursions (Service 1970, Diabetes 19:644, doi
 * 10.2337/diab.19.9.644): the mean height of the excursions that are higher than one standard
 * deviation. There is no single way to find excursions, and ways differ by half on the same trace; a
 * value is always told with its variant:
 *
 * - `ma`: turning points from moving averages of 25 and 160 minutes (Fernandes 2022, doi
 *   10.1177/19322968211061165), on a day grid of five minutes whatever the cadence, the way of iglu
 *   since version 4.1.5 with its defaults.
 * - `naive`: the weighted mean distance from the mean, over the readings that are further from it than
 *   one standard deviation; iglu's way before version 3.
 */
export const meanAmplitudeVariants = ['ma', 'naive'] as const;
export type MeanAmplitudeVariant = (typeof meanAmplitudeVariants)[number];

/** mg/dL, or null with the reason. */
export type MeanAmplitude =
  | { readonly valueMgDl: number; readonly absence: null }
  | { readonly valueMgDl: null; readonly absence: MeanAmplitudeAbsence };

const meanAmplitudeAbsences = [
  'no-readings',
  'too-sparse',
  'too-short',
  'flat',
  'no-excursion',
] as const;
/**
 * `no-readings`: none; `too-sparse`: most readings are more than 45 minutes apart; `too-short`: no
 * segment is long enough, or there is one reading; `flat`: each segment that is long enough is flat,
 * or all readings are equal; `no-excursion`: glucose moved, but not in a way in which the variant
 * finds an excursion. One steep rise out of flat hours is such: before it the averages are equal, so
 * that they do not cross there.
 */
export type MeanAmplitudeAbsence = (typeof meanAmplitudeAbsences)[number];

/** The step of the grid that the `ma` variant is defined on. */
export const meanAmplitudeStepMinutes = 5;
const windows: Windows = { short: 5, long: 32 };
/** A gap over this hides a whole excursion: the trace is judged in segments on its two sides. */
const segmentGapMinutes = 180;
/** A segment whose standard deviation is below this has no excursions: what moves there is noise. */
const flatBelowMgDl = 1;

/**
 * The `ma` variant. The grid is split at gaps over 180 minutes. In each segment that fills the long
 * window and is not flat, rises (nadir to peak) and falls (peak to nadir) of at least the segment's own standard
 * deviation are found, and their heights averaged apart. The answer is the mean of all those
 * averages, weighed by the time from the first to the last point of their segment.
 */
export function meanAmplitudeOf(grid: DayGrid | null, count: number): MeanAmplitude {
  if (count === 0) return absent('no-readings');
  if (grid === null) return absent('too-sparse');
  const segments = [...segmentsOf(grid)].filter(({ length }) => length >= windows.long);
  if (segments.length === 0) return absent('too-short');
  const moving = segments.filter((segment) => deviationOf(segment) >= flatBelowMgDl);
  if (moving.length === 0) return absent('flat');
  let sum = 0;
  let weightTotal = 0;
  for (const segment of moving) {
    const standardDeviation = deviationOf(segment);
    const turns = turningPointsOf(segment, windows);
    const falls = turns.map((turn) => -turn);
    for (const path of [turns, falls]) {
      const heights = riseHeightsOf(path, standardDeviation);
      if (heights.length === 0) continue;
      const weight = segment.length - 1;
      sum += weight * (heights.reduce((total, height) => total + height, 0) / heights.length);
      weightTotal += weight;
    }
  }
  return weightTotal === 0 ? absent('no-excursion') : present(sum / weightTotal);
}

/** The `naive` variant. */
export function naiveMeanAmplitudeOf(distribution: Distribution): MeanAmplitude {
  const mean = meanOf(distribution);
  if (mean === null) return absent('no-readings');
  const standardDeviation = standardDeviationOf(distribution);
  if (standardDeviation === null) return absent('too-short');
  if (standardDeviation === 0) return absent('flat');
  const { valueMgDl, weight } = distribution;
  let sum = 0;
  let weightTotal = 0;
  for (let i = 0; i < valueMgDl.length; i++) {
    const distance = Math.abs((valueMgDl[i] as number) - mean);
    if (distance <= standardDeviation) continue;
    sum += (weight[i] as number) * distance;
    weightTotal += weight[i] as number;
  }
  return weightTotal === 0 ? absent('no-excursion') : present(sum / weightTotal);
}

/** The parts of the grid between long gaps, each from a known point to a known point. */
function* segmentsOf({ valueMgDl, stepMinutes }: DayGrid): Generator<Float64Array> {
  let start = -1;
  let last = -1;
  for (let i = 0; i < valueMgDl.length; i++) {
    if (Number.isNaN(valueMgDl[i])) continue;
    if (start >= 0 && (i - last - 1) * stepMinutes > segmentGapMinutes) {
      yield valueMgDl.subarray(start, last + 1);
      start = i;
    }
    if (start < 0) start = i;
    last = i;
  }
  if (start >= 0) yield valueMgDl.subarray(start, last + 1);
}

/** The standard deviation of the known points, of which there are two at least: its ends. */
function deviationOf(segment: Float64Array): number {
  let known = 0;
  let sum = 0;
  for (const value of segment) {
    if (Number.isNaN(value)) continue;
    known += 1;
    sum += value;
  }
  let squares = 0;
  for (const value of segment) {
    if (!Number.isNaN(value)) squares += (value - sum / known) ** 2;
  }
  return Math.sqrt(squares / (known - 1));
}

/**
 * The heights of the rises of at least `threshold` that are followed by a fall of more than it, or by
 * the end. Smaller moves in between are absorbed: a rise begins at the lowest turn since the one
 * before, and ends at the highest turn until the fall.
 */
function riseHeightsOf(turns: readonly number[], threshold: number): readonly number[] {
  const heights: number[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  let highest: number | null = null;
  for (const turn of turns) {
    if (highest === null) {
      lowest = Math.min(lowest, turn);
      if (turn - lowest >= threshold) highest = turn;
    } else {
      highest = Math.max(highest, turn);
    }
    if (highest !== null && highest - turn > threshold) {
      heights.push(highest - lowest);
      lowest = turn;
      highest = null;
    }
  }
  if (highest !== null) heights.push(highest - lowest);
  return heights;
}

function present(valueMgDl: number): MeanAmplitude {
  return { valueMgDl, absence: null };
}

function absent(absence: MeanAmplitudeAbsence): MeanAmplitude {
  return { valueMgDl: null, absence };
}
