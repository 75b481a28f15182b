import type { Point } from './amounts.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The points as lines to draw, none of them across a gap or any part of one. Gaps are those that the
 * gateway tells, and not what lies between two points: of a long range not every reading is drawn.
 * Both in order of time.
 */
export function linesBetween(points: readonly Point[], gaps: readonly Span[]): Point[][] {
  const lines: Point[][] = [];
  let gapIndex = 0;
  let line: Point[] = [];
  for (const point of points) {
    const last = line.at(-1);
    while (isBefore(gaps[gapIndex], last)) gapIndex += 1;
    const gap = gaps[gapIndex];
    if (last && gap && gap.fromMs < point.timeMs) {
      lines.push(line);
      line = [];
    }
    line.push(point);
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

/** Whether a gap was over when the last point was taken. */
function isBefore(gap: Span | undefined, last: Point | undefined): boolean {
  return gap !== undefined && last !== undefined && gap.toMs <= last.timeMs;
}

export interface Gap extends Span {
  readonly reason: 'SILENCE' | 'BEYOND_REACH';
}

/** The gateway tells what lasts longer than this. */
const leastGapMs = 12 * 60_000;

/**
 * The gaps of an answer as they are with the readings that events told since: one that came late
 * parts the gap in which it lies. Of readings newer than the question, which were all told, the
 * distance says where a gap is.
 */
export function gapsAmong(
  points: readonly Point[],
  told: readonly Gap[],
  askedAtMs: number,
): readonly Gap[] {
  const times = points.map(({ timeMs }) => timeMs);
  const newer = gapsBetween(times, 'SILENCE').filter(({ toMs }) => toMs > askedAtMs);
  const [firstNewer] = newer;
  // The one that reached up to the question is now the beginning of a newer one.
  const known = told.filter(({ fromMs }) => !firstNewer || fromMs < firstNewer.fromMs);
  return [...known.flatMap((gap) => partsOf(gap, times)), ...newer];
}

function partsOf(gap: Gap, times: readonly number[]): readonly Gap[] {
  const inside = times.filter((timeMs) => timeMs > gap.fromMs && timeMs < gap.toMs);
  return inside.length === 0 ? [gap] : gapsBetween([gap.fromMs, ...inside, gap.toMs], gap.reason);
}

function gapsBetween(times: readonly number[], reason: Gap['reason']): readonly Gap[] {
  return times.slice(1).flatMap((toMs, index) => {
    const fromMs = times[index] ?? toMs;
    return toMs - fromMs > leastGapMs ? [{ fromMs, toMs, reason }] : [];
  });
}
