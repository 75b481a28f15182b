import { assert } from '#std/assert';

/**
 * Units of glucose. The integer in mg/dL is the truth that is stored; mmol/L is derived from it and
 * never computed with.
 *
 * mmol/L = mg/dL / 18.01559, the molar mass of glucose (180.1559 g/mol) over ten decilitres in a
 * litre. On the wire it has two decimals, which is fine enough to give each integer back (a step of
 * 0.01 mmol/L is 0.18 mg/dL); people read one decimal.
 */
export const mgDlPerMmolL = 18.01559;

/** mmol/L with two decimals, as it goes over the wire. */
export function mmolLOf(valueMgDl: number): number {
  return Math.round((valueMgDl / mgDlPerMmolL) * 100) / 100;
}

/** The whole mg/dL that a wire value in mmol/L stands for. */
export function mgDlOf(valueMmolL: number): number {
  assert(Number.isFinite(valueMmolL), 'a glucose value is a number');
  return Math.round(valueMmolL * mgDlPerMmolL);
}

/** mmol/L with one decimal, for people: `5.6`. */
export function mmolLTextOf(valueMgDl: number): string {
  return (valueMgDl / mgDlPerMmolL).toFixed(1);
}
