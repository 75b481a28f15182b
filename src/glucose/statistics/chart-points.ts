import { assert } from '#std/assert';
import { assertSeries, type GlucoseSeries } from './series.ts';

/** The fewest points that a chart may ask for: a bucket keeps up to four. */
export const chartPointsMin = 4;

/**
 * Which readings a chart of at most `pointsMax` points shows: ascending indexes into the columns, all
 * of them where they fit.
 *
 * The time from the first to the last reading is cut into equal buckets, and of each the first, the
 * lowest, the highest and the last reading are kept (M4: Jugel 2014, PVLDB 7:797, doi
 * 10.14778/2732951.2732953). So no low and no high is lost, whatever the point count, and a line drawn
 * through the points is the line through all of them, to the width of a bucket. Values are readings,
 * never averages. Linear.
 */
export function chartPointsOf(series: GlucoseSeries, pointsMax: number): readonly number[] {
  assertSeries(series);
  assert(pointsMax >= chartPointsMin, 'a chart has four points or more');
  const { takenAtMs } = series;
  const count = takenAtMs.length;
  if (count <= pointsMax) return Array.from({ length: count }, (_, index) => index);
  const buckets = Math.floor(pointsMax / chartPointsMin);
  const firstMs = takenAtMs[0] as number;
  const spanMs = (takenAtMs[count - 1] as number) - firstMs;
  const points: number[] = [];
  let start = 0;
  for (let bucket = 1; bucket <= buckets; bucket++) {
    const untilMs = firstMs + (spanMs * bucket) / buckets;
    let end = start;
    while (end < count && (bucket === buckets || (takenAtMs[end] as number) < untilMs)) end += 1;
    if (end > start) pushBucket(points, series, start, end);
    start = end;
  }
  return points;
}

/** Adds the first, lowest, highest and last index of a bucket, each once and in order of time. */
function pushBucket(
  points: number[],
  { valueMgDl }: GlucoseSeries,
  start: number,
  end: number,
): void {
  let lowest = start;
  let highest = start;
  for (let i = start + 1; i < end; i++) {
    const value = valueMgDl[i] as number;
    if (value < (valueMgDl[lowest] as number)) lowest = i;
    if (value > (valueMgDl[highest] as number)) highest = i;
  }
  const candidates = [start, Math.min(lowest, highest), Math.max(lowest, highest), end - 1];
  for (const index of candidates) if (points.at(-1) !== index) points.push(index);
}
