import { dayMs, localDaysOf } from '#std/local-time';
import { gapMinutesMax } from './cadence.ts';
import { interpolate } from './interpolation.ts';
import { minuteMs } from './series.ts';
import type { GlucoseTrace } from './trace.ts';

/**
 * A trace on a grid of equal steps: what MODD and MAGE are defined on, since both compare readings by
 * their place. It is the grid of iglu's `CGMS2DayByDay`: from one step after the local midnight before
 * the first reading, interpolated, gaps of over 45 minutes left open. The steps are of elapsed time;
 * the clocks' changes do not bend it.
 */
export interface DayGrid {
  readonly stepMinutes: number;
  readonly stepsPerDay: number;
  /** mg/dL; NaN where nothing is known. */
  readonly valueMgDl: Float64Array;
}

const minutesADay = 1440;
const coarseMinutes = 20;
const fineMinutes = 5;

/**
 * The grid of a trace; null without a reading, or where readings are further apart than is ever
 * interpolated. Unless told, its step is the trace's whole cadence, made to divide the day: above 20
 * minutes it is 20, else the nearest multiple of 5.
 */
export function dayGridOf(
  trace: GlucoseTrace,
  timeZone: string,
  stepMinutes = stepOf(trace.wholeCadenceMinutes),
): DayGrid | null {
  const { takenAtMs, wholeCadenceMinutes } = trace;
  const count = takenAtMs.length;
  if (count === 0 || wholeCadenceMinutes > gapMinutesMax) return null;
  const firstMs = takenAtMs[0] as number;
  const lastMs = takenAtMs[count - 1] as number;
  const stepMs = stepMinutes * minuteMs;
  const stepsPerDay = minutesADay / stepMinutes;
  const [day] = localDaysOf(timeZone, firstMs, firstMs + 1);
  const midnightMs = day?.startMs ?? firstMs;
  const days = Math.ceil((lastMs - firstMs) / dayMs + 1);
  const instants = { startMs: midnightMs + stepMs, stepMs, count: days * stepsPerDay };
  return { stepMinutes, stepsPerDay, valueMgDl: interpolate(trace, instants) };
}

function stepOf(cadenceMinutes: number): number {
  if (minutesADay % cadenceMinutes === 0) return cadenceMinutes;
  if (cadenceMinutes > coarseMinutes) return coarseMinutes;
  const rest = cadenceMinutes % fineMinutes;
  return rest > fineMinutes / 2 ? cadenceMinutes + fineMinutes - rest : cadenceMinutes - rest;
}
