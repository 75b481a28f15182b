import { gapMinutesMax } from './cadence.ts';
import { minuteMs } from './series.ts';

/** The readings that are interpolated. */
export interface Readings {
  readonly takenAtMs: Float64Array;
  readonly valueMgDl: Float64Array;
}

/** Equally spaced instants: `count` of them, the first at `startMs`. */
export interface Instants {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/**
 * Glucose at equally spaced instants, by straight lines between neighbouring readings. NaN where
 * nothing is known: before the first reading, after the last, and inside a gap of over 45 minutes
 * (its two ends are known). Linear in readings and instants.
 */
export function interpolate(readings: Readings, instants: Instants): Float64Array {
  const { takenAtMs, valueMgDl } = readings;
  const { startMs, stepMs, count } = instants;
  const values = new Float64Array(count).fill(Number.NaN);
  const last = takenAtMs.length - 1;
  if (last < 0) return values;
  const lastMs = takenAtMs[last] as number;
  const firstMs = takenAtMs[0] as number;
  const gapMs = gapMinutesMax * minuteMs;
  let before = 0;
  for (let i = Math.max(0, Math.ceil((firstMs - startMs) / stepMs)); i < count; i++) {
    const atMs = startMs + i * stepMs;
    if (atMs > lastMs) break;
    while (before < last && (takenAtMs[before + 1] as number) <= atMs) before += 1;
    const beforeMs = takenAtMs[before] as number;
    const value = valueMgDl[before] as number;
    if (beforeMs === atMs) {
      values[i] = value;
      continue;
    }
    const intervalMs = (takenAtMs[before + 1] as number) - beforeMs;
    if (intervalMs > gapMs) continue;
    const rise = (valueMgDl[before + 1] as number) - value;
    values[i] = value + (rise * (atMs - beforeMs)) / intervalMs;
  }
  return values;
}
