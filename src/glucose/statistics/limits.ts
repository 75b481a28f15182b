import { percentWhere } from './bands.ts';
import type { Distribution } from './distribution.ts';

/** What the sensor reports below its range (LOW), and above it (HIGH). */
export const lowMgDl = 39;
export const highMgDl = 401;

/**
 * How much of the time glucose was beyond what a sensor measures. LOW and HIGH enter all else as 39
 * and 401, so that figures of a trace that has them are bounds and no measurements. The true mean (and
 * the GMI, which ascends with it) is at most what is told where there is LOW alone, and at least that
 * where there is HIGH alone; with both it may be either. The true standard deviation is never less
 * than what is told, since values that are drawn to a limit are drawn together.
 */
export interface AtLimits {
  /** Percent of the time with readings that was LOW. */
  readonly lowPercent: number;
  /** Percent of the time with readings that was HIGH. */
  readonly highPercent: number;
  /** Whether there are any, so that the figures are bounds. */
  readonly isBound: boolean;
}

/** Null without a reading. */
export function atLimitsOf(distribution: Distribution): AtLimits | null {
  if (distribution.count === 0) return null;
  const lowPercent = percentWhere(distribution, (value) => value <= lowMgDl);
  const highPercent = percentWhere(distribution, (value) => value >= highMgDl);
  return { lowPercent, highPercent, isBound: lowPercent + highPercent > 0 };
}
