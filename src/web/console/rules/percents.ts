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
 * those that were cut most. The target gets none of it unless there is nothing else: 69.6 is not 70.
 * Equal remainders are settled from the target outward, never by a low.
 */
export function wholePercents(bands: Bands): Bands {
  const whole = Object.fromEntries(
    bandNames.map((name) => [name, Math.floor(bands[name] + 1e-9)]),
  ) as Record<BandName, number>;
  const rest = (name: BandName) => bands[name] - whole[name];
  const missing = 100 - bandNames.reduce((sum, name) => sum + whole[name], 0);
  const beside = settled.filter((name) => bands[name] > 0);
  const byCut = beside.toSorted((one, other) => rest(other) - rest(one));
  const byRest = [...byCut, 'target'] as const;
  for (const name of byRest.slice(0, Math.max(0, missing))) whole[name] += 1;
  return whole;
}

const settled: readonly BandName[] = ['high', 'veryHigh', 'low', 'veryLow'];

/**
 * The bands in tenths of a percent that make 100, by which goals are judged: what lies below 54,
 * below 70, in range and above 250 is cut down, so that 69.96 in range is neither told nor judged as
 * 70. What is then missing goes to high, or where nothing was high, to the next band that was.
 */
export function tenthPercents(bands: Bands): Bands {
  const tenths = (percent: number) => Math.floor(percent * 10 + 1e-9);
  const { veryLow, low, target, high, veryHigh } = bands;
  const shown: Record<BandName, number> = {
    veryLow: tenths(veryLow),
    low: tenths(veryLow + low) - tenths(veryLow),
    target: tenths(target),
    high: tenths(high + veryHigh) - tenths(veryHigh),
    veryHigh: tenths(veryHigh),
  };
  const rest = 1000 - bandNames.reduce((sum, name) => sum + shown[name], 0);
  shown[settled.find((name) => bands[name] > 0) ?? 'target'] += rest;
  const percents = bandNames.map((name) => [name, shown[name] / 10] as const);
  return Object.fromEntries(percents) as Record<BandName, number>;
}

/** A part that is there, and is no whole percent: a low of ten minutes is not "0 %". */
export function partText(whole: number, exact: number): string {
  return whole === 0 && exact > 0 ? '<1 %' : `${whole} %`;
}

/** The same of a part in tenths. */
export function tenthText(shown: number, exact: number): string {
  return shown === 0 && exact > 0 ? '<0.1 %' : `${shown.toFixed(1)} %`;
}

/**
 * A share with one decimal, cut and not rounded: 69.97 is less than the 70 by which data suffice,
 * and must not be read as if they did.
 */
export function shareText(percent: number): string {
  return `${(Math.floor(percent * 10 + 1e-9) / 10).toFixed(1)} %`;
}
