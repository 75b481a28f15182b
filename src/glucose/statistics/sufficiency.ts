import { activeTimeOf } from './active-time.ts';
import { minuteMs } from './series.ts';
import { type GlucoseTrace, minutesOfReading } from './trace.ts';

/**
 * Whether there are data enough to speak of a person's glucose in general: 14 days with at least 70 %
 * of the readings (consensus of 2019, doi 10.2337/dci19-0028).
 *
 * The period that is judged is the range that was asked for, cut to the data where they begin or end
 * more than a day inside it: a sensor that was changed at the edge of two weeks does not make them
 * thirteen days, and a quarter with data only in its last two weeks is two weeks of data.
 */
export interface Sufficiency {
  /** Length of the period that is judged, in days of 24 hours. */
  readonly periodDays: number;
  /** Minutes that the readings stand for, in percent of the period: 0 to 100. */
  readonly activePercent: number;
  readonly isSufficient: boolean;
  /** Why not; null where it is. */
  readonly shortage: Shortage | null;
}

export const shortages = ['no-readings', 'under-14-days', 'under-70-percent'] as const;
export type Shortage = (typeof shortages)[number];

export const sufficientDays = 14;
export const sufficientPercent = 70;

const minutesADay = 1440;
const edgeMinutes = minutesADay;
/** Fourteen local days are an hour short where the clocks go forward. */
const clockChangeMinutes = 60;

export function sufficiencyOf(trace: GlucoseTrace): Sufficiency {
  const periodMinutes = periodMinutesOf(trace);
  const { activeMinutes } = activeTimeOf(trace);
  const activePercent =
    periodMinutes === 0 ? 0 : Math.min(100, (activeMinutes / periodMinutes) * 100);
  const shortage = shortageOf(trace.takenAtMs.length, periodMinutes, activePercent);
  const periodDays = periodMinutes / minutesADay;
  return { periodDays, activePercent, isSufficient: shortage === null, shortage };
}

function shortageOf(count: number, periodMinutes: number, activePercent: number): Shortage | null {
  if (count === 0) return 'no-readings';
  if (periodMinutes + clockChangeMinutes < sufficientDays * minutesADay) return 'under-14-days';
  return activePercent < sufficientPercent ? 'under-70-percent' : null;
}

function periodMinutesOf(trace: GlucoseTrace): number {
  const { takenAtMs, range } = trace;
  const count = takenAtMs.length;
  if (count === 0) return 0;
  const firstMs = takenAtMs[0] as number;
  const lastMs = (takenAtMs[count - 1] as number) + minutesOfReading(trace, count - 1) * minuteMs;
  if (range === null) return (lastMs - firstMs) / minuteMs;
  const isEarly = firstMs - range.fromMs < edgeMinutes * minuteMs;
  const isLate = range.toMs - lastMs < edgeMinutes * minuteMs;
  const fromMs = isEarly ? range.fromMs : firstMs;
  const toMs = isLate ? range.toMs : lastMs;
  return (toMs - fromMs) / minuteMs;
}
