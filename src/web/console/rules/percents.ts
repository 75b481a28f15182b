/** Percent of the time in each consensus band, not rounded; together 100. */
export interface Bands {
  readonly veryLow: number;
  readonly low: number;
  readonly target: number;
  readonly high: number;
  readonly veryHigh: number;
}

export type BandName = keyof Bands;

export const bandNames: readonly BandName[] = ['veryLow', 'low', 'target', 'high', 'veryHigh'];

/**
 * The bands as whole percents that make 100: each is cut down, and what is then missing goes to
 * those that were cut most. Equal remainders are settled from the target outward, never by a low.
 */
export function wholePercents(bands: Bands): Bands {
  const whole = Object.fromEntries(
    bandNames.map((name) => [name, Math.floor(bands[name])]),
  ) as Record<BandName, number>;
  const rest = (name: BandName) => bands[name] - Math.floor(bands[name]);
  const missing = 100 - bandNames.reduce((sum, name) => sum + whole[name], 0);
  const byRest = settled.toSorted((one, other) => rest(other) - rest(one));
  for (const name of byRest.slice(0, Math.max(0, missing))) whole[name] += 1;
  return whole;
}

const settled: readonly BandName[] = ['target', 'high', 'veryHigh', 'low', 'veryLow'];

/** A part that is there, and is no whole percent: a low of ten minutes is not "0 %". */
export function partText(whole: number, exact: number): string {
  return whole === 0 && exact > 0 ? '<1 %' : `${whole} %`;
}

/**
 * A share with one decimal, cut and not rounded: 69.97 is less than the 70 by which data suffice,
 * and must not be read as if they did.
 */
export function shareText(percent: number): string {
  return `${(Math.floor(percent * 10 + 1e-9) / 10).toFixed(1)} %`;
}
