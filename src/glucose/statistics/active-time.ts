import { roundHalfEven } from './rounding.ts';
import { minuteMs } from './series.ts';
import type { GlucoseTrace } from './trace.ts';

/**
 * How much of the time there were readings.
 *
 * `percent` is iglu's: readings found over readings expected from the first to the last one, and the
 * expected ones are round(span / cadence) + 1, the cadence being the median interval in whole
 * minutes. Where cadences mix, found and expected are told in minutes and added over the stretches,
 * which at one cadence is the same.
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
  for (const { start, end, cadenceMinutes } of stretches) {
    const fromMs = takenAtMs[start] as number;
    const isLast = end === count;
    const toMs = takenAtMs[isLast ? count - 1 : end] as number;
    const intervals = roundHalfEven((toMs - fromMs) / minuteMs / cadenceMinutes);
    activeMinutes += (end - start) * cadenceMinutes;
    expectedMinutes += (intervals + (isLast ? 1 : 0)) * cadenceMinutes;
  }
  if (count < 2) return { activeMinutes, spanMinutes: 0, percent: null };
  const spanMs = (takenAtMs[count - 1] as number) - (takenAtMs[0] as number);
  const percent = Math.min(100, (activeMinutes / expectedMinutes) * 100);
  return { activeMinutes, spanMinutes: spanMs / minuteMs, percent };
}
