import { type GlucoseTrace, traceOf } from '#glucose';
import type { GlucoseSeries } from '#src/glucose/statistics/series.ts';

/** Synthetic traces: readings at a steady cadence, from a midnight in UTC unless said otherwise. */
export const minuteMs = 60_000;
export const dayMs = 86_400_000;
export const midnightMs = Date.UTC(2026, 0, 12);

/**
 * One reading each `cadenceMinutes`; null leaves the reading out. That a sensor is slower than Dexcom's
 * no trace can tell: it is known.
 */
export function steady(
  values: readonly (number | null)[],
  cadenceMinutes = 5,
  startMs = midnightMs,
): GlucoseSeries {
  const takenAtMs: number[] = [];
  const valueMgDl: number[] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    takenAtMs.push(startMs + i * cadenceMinutes * minuteMs);
    valueMgDl.push(value);
  });
  const cadences = cadenceMinutes > 5 ? [{ fromMs: startMs, minutes: cadenceMinutes }] : [];
  return { takenAtMs, valueMgDl, cadences };
}

export function joined(...parts: readonly GlucoseSeries[]): GlucoseSeries {
  return {
    takenAtMs: parts.flatMap(({ takenAtMs }) => Array.from(takenAtMs)),
    valueMgDl: parts.flatMap(({ valueMgDl }) => Array.from(valueMgDl)),
    cadences: parts.flatMap(({ cadences }) => cadences ?? []),
  };
}

export function repeated(value: number | null, count: number): (number | null)[] {
  return Array.from({ length: count }, () => value);
}

export function steadyTrace(values: readonly (number | null)[], cadenceMinutes = 5): GlucoseTrace {
  return traceOf(steady(values, cadenceMinutes));
}
