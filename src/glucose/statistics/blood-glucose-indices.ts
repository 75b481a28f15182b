import type { Distribution } from './distribution.ts';

/**
 * The low and high blood glucose indices (Kovatchev 1997, Diabetes Care 20:1655, doi
 * 10.2337/diacare.20.11.1655, and 2006, Diabetes Care 29:2433, doi 10.2337/dc06-1085).
 *
 * The scale of glucose is made symmetric: f = ln(x)^1.084 - 5.381 with x in mg/dL; the risk of a
 * reading is 22.77 · f². LBGI is the weighted mean of the risk where f is negative (below some 112
 * mg/dL) and 0 elsewhere; HBGI likewise where f is positive. LOW enters as 39 and HIGH as 401.
 */
export interface BloodGlucoseIndices {
  /** Up to 1.1 minimal, to 2.5 low, to 5 moderate, above that high risk of hypoglycaemia. */
  readonly low: number;
  /** Up to 5 minimal, to 10 low, to 15 moderate, above that high risk of hyperglycaemia. */
  readonly high: number;
}

export function bloodGlucoseIndicesOf(distribution: Distribution): BloodGlucoseIndices | null {
  const { valueMgDl, weight, weightTotal, count } = distribution;
  if (count === 0) return null;
  let low = 0;
  let high = 0;
  for (let i = 0; i < valueMgDl.length; i++) {
    const scaled = Math.log(valueMgDl[i] as number) ** 1.084 - 5.381;
    const risk = (weight[i] as number) * 22.77 * scaled * scaled;
    if (scaled < 0) low += risk;
    else high += risk;
  }
  return { low: low / weightTotal, high: high / weightTotal };
}
