import type { DayGrid } from './day-grid.ts';

/**
 * MODD, the mean of daily differences in mg/dL: the mean absolute difference between glucose and
 * glucose 24 hours before, over all steps of the grid where both are known (Molnar 1972, Diabetologia
 * 8:342, doi 10.1007/BF01218495). Null where there is no such pair, as within one day.
 */
export function meanOfDailyDifferencesOf({ valueMgDl, stepsPerDay }: DayGrid): number | null {
  let sum = 0;
  let pairs = 0;
  for (let i = stepsPerDay; i < valueMgDl.length; i++) {
    const difference = (valueMgDl[i] as number) - (valueMgDl[i - stepsPerDay] as number);
    if (Number.isNaN(difference)) continue;
    sum += Math.abs(difference);
    pairs += 1;
  }
  return pairs === 0 ? null : sum / pairs;
}
