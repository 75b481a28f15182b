import { roundHalfEven } from './rounding.ts';
import { indexAtOrAfter, minuteMs } from './series.ts';
import { type GlucoseTrace, standsUntilMs } from './trace.ts';

/**
 * How much of the time there were readings. Each stands until the next one, or for the cadence of its
 * sensor where the next one is missing (`standsUntilMs`): so active time never exceeds the time that
 * there was, and what a day has of it adds up to what the range has.
 *
 * `percent` is iglu's, with the cadence that the sensor has: readings that are not missing over readings expected from the first to the
 * last one. Expected are round(span / cadence) + 1, the span being in whole minutes and the cadence,
 * where the trace shows it, the median interval in whole minutes; missing are those that fit into the intervals which are
 * longer than the cadence when rounded to minutes. So a sensor that is a little quicker than its
 * nominal cadence is not active for more of the time. Where cadences mix, both are told in minutes
 * and added over the stretches, which at one cadence is the same.
 */
export interface ActiveTime {
  /** Minutes that the readings stand for; no more than the range has. */
  readonly activeMinutes: number;
  /** Minutes from the first reading to the last one; 0 with fewer than two. */
  readonly spanMinutes: number;
  /** 0 to 100, over the time from the first reading to the last; null with fewer than two. */
  readonly percent: number | null;
}

export function activeTimeOf(trace: GlucoseTrace): ActiveTime {
  const { takenAtMs, stretches } = trace;
  const count = takenAtMs.length;
  const activeMinutes = activeMinutesBetween(
    trace,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  );
  let expectedMinutes = 0;
  let missingMinutes = 0;
  for (const stretch of stretches) {
    const { start, end, cadenceMinutes } = stretch;
    const isLast = end === count;
    const times = takenAtMs.subarray(start, isLast ? end : end + 1);
    const spanMs = (times[times.length - 1] as number) - (times[0] as number);
    const intervals = roundHalfEven(roundHalfEven(spanMs / minuteMs) / cadenceMinutes);
    expectedMinutes += (intervals + (isLast ? 1 : 0)) * cadenceMinutes;
    missingMinutes += missingReadingsOf(times, cadenceMinutes) * cadenceMinutes;
  }
  if (count < 2) return { activeMinutes, spanMinutes: 0, percent: null };
  const spanMs = (takenAtMs[count - 1] as number) - (takenAtMs[0] as number);
  const percent = (1 - missingMinutes / expectedMinutes) * 100;
  return { activeMinutes, spanMinutes: spanMs / minuteMs, percent };
}

/** Minutes of [fromMs, toMs) that the readings of a trace stand for. */
export function activeMinutesBetween(trace: GlucoseTrace, fromMs: number, toMs: number): number {
  const { takenAtMs } = trace;
  let activeMs = 0;
  // The last reading before may stand beyond the beginning.
  for (let i = Math.max(0, indexAtOrAfter(takenAtMs, fromMs) - 1); i < takenAtMs.length; i++) {
    const atMs = takenAtMs[i] as number;
    if (atMs >= toMs) break;
    const untilMs = Math.min(toMs, standsUntilMs(trace, i));
    activeMs += Math.max(0, untilMs - Math.max(fromMs, atMs));
  }
  return activeMs / minuteMs;
}

/** How many readings would fit into the intervals that are longer than the cadence. */
function missingReadingsOf(takenAtMs: Float64Array, cadenceMinutes: number): number {
  let minutes = 0;
  for (let i = 1; i < takenAtMs.length; i++) {
    const interval = ((takenAtMs[i] as number) - (takenAtMs[i - 1] as number)) / minuteMs;
    const isLonger =
      cadenceMinutes < 1
        ? interval > 1.5 * cadenceMinutes
        : roundHalfEven(interval) > cadenceMinutes;
    if (isLonger) minutes += interval - cadenceMinutes;
  }
  return roundHalfEven(minutes / cadenceMinutes);
}
