/**
 * The peaks and nadirs of a stretch of glucose, by the crosses of a short and a long moving average
 * (Fernandes 2022, J Diabetes Sci Technol 16:576, doi 10.1177/19322968211061165).
 *
 * Between two crosses the short average is above the long one, and there is a peak, or below it, and
 * there is a nadir. The first and the last point count as crosses. Averages lag, so that a turn may
 * lie before its cross: each turn is sought from the turn before it up to the next cross, and peaks
 * and nadirs alternate.
 */
export interface Windows {
  /** Points of the short moving average. */
  readonly short: number;
  /** Points of the long moving average. */
  readonly long: number;
}

/**
 * Averages closer than this are equal. They are kept as running sums, which drift by far less; on a
 * plateau, such as hours of HIGH, the drift alone would cross them time and again.
 */
const equalMgDl = 1e-6;

/**
 * The values at the turns, in order. `values` begins and ends with a number, may hold NaN between,
 * and is at least as long as the long window. Averages cross only between two neighbours that are
 * known: where one reaches the other side within a gap, the cross is seen behind it.
 */
export function turningPointsOf(values: Float64Array, windows: Windows): readonly number[] {
  const short = trailingMeansOf(values, windows.short);
  const long = trailingMeansOf(values, windows.long);
  const sideAt = (i: number) => sideOf((short[i] as number) - (long[i] as number));
  const turns: number[] = [];
  let from = 0;
  let crossSide = sideAt(0);
  let isAbove = crossSide > 0;
  const turnUpTo = (to: number) => {
    from = extremeBetween(values, from, to, isAbove);
    turns.push(values[from] as number);
  };
  for (let i = 1; i < values.length; i++) {
    if (Number.isNaN(values[i]) || Number.isNaN(values[i - 1])) continue;
    const side = sideAt(i);
    if (side * sideAt(i - 1) >= 0 && side * crossSide >= 0) continue;
    turnUpTo(i);
    crossSide = side;
    isAbove = side > 0;
  }
  turnUpTo(values.length - 1);
  return turns;
}

/** 1 above, -1 below; 0 where the averages are equal or one is not known. */
function sideOf(difference: number): number {
  if (difference > equalMgDl) return 1;
  return difference < -equalMgDl ? -1 : 0;
}

/** Index of the first highest (or lowest) known value from `from` to `to`, both within. */
function extremeBetween(values: Float64Array, from: number, to: number, isPeak: boolean): number {
  let extreme = from;
  for (let i = from + 1; i <= to; i++) {
    const value = values[i] as number;
    const known = values[extreme] as number;
    if (isPeak ? value > known : value < known) extreme = i;
  }
  return extreme;
}

/**
 * The mean of the known values among the last `size` ones, at each point; NaN where none is known.
 * The points before the first full window take its mean.
 */
function trailingMeansOf(values: Float64Array, size: number): Float64Array {
  const means = new Float64Array(values.length);
  let sum = 0;
  let known = 0;
  for (let i = 0; i < values.length; i++) {
    const entering = values[i] as number;
    const leaving = i < size ? Number.NaN : (values[i - size] as number);
    if (!Number.isNaN(entering)) {
      sum += entering;
      known += 1;
    }
    if (!Number.isNaN(leaving)) {
      sum -= leaving;
      known -= 1;
    }
    means[i] = known === 0 ? Number.NaN : sum / known;
  }
  return means.fill(means[size - 1] as number, 0, size - 1);
}
