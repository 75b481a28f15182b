import {
  gapMinutesMax,
  intervalsOf,
  type Stretch,
  stretchesOf,
  wholeCadenceOf,
} from './cadence.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import {
  assertSeries,
  type GlucoseSeries,
  indexAtOrAfter,
  minuteMs,
  type TimeRange,
} from './series.ts';

/**
 * A series made ready: the readings of one range, checked, with what each stands for. Every
 * statistic is a function of it; nothing in it changes, and it may be shared by all of them.
 */
export interface GlucoseTrace {
  /** The range that was asked for; null when it was the whole series. */
  readonly range: TimeRange | null;
  readonly takenAtMs: Float64Array;
  readonly valueMgDl: Float64Array;
  /** The stretches of one cadence, in order; see `cadence.ts` for the rule. */
  readonly stretches: readonly Stretch[];
  /** Minutes that each reading stands for; null when it is the same for all. */
  readonly weightMinutes: Float64Array | null;
  /** The median interval in whole minutes: the step of the grids of MODD and MAGE. */
  readonly wholeCadenceMinutes: number;
  readonly distribution: Distribution;
}

/**
 * The trace of a series, or of its readings in `range`. Only the readings of the range are looked
 * at, so that a statistic depends on nothing outside it but what is known of the sensors. Cost: linear, but for one sort of the
 * intervals.
 */
export function traceOf(series: GlucoseSeries, range: TimeRange | null = null): GlucoseTrace {
  assertSeries(series);
  const { length } = series.takenAtMs;
  const start = range === null ? 0 : indexAtOrAfter(series.takenAtMs, range.fromMs);
  const end = range === null ? length : indexAtOrAfter(series.takenAtMs, range.toMs);
  const count = Math.max(0, end - start);
  const takenAtMs = new Float64Array(count);
  const valueMgDl = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    takenAtMs[i] = series.takenAtMs[start + i] as number;
    valueMgDl[i] = series.valueMgDl[start + i] as number;
  }
  const intervals = intervalsOf(takenAtMs);
  const wholeCadenceMinutes = wholeCadenceOf(intervals);
  const known = series.cadences ?? [];
  const stretches = stretchesOf(takenAtMs, intervals, wholeCadenceMinutes, known);
  const weightMinutes = stretches.length > 1 ? weightsOf(count, stretches) : null;
  const distribution = distributionOf(valueMgDl, weightMinutes, 0, count);
  return {
    range,
    takenAtMs,
    valueMgDl,
    stretches,
    weightMinutes,
    wholeCadenceMinutes,
    distribution,
  };
}

/** A next reading that comes after so many cadences or more is not the next one that was due. */
const missingShare = 1.5;

/** The cadence of the reading at an index, in minutes: what it weighs. */
export function minutesOfReading(trace: GlucoseTrace, index: number): number {
  const weight = trace.weightMinutes?.[index];
  return weight ?? trace.stretches[0]?.cadenceMinutes ?? 0;
}

/**
 * Until when the reading at an index stands: until the next one, or for its cadence where the next one
 * is missing. So what readings stand for never overlaps, jitter neither adds to it nor takes from it,
 * and it ends with the range.
 */
export function standsUntilMs(trace: GlucoseTrace, index: number): number {
  const { takenAtMs, range } = trace;
  const atMs = takenAtMs[index] as number;
  const cadenceMs = minutesOfReading(trace, index) * minuteMs;
  const nextMs = takenAtMs[index + 1] ?? Number.POSITIVE_INFINITY;
  const isNextMissing = nextMs - atMs >= missingShare * cadenceMs;
  const untilMs = isNextMissing ? atMs + cadenceMs : nextMs;
  return range === null ? untilMs : Math.min(untilMs, range.toMs);
}

/** Whether the reading at an index comes after a gap, over which nothing is known. */
export function isAfterGap({ takenAtMs }: GlucoseTrace, index: number): boolean {
  if (index === 0) return true;
  const elapsedMs = (takenAtMs[index] as number) - (takenAtMs[index - 1] as number);
  return elapsedMs > gapMinutesMax * minuteMs;
}

function weightsOf(count: number, stretches: readonly Stretch[]): Float64Array {
  const weights = new Float64Array(count);
  for (const { start, end, cadenceMinutes } of stretches) weights.fill(cadenceMinutes, start, end);
  return weights;
}
