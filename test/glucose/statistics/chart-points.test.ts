import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartPointsOf } from '#glucose';
import type { GlucoseSeries } from '#src/glucose/statistics/series.ts';
import { midnightMs, minuteMs, repeated, steady } from './traces.ts';

const glucose = fc.integer({ min: 39, max: 401 });

const anySeries: fc.Arbitrary<GlucoseSeries> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 400 }), glucose), { minLength: 1, maxLength: 600 })
  .map((readings) => {
    let atMs = midnightMs;
    const takenAtMs = readings.map(([minutes]) => {
      atMs += minutes * minuteMs;
      return atMs;
    });
    return { takenAtMs, valueMgDl: readings.map(([, value]) => value) };
  });

describe('the points of a chart', () => {
  it('are all readings where they fit', () => {
    expect(chartPointsOf(steady([100, 110, 120]), 4)).toEqual([0, 1, 2]);
    expect(chartPointsOf(steady(repeated(100, 288)), 288)).toHaveLength(288);
    expect(chartPointsOf(steady([]), 4)).toEqual([]);
  });

  it('keep a single low and a single high among thousands', () => {
    const values = Array.from({ length: 26_000 }, (_, i) => 120 + (i % 7));
    values[13_337] = 39;
    values[20_001] = 401;
    const points = chartPointsOf(steady(values), 500);
    expect(points).toContain(13_337);
    expect(points).toContain(20_001);
    expect(points.length).toBeLessThanOrEqual(500);
    expect(points.length).toBeGreaterThan(300);
  });

  it('of a gap and a sensor at another pace stay within their count', () => {
    const takenAtMs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100_000].map((i) => midnightMs + i * minuteMs);
    const valueMgDl = [100, 90, 80, 120, 110, 100, 200, 100, 90, 95, 100];
    expect(chartPointsOf({ takenAtMs, valueMgDl }, 8)).toEqual([0, 2, 6, 9, 10]);
  });

  it('are not fewer than four', () => {
    expect(() => chartPointsOf(steady([100]), 3)).toThrow('four points');
  });

  it('are few enough, in order, with the first, the last, the lowest and the highest reading', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 4, max: 200 }), (series, pointsMax) => {
        const points = chartPointsOf(series, pointsMax);
        const values = Array.from(series.valueMgDl);
        const shown = points.map((index) => values[index] ?? 0);
        expect(points.length).toBeLessThanOrEqual(Math.max(pointsMax, 0));
        expect(points).toEqual([...new Set(points)].sort((a, b) => a - b));
        expect(points[0]).toBe(0);
        expect(points.at(-1)).toBe(values.length - 1);
        expect(Math.min(...shown)).toBe(Math.min(...values));
        expect(Math.max(...shown)).toBe(Math.max(...values));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
