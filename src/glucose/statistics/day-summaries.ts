import { localDaysOf } from '#std/local-time';
import { activeMinutesBetween } from './active-time.ts';
import { type BandedBands, bandsOf } from './bands.ts';
import { distributionOf } from './distribution.ts';
import { type AtLimits, atLimitsOf } from './limits.ts';
import { coefficientOfVariationOf, meanOf, standardDeviationOf } from './moments.ts';
import { indexAtOrAfter, minuteMs, type TimeRange } from './series.ts';
import type { GlucoseTrace } from './trace.ts';

/** One day of the local calendar, or the part of it that lies in the range that was asked for. */
export interface DaySummary {
  /** The local date, YYYY-MM-DD. */
  readonly date: string;
  /** [fromMs, toMs): the local day cut to the range. */
  readonly fromMs: number;
  readonly toMs: number;
  /**
   * Minutes from `fromMs` to `toMs`. A whole day has 1440, and 1320, 1380, 1410, 1470, 1500 or 1560
   * where the clocks change by two hours, an hour or half an hour.
   */
  readonly minutes: number;
  readonly count: number;
  /** Minutes that the readings stand for, in percent of `minutes`: 0 to 100. */
  readonly activePercent: number;
  /** mg/dL; null without a reading. */
  readonly meanMgDl: number | null;
  /** mg/dL; null with fewer than two readings. */
  readonly standardDeviationMgDl: number | null;
  readonly coefficientOfVariationPercent: number | null;
  readonly lowestMgDl: number | null;
  readonly highestMgDl: number | null;
  /** Five bands that make 100; null without a reading. */
  readonly banded: BandedBands | null;
  readonly atLimits: AtLimits | null;
}

/**
 * A summary for each local day of the range, days without readings among them; of a trace without a
 * range from its first to its last reading. What a reading stands for is judged over the whole trace,
 * so that a short day is no different from its neighbours.
 */
export function daySummariesOf(trace: GlucoseTrace, timeZone: string): readonly DaySummary[] {
  const range = trace.range ?? wholeRangeOf(trace);
  if (range === null) return [];
  const { fromMs, toMs } = range;
  return localDaysOf(timeZone, fromMs, toMs).map((day) => {
    const cut = { fromMs: Math.max(day.startMs, fromMs), toMs: Math.min(day.endMs, toMs) };
    return daySummaryOf(trace, day.date, cut);
  });
}

function wholeRangeOf({ takenAtMs }: GlucoseTrace): TimeRange | null {
  if (takenAtMs.length === 0) return null;
  const fromMs = takenAtMs[0] as number;
  return { fromMs, toMs: (takenAtMs[takenAtMs.length - 1] as number) + 1 };
}

function daySummaryOf(trace: GlucoseTrace, date: string, { fromMs, toMs }: TimeRange): DaySummary {
  const { takenAtMs, valueMgDl, weightMinutes } = trace;
  const start = indexAtOrAfter(takenAtMs, fromMs);
  const end = indexAtOrAfter(takenAtMs, toMs);
  const distribution = distributionOf(valueMgDl, weightMinutes, start, end);
  const minutes = (toMs - fromMs) / minuteMs;
  const values = distribution.valueMgDl;
  return {
    date,
    fromMs,
    toMs,
    minutes,
    count: end - start,
    activePercent: (activeMinutesBetween(trace, fromMs, toMs) / minutes) * 100,
    meanMgDl: meanOf(distribution),
    standardDeviationMgDl: standardDeviationOf(distribution),
    coefficientOfVariationPercent: coefficientOfVariationOf(distribution),
    lowestMgDl: values[0] ?? null,
    highestMgDl: values[values.length - 1] ?? null,
    banded: bandsOf(distribution)?.banded ?? null,
    atLimits: atLimitsOf(distribution),
  };
}
