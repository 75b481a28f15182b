import type { Shortage, Sufficiency } from './sufficiency.ts';

/**
 * The Glucose Management Indicator in percent: 3.31 + 0.02392 · mean in mg/dL (Bergenstal 2018,
 * Diabetes Care 41:2275, doi 10.2337/dc18-1581). It says what laboratory A1c to expect at that mean.
 */
export function glucoseManagementIndicatorOf(meanMgDl: number): number {
  return 3.31 + 0.02392 * meanMgDl;
}

/** The indicator as it may be told: a value, or null with the reason. */
export type GlucoseManagementIndicator =
  | { readonly valuePercent: number; readonly withheld: null }
  | { readonly valuePercent: null; readonly withheld: Shortage };

/**
 * Tells the indicator only of enough data: it was fitted to means over weeks, and that of a few days
 * would be read as an A1c that it is not.
 */
export function decideGlucoseManagementIndicator(
  meanMgDl: number | null,
  { shortage }: Pick<Sufficiency, 'shortage'>,
): GlucoseManagementIndicator {
  if (meanMgDl === null) return { valuePercent: null, withheld: 'no-readings' };
  if (shortage !== null) return { valuePercent: null, withheld: shortage };
  return { valuePercent: glucoseManagementIndicatorOf(meanMgDl), withheld: null };
}
