import { activeTimeOf } from './active-time.ts';
import { minuteMs } from './series.ts';
import { type GlucoseTrace, standsUntilMs } from './trace.ts';

/**
 * Whether there are data enough to speak of a person's glucose in general: 14 days with at least 70 %
 * of the readings (consensus of 2019, doi 10.2337/dci19-0028), wherever the others are missing.
 *
 * The period that is judged is the range that was asked for, whole: who asks for two weeks is told of
 * two weeks, and a quarter that has data only in its last two weeks is for the most part unknown. Of a
 * trace without a range it is the time from the first reading to the end of the last.
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

const shortages = ['no-readings', 'under-14-days', 'under-70-percent'] as const;
export type Shortage = (typeof shortages)[number];

const sufficientDays = 14;
const sufficientPercent = 70;

const minutesADay = 1440;
/** Fourteen local days are an hour short where the clocks go forward, and in some zones two. */
const clockChangeMinutes = 120;

export function sufficiencyOf(trace: GlucoseTrace): Sufficiency {
  const periodMinutes = periodMinutesOf(trace);
  const { activeMinutes } = activeTimeOf(trace);
  const activePercent = periodMinutes === 0 ? 0 : (activeMinutes / periodMinutes) * 100;
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
  if (range !== null) return (range.toMs - range.fromMs) / minuteMs;
  const count = takenAtMs.length;
  if (count === 0) return 0;
  return (standsUntilMs(trace, count - 1) - (takenAtMs[0] as number)) / minuteMs;
}
