import type { Point } from './amounts.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The points as lines to draw, each without a gap in it. Gaps are those that the gateway tells, and
 * not what lies between two points: of a long range not every reading is drawn. Both in order of time.
 */
export function linesBetween(points: readonly Point[], gaps: readonly Span[]): Point[][] {
  const lines: Point[][] = [];
  let gapIndex = 0;
  let line: Point[] = [];
  for (const point of points) {
    const last = line.at(-1);
    while (isBefore(gaps[gapIndex], last)) gapIndex += 1;
    const gap = gaps[gapIndex];
    if (last && gap && gap.fromMs >= last.timeMs && gap.toMs <= point.timeMs) {
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
