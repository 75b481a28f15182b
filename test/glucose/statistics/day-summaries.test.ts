import { describe, expect, it } from 'vitest';
import { daySummariesOf, traceOf } from '#glucose';
import { dayMs, joined, midnightMs, minuteMs, repeated, steady, steadyTrace } from './traces.ts';

const hourMs = 60 * minuteMs;

describe('day by day', () => {
  it('each local day has its own numbers', () => {
    const first = [...repeated(50, 72), ...repeated(60, 72), ...repeated(100, 144)];
    const series = steady([...first, ...repeated(200, 144), ...repeated(300, 144)]);
    const range = { fromMs: midnightMs, toMs: midnightMs + 2 * dayMs };
    const [one, two] = daySummariesOf(traceOf(series, range), 'UTC');
    expect(one).toMatchObject({
      date: '2026-01-12',
      fromMs: midnightMs,
      toMs: midnightMs + dayMs,
      minutes: 1440,
      count: 288,
      activePercent: 100,
      meanMgDl: 77.5,
      lowestMgDl: 50,
      highestMgDl: 100,
      banded: {
        below54Percent: 25,
        from54To69Percent: 25,
        from70To180Percent: 50,
        from181To250Percent: 0,
        above250Percent: 0,
      },
    });
    expect(two).toMatchObject({
      date: '2026-01-13',
      meanMgDl: 250,
      banded: { from181To250Percent: 50, above250Percent: 50 },
    });
    expect(two?.standardDeviationMgDl).toBeCloseTo(50 * Math.sqrt(288 / 287), 10);
    expect(two?.coefficientOfVariationPercent).toBeCloseTo(20 * Math.sqrt(288 / 287), 10);
  });

  it('a day without readings is there and says so', () => {
    const range = { fromMs: midnightMs, toMs: midnightMs + 3 * dayMs };
    const series = joined(steady([100, 120]), steady([130], 5, midnightMs + 2 * dayMs));
    const days = daySummariesOf(traceOf(series, range), 'UTC');
    expect(days.map(({ count }) => count)).toEqual([2, 0, 1]);
    expect(days[1]).toMatchObject({
      activePercent: 0,
      meanMgDl: null,
      standardDeviationMgDl: null,
      lowestMgDl: null,
      banded: null,
    });
    expect(days[2]).toMatchObject({ meanMgDl: 130, standardDeviationMgDl: null });
  });

  it('days are cut to the range', () => {
    const range = { fromMs: midnightMs + 18 * hourMs, toMs: midnightMs + 30 * hourMs };
    const days = daySummariesOf(traceOf(steady(repeated(100, 576)), range), 'UTC');
    expect(days.map(({ date, minutes, count }) => [date, minutes, count])).toEqual([
      ['2026-01-12', 360, 72],
      ['2026-01-13', 360, 72],
    ]);
  });

  it('days of a clock change have 23 and 25 hours', () => {
    const of = (from: string, hours: number) => {
      const fromMs = Date.parse(from);
      const series = steady(repeated(100, hours * 12), 5, fromMs);
      const range = { fromMs, toMs: fromMs + hours * hourMs };
      return daySummariesOf(traceOf(series, range), 'Europe/Berlin');
    };
    const told = (days: ReturnType<typeof of>) =>
      days.map(({ date, minutes, count, activePercent }) => [date, minutes, count, activePercent]);
    expect(told(of('2026-03-28T23:00:00Z', 47))).toEqual([
      ['2026-03-29', 1380, 276, 100],
      ['2026-03-30', 1440, 288, 100],
    ]);
    expect(told(of('2026-10-24T22:00:00Z', 25))).toEqual([['2026-10-25', 1500, 300, 100]]);
  });

  it('a reading weighs the same as in the whole range', () => {
    const series = joined(
      steady([...repeated(100, 144), ...repeated(100, 72)], 5),
      steady(repeated(200, 360), 1, midnightMs + 18 * hourMs),
    );
    const range = { fromMs: midnightMs, toMs: midnightMs + dayMs };
    const [day] = daySummariesOf(traceOf(series, range), 'UTC');
    expect(day?.meanMgDl).toBeCloseTo(125, 10);
    expect(day?.activePercent).toBeCloseTo(100, 10);
  });

  it('a trace without a range has the days from its first to its last reading', () => {
    const days = daySummariesOf(traceOf(steady(repeated(100, 400))), 'UTC');
    expect(days.map(({ date, count }) => [date, count])).toEqual([
      ['2026-01-12', 288],
      ['2026-01-13', 112],
    ]);
    expect(daySummariesOf(steadyTrace([]), 'UTC')).toEqual([]);
  });
});
