import { assert } from '#std/assert';
import { highMgDl, lowMgDl, type Moment, type ReadingSource, type Revision } from './reading.ts';
import { type Trend, trendOfRate } from './trend.ts';

/** One reading of a fixed trace. */
export interface TracePoint {
  readonly atMs: number;
  /** mg/dL; 39 for LOW, 401 for HIGH. */
  readonly valueMgDl: number;
  /** Computed from the readings of the quarter of an hour before, when absent. */
  readonly trend?: Trend;
  /** Absent: after the account's visibility delay. Null: never. */
  readonly visibleAtMs?: number | null;
  /** Later values of the same reading, ascending. */
  readonly revisions?: readonly {
    readonly visibleAtMs: number;
    readonly valueMgDl: number;
    readonly trend?: Trend;
  }[];
}

export interface TraceOptions {
  /** Moves every instant, those of visibility included. */
  readonly shiftMs?: number;
  /**
   * Plays the trace again and again, backwards and forwards in time, each time a whole number of
   * days later, so that breakfast stays in the morning.
   */
  readonly isRepeated?: boolean;
}

const dayMs = 86_400_000;
const slopeMs = 16 * 60_000;
/** Between the end of a round and the start of the next there is at least this much. */
const pauseMs = 60_000;

export function createTrace(
  points: readonly TracePoint[],
  { shiftMs = 0, isRepeated = false }: TraceOptions = {},
): ReadingSource {
  const sorted = points
    .map((point) => shifted(point, shiftMs))
    .sort((one, other) => one.atMs - other.atMs);
  const trendsOfPoints = sorted.map((point, index) => point.trend ?? slopeTrend(sorted, index));
  const firstMs = sorted[0]?.atMs ?? 0;
  const spanMs = (sorted.at(-1)?.atMs ?? 0) - firstMs;
  const periodMs = Math.ceil((spanMs + pauseMs) / dayMs) * dayMs;

  function* walkRound(round: number, untilMs: number, afterMs: number): Generator<Moment> {
    const movedMs = round * periodMs;
    for (let index = countUntil(sorted, untilMs - movedMs) - 1; index >= 0; index--) {
      const atMs = pointAt(sorted, index).atMs + movedMs;
      if (atMs <= afterMs) return;
      yield { atMs, ordinal: round * sorted.length + index };
    }
  }

  return {
    person: null,
    *walk(untilMs, afterMs) {
      if (sorted.length === 0) return;
      if (!isRepeated) return yield* walkRound(0, untilMs, afterMs);
      const last = Math.floor((untilMs - firstMs) / periodMs);
      const first = Math.floor((afterMs - firstMs) / periodMs);
      for (let round = last; round >= first; round--) yield* walkRound(round, untilMs, afterMs);
    },
    measure({ ordinal }) {
      const index = remainder(ordinal, sorted.length);
      const trend = trendsOfPoints[index] ?? 'NotComputable';
      return { valueMgDl: pointAt(sorted, index).valueMgDl, trend };
    },
    scriptOf({ ordinal }) {
      const index = remainder(ordinal, sorted.length);
      const movedMs = Math.floor(ordinal / sorted.length) * periodMs;
      const point = pointAt(sorted, index);
      const trend = trendsOfPoints[index] ?? 'NotComputable';
      const revisions = (point.revisions ?? []).map(
        (revision): Revision => ({
          trend,
          ...revision,
          visibleAtMs: revision.visibleAtMs + movedMs,
        }),
      );
      return { visibleAtMs: moved(point.visibleAtMs, movedMs), revisions };
    },
  };
}

function shifted(point: TracePoint, shiftMs: number): TracePoint {
  if (shiftMs === 0) return point;
  const { visibleAtMs, revisions } = point;
  return {
    ...point,
    atMs: point.atMs + shiftMs,
    ...(visibleAtMs === undefined || visibleAtMs === null
      ? {}
      : { visibleAtMs: visibleAtMs + shiftMs }),
    ...(revisions === undefined
      ? {}
      : { revisions: revisions.map((r) => ({ ...r, visibleAtMs: r.visibleAtMs + shiftMs })) }),
  };
}

function moved(atMs: number | null | undefined, byMs: number): number | null | undefined {
  return typeof atMs === 'number' ? atMs + byMs : atMs;
}

/** The slope to the oldest true glucose value of the quarter of an hour before. */
function slopeTrend(points: readonly TracePoint[], index: number): Trend {
  const here = pointAt(points, index);
  if (!isGlucose(here)) return 'NotComputable';
  let oldest: TracePoint | undefined;
  for (let before = index - 1; before >= 0; before--) {
    const point = pointAt(points, before);
    if (here.atMs - point.atMs > slopeMs) break;
    if (isGlucose(point) && point.atMs < here.atMs) oldest = point;
  }
  if (!oldest) return 'NotComputable';
  const minutes = (here.atMs - oldest.atMs) / 60_000;
  return trendOfRate((here.valueMgDl - oldest.valueMgDl) / minutes);
}

function isGlucose({ valueMgDl }: TracePoint): boolean {
  return valueMgDl >= lowMgDl && valueMgDl <= highMgDl;
}

/** How many points lie at or before an instant. */
function countUntil(points: readonly TracePoint[], untilMs: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pointAt(points, middle).atMs <= untilMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pointAt(points: readonly TracePoint[], index: number): TracePoint {
  const point = points[index];
  assert(point, 'the index of a trace lies inside it');
  return point;
}

function remainder(n: number, divisor: number): number {
  return ((n % divisor) + divisor) % divisor;
}
