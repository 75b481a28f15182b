import type { LostTime } from './find-lost-stretches.ts';
import type { SampleSeries } from './sample-series.ts';
import type { TimeRange } from './statistics/index.ts';

/**
 * A stretch without samples. What lies at its two ends is a sample, or the end of the range.
 *
 * - `silence`: none came; a phone that was away may still bring them.
 * - `beyond-reach`: at least a part of them can no longer be had from Dexcom.
 */
export interface SampleGap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly minutes: number;
  readonly reason: SampleGapReason;
}

const sampleGapReasons = ['silence', 'beyond-reach'] as const;
export type SampleGapReason = (typeof sampleGapReasons)[number];

const minuteMs = 60_000;

/**
 * The gaps of a range: where neighbouring samples, or a sample and the end of the range, are more
 * than `minutesMin` apart. Linear in samples and lost stretches; both ascend.
 */
export function sampleGapsOf(
  { takenAtMs }: Pick<SampleSeries, 'takenAtMs'>,
  { fromMs, toMs }: TimeRange,
  lost: readonly LostTime[],
  minutesMin: number,
): SampleGap[] {
  const gaps: SampleGap[] = [];
  let next = 0;
  let startMs = fromMs;
  for (let i = 0; i <= takenAtMs.length; i++) {
    const endMs = i < takenAtMs.length ? (takenAtMs[i] as number) : toMs;
    if (endMs - startMs > minutesMin * minuteMs) {
      while (next < lost.length && (lost[next] as LostTime).toMs <= startMs) next += 1;
      const isBeyondReach = (lost[next]?.fromMs ?? Number.POSITIVE_INFINITY) < endMs;
      const reason = isBeyondReach ? 'beyond-reach' : 'silence';
      gaps.push({ fromMs: startMs, toMs: endMs, minutes: (endMs - startMs) / minuteMs, reason });
    }
    startMs = endMs;
  }
  return gaps;
}
