import { dayMs, offsetStretchesOf } from '#std/local-time';
import { interpolate } from './interpolation.ts';
import { minuteMs } from './series.ts';
import type { GlucoseTrace } from './trace.ts';

/**
 * The ambulatory glucose profile: percentiles by local time of day over all days of the range (Johnson
 * 2019, Diabetes Technol Ther 21:S2-17, doi 10.1089/dia.2019.0034).
 *
 * The trace is interpolated at each step of the local clock, gaps of over 45 minutes left open, and
 * the percentiles of each step are those of type 7 over its values. Interpolation makes cadences count
 * alike. On a day that the clocks change, an hour that is skipped gives nothing, and an hour that
 * comes twice gives two values, of one day. The percentiles are not smoothed: reports draw them through a smoother (loess)
 * of their own, and which one is a matter of drawing.
 */
export interface AmbulatoryProfile {
  readonly stepMinutes: number;
  /** Local minutes after midnight of each step: 0, 5, … 1435. */
  readonly minuteOfDay: readonly number[];
  /** How many days have a value at each step. */
  readonly dayCount: readonly number[];
  /** mg/dL at each step; null where the step has no value. */
  readonly p5MgDl: readonly (number | null)[];
  readonly p25MgDl: readonly (number | null)[];
  readonly p50MgDl: readonly (number | null)[];
  readonly p75MgDl: readonly (number | null)[];
  readonly p95MgDl: readonly (number | null)[];
}

const stepMinutes = 5;
const stepMs = stepMinutes * minuteMs;
const stepsPerDay = dayMs / stepMs;

export function ambulatoryProfileOf(trace: GlucoseTrace, timeZone: string): AmbulatoryProfile {
  const stretches = valuesByStep(trace, timeZone);
  const bySteps = sortedByStep(stretches);
  const percentile = (probability: number) =>
    bySteps.map((sorted) => quantileOfSorted(sorted, probability));
  return {
    stepMinutes,
    minuteOfDay: bySteps.map((_, step) => step * stepMinutes),
    dayCount: dayCountsOf(stretches),
    p5MgDl: percentile(0.05),
    p25MgDl: percentile(0.25),
    p50MgDl: percentile(0.5),
    p75MgDl: percentile(0.75),
    p95MgDl: percentile(0.95),
  };
}

/** Glucose at consecutive steps of the local clock. */
interface Steps {
  /** The step of the first value, counted from the local midnight of the epoch. */
  readonly firstStep: number;
  readonly valueMgDl: Float64Array;
}

/** The steps of the local clock between the first and the last reading, apart at each clock change. */
function valuesByStep(trace: GlucoseTrace, timeZone: string): readonly Steps[] {
  const { takenAtMs } = trace;
  if (takenAtMs.length === 0) return [];
  const firstMs = takenAtMs[0] as number;
  const lastMs = takenAtMs[takenAtMs.length - 1] as number;
  return offsetStretchesOf(timeZone, firstMs, lastMs + 1).map(({ startMs, endMs, offsetMs }) => {
    const fromMs = Math.max(startMs, firstMs) + offsetMs;
    const toMs = Math.min(endMs, lastMs + 1) + offsetMs;
    const first = Math.ceil(fromMs / stepMs);
    const count = Math.max(0, Math.ceil(toMs / stepMs) - first);
    const instants = { startMs: first * stepMs - offsetMs, stepMs, count };
    return { firstStep: first, valueMgDl: interpolate(trace, instants) };
  });
}

/** For each step of the day its known values, ascending. */
function sortedByStep(stretches: readonly Steps[]): readonly Float64Array[] {
  const counts = new Uint32Array(stepsPerDay);
  forEachKnown(stretches, (step) => {
    counts[step] = (counts[step] as number) + 1;
  });
  const bySteps = Array.from(counts, (count) => new Float64Array(count));
  const filled = new Uint32Array(stepsPerDay);
  forEachKnown(stretches, (step, value) => {
    const position = filled[step] as number;
    (bySteps[step] as Float64Array)[position] = value;
    filled[step] = position + 1;
  });
  for (const values of bySteps) values.sort();
  return bySteps;
}

/** For each step of the day how many days have a value there: an hour may come twice in one. */
function dayCountsOf(stretches: readonly Steps[]): readonly number[] {
  const counts = new Array<number>(stepsPerDay).fill(0);
  const lastDays = new Float64Array(stepsPerDay).fill(Number.NaN);
  forEachKnown(stretches, (step, _value, day) => {
    if (lastDays[step] === day) return;
    lastDays[step] = day;
    counts[step] = (counts[step] as number) + 1;
  });
  return counts;
}

/** Visits the known values in order of time, each with its step of the day and its local day. */
function forEachKnown(
  stretches: readonly Steps[],
  visit: (step: number, value: number, day: number) => void,
): void {
  for (const { firstStep, valueMgDl } of stretches) {
    for (let i = 0; i < valueMgDl.length; i++) {
      const value = valueMgDl[i] as number;
      if (Number.isNaN(value)) continue;
      const day = Math.floor((firstStep + i) / stepsPerDay);
      visit(firstStep + i - day * stepsPerDay, value, day);
    }
  }
}

/** The quantile of type 7 of ascending numbers. */
function quantileOfSorted(sorted: Float64Array, probability: number): number | null {
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const value = sorted[below] as number;
  if (below === position) return value;
  return value + (position - below) * ((sorted[below + 1] as number) - value);
}
