import { roundHalfEven } from './rounding.ts';
import { minuteMs } from './series.ts';
import type { GlucoseTrace } from './trace.ts';

/**
 * How much of the time there were readings.
 *
 * `percent` is iglu's: readings that are not missing over readings expected from the first to the
 * last one. Expected are round(span / cadence) + 1, the span being in whole minutes and the cadence
 * the median interval in whole minutes; missing are those that fit into the intervals which are
 * longer than the cadence when rounded to minutes. So a sensor that is a little quicker than its
 * nominal cadence is not active for more of the time. Where cadences mix, both are told in minutes
 * and added over the stretches, which at one cadence is the same.
 */
export interface ActiveTime {
  /** Minutes that the readings stand for. */
  readonly activeMinutes: number;
  /** Minutes from the first reading to the last one; 0 with fewer than two. */
  readonly spanMinutes: number;
  /** 0 to 100, over the time from the first reading to the last; null with fewer than two. */
  readonly percent: number | null;
}

export function activeTimeOf(trace: GlucoseTrace): ActiveTime {
  const { takenAtMs, stretches } = trace;
  const count = takenAtMs.length;
  let activeMinutes = 0;
  let expectedMinutes = 0;
  let missingMinutes = 0;
  for (const stretch of stretches) {
    const { start, end, cadenceMinutes } = stretch;
    const isLast = end === count;
    const times = takenAtMs.subarray(start, isLast ? end : end + 1);
    const spanMs = (times[times.length - 1] as number) - (times[0] as number);
    const intervals = roundHalfEven(roundHalfEven(spanMs / minuteMs) / cadenceMinutes);
    activeMinutes += (end - start) * cadenceMinutes;
    expectedMinutes += (intervals + (isLast ? 1 : 0)) * cadenceMinutes;
    missingMinutes += missingReadingsOf(times, cadenceMinutes) * cadenceMinutes;
  }
  if (count < 2) return { activeMinutes, spanMinutes: 0, percent: null };
  const spanMs = (takenAtMs[count - 1] as number) - (takenAtMs[0] as number);
  const percent = (1 - missingMinutes / expectedMinutes) * 100;
  return { activeMinutes, spanMinutes: spanMs / minuteMs, percent };
}

/** How many readings would fit into the intervals that are longer than the cadence. */
function missingReadingsOf(takenAtMs: Float64Array, cadenceMinutes: number): number {
  let minutes = 0;
  for (let i = 1; i < takenAtMs.length; i++) {
    const interval = ((takenAtMs[i] as number) - (takenAtMs[i - 1] as number)) / minuteMs;
    if (roundHalfEven(interval) > cadenceMinutes) minutes += interval - cadenceMinutes;
  }
  return roundHalfEven(minutes / cadenceMinutes);
}
