/**
 * How often each value occurs, weighed: all that the statistics without time of day need, in some
 * 360 entries instead of a reading each.
 */
export interface Distribution {
  /** The distinct values in mg/dL, ascending. */
  readonly valueMgDl: Float64Array;
  /**
   * The weight of each value: how many readings had it where all readings weigh the same (a count,
   * so that nothing is lost to rounding), else the minutes that they stand for.
   */
  readonly weight: Float64Array;
  readonly weightTotal: number;
  /** The sum over the readings of their weights squared. */
  readonly weightSquareTotal: number;
  /** Whether all readings weigh the same. */
  readonly isUniform: boolean;
  /** How many readings. */
  readonly count: number;
}

/** Whole values under this are counted in an array; others (there are none from Dexcom) are sorted. */
const countedMgDlMax = 1023;

/**
 * The distribution of the readings from `start` to `end` (exclusive). `weightMinutes` null says that
 * all weigh the same.
 */
export function distributionOf(
  valueMgDl: Float64Array,
  weightMinutes: Float64Array | null,
  start: number,
  end: number,
): Distribution {
  const weights = new Float64Array(countedMgDlMax + 1);
  let weightSquareTotal = 0;
  for (let i = start; i < end; i++) {
    const value = valueMgDl[i] as number;
    if (value > countedMgDlMax || !Number.isInteger(value)) {
      return sortedDistributionOf(valueMgDl, weightMinutes, start, end);
    }
    const weight = weightMinutes === null ? 1 : (weightMinutes[i] as number);
    weights[value] = (weights[value] as number) + weight;
    weightSquareTotal += weight * weight;
  }
  const values = new Float64Array(countedMgDlMax + 1);
  let distinct = 0;
  for (let value = 0; value <= countedMgDlMax; value++) {
    const weight = weights[value] as number;
    if (weight === 0) continue;
    values[distinct] = value;
    weights[distinct] = weight;
    distinct += 1;
  }
  return {
    valueMgDl: values.subarray(0, distinct),
    weight: weights.subarray(0, distinct),
    weightTotal: totalOf(weights.subarray(0, distinct)),
    weightSquareTotal,
    isUniform: weightMinutes === null,
    count: end - start,
  };
}

function sortedDistributionOf(
  valueMgDl: Float64Array,
  weightMinutes: Float64Array | null,
  start: number,
  end: number,
): Distribution {
  const byValue = new Map<number, number>();
  let weightSquareTotal = 0;
  for (let i = start; i < end; i++) {
    const value = valueMgDl[i] as number;
    const weight = weightMinutes === null ? 1 : (weightMinutes[i] as number);
    byValue.set(value, (byValue.get(value) ?? 0) + weight);
    weightSquareTotal += weight * weight;
  }
  const values = Float64Array.from(byValue.keys()).sort();
  const weights = values.map((value) => byValue.get(value) ?? 0);
  return {
    valueMgDl: values,
    weight: weights,
    weightTotal: totalOf(weights),
    weightSquareTotal,
    isUniform: weightMinutes === null,
    count: end - start,
  };
}

function totalOf(weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  return total;
}
