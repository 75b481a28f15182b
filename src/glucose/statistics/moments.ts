import type { Distribution } from './distribution.ts';

/**
 * The weighted mean in mg/dL; null without a reading. LOW enters as 39 and HIGH as 401, the ends of
 * what a sensor reports: of a trace that has them the mean (and the SD) is a bound, see `limits.ts`.
 */
export function meanOf({ valueMgDl, weight, weightTotal }: Distribution): number | null {
  if (weightTotal === 0) return null;
  let sum = 0;
  for (let i = 0; i < valueMgDl.length; i++) {
    sum += (weight[i] as number) * (valueMgDl[i] as number);
  }
  return sum / weightTotal;
}

/**
 * The sample standard deviation in mg/dL; null with fewer than two readings. Unbiased: with equal
 * weights the sum of squares is divided by n - 1; with others by V1 - V2 / V1, where V1 is the sum of
 * the weights and V2 that of their squares (reliability weights), which is the same at equal ones.
 */
export function standardDeviationOf(distribution: Distribution): number | null {
  const { valueMgDl, weight, weightTotal, weightSquareTotal, count } = distribution;
  const mean = meanOf(distribution);
  if (mean === null || count < 2) return null;
  let squares = 0;
  for (let i = 0; i < valueMgDl.length; i++) {
    const distance = (valueMgDl[i] as number) - mean;
    squares += (weight[i] as number) * distance * distance;
  }
  return Math.sqrt(squares / (weightTotal - weightSquareTotal / weightTotal));
}

/**
 * The quantile of a probability in [0, 1], in mg/dL; null without a reading.
 *
 * At equal weights it is Hyndman and Fan's type 7, the default of R, Excel and NumPy. At others it is
 * its weighted form (Akinshin 2023, "Weighted quantile estimators", arXiv 2304.07265): the mean of the
 * weighted quantile function over a window of 1 / n at the same place, where n = V1² / V2 is Kish's
 * effective number of readings. With equal weights the two are the same.
 */
export function quantileOf(distribution: Distribution, probability: number): number | null {
  const { valueMgDl, weight, weightTotal, weightSquareTotal, count, isUniform } = distribution;
  if (count === 0) return null;
  if (isUniform) {
    const position = (count - 1) * probability;
    const below = valueAtRank(distribution, Math.floor(position));
    const rest = position - Math.floor(position);
    if (rest === 0) return below;
    return below + rest * (valueAtRank(distribution, Math.floor(position) + 1) - below);
  }
  const effective = (weightTotal * weightTotal) / weightSquareTotal;
  const from = ((effective - 1) * probability) / effective;
  const to = from + 1 / effective;
  let quantile = 0;
  let share = 0;
  for (let i = 0; i < valueMgDl.length; i++) {
    const before = share;
    share += (weight[i] as number) / weightTotal;
    const upper = i === valueMgDl.length - 1 ? to : Math.min(share, to);
    const inside = upper - Math.max(before, from);
    if (inside > 0) quantile += (valueMgDl[i] as number) * inside * effective;
  }
  return quantile;
}

/** The value of the reading with that rank, from 0, where each reading weighs 1. */
function valueAtRank({ valueMgDl, weight }: Distribution, rank: number): number {
  let passed = 0;
  let i = 0;
  for (; i < weight.length - 1; i++) {
    passed += weight[i] as number;
    if (passed > rank) break;
  }
  return valueMgDl[i] as number;
}

/** The coefficient of variation: SD / mean · 100 %. A trace is called stable up to 36 %. */
export function coefficientOfVariationOf(distribution: Distribution): number | null {
  const mean = meanOf(distribution);
  const standardDeviation = standardDeviationOf(distribution);
  if (mean === null || standardDeviation === null) return null;
  return (standardDeviation / mean) * 100;
}

/**
 * The J-index: 0.001 · (mean + SD)², in mg/dL (Wójcicki 1995, Horm Metab Res 27:41, doi
 * 10.1055/s-2007-979906). Null with fewer than two readings.
 */
export function jIndexOf(distribution: Distribution): number | null {
  const mean = meanOf(distribution);
  const standardDeviation = standardDeviationOf(distribution);
  if (mean === null || standardDeviation === null) return null;
  return 0.001 * (mean + standardDeviation) ** 2;
}
