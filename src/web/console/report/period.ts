import { minuteOfDayIn } from '#web/console/person/zone.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;
const dayMs = dayMinutes * minuteMs;

export const reportDays = 14;

export interface Period {
  /** Midnight of the first day, by the wearer's clock. */
  readonly fromMs: number;
  /** Midnight after the last day. */
  readonly toMs: number;
  /**
   * Where statistics begin: 14 days are 14 times 24 hours to the consensus, also where a clock was
   * set forward in them.
   */
  readonly statisticsFromMs: number;
}

/** The last 14 whole days of a zone's clock before `nowMs`, or those so many times 14 days before. */
export function periodOf(zone: string, nowMs: number, periodsAgo: number): Period {
  const today = midnightNear(zone, nowMs - minuteOfDayIn(zone, nowMs) * minuteMs);
  const toMs = midnightNear(zone, today - periodsAgo * reportDays * dayMs);
  const fromMs = midnightNear(zone, toMs - reportDays * dayMs);
  return { fromMs, toMs, statisticsFromMs: Math.min(fromMs, toMs - reportDays * dayMs) };
}

/** The midnight that is nearest: a day whose clock was changed is an hour shorter or longer. */
function midnightNear(zone: string, timeMs: number): number {
  const whole = Math.floor(timeMs / minuteMs) * minuteMs;
  const minute = minuteOfDayIn(zone, whole);
  const offMinutes = minute < dayMinutes / 2 ? minute : minute - dayMinutes;
  return whole - offMinutes * minuteMs;
}
