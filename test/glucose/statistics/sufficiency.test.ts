import { describe, expect, it } from 'vitest';
import { statisticsOf, type TimeRange, traceOf } from '#glucose';
import { activeTimeOf } from '#src/glucose/statistics/active-time.ts';
import {
  decideGlucoseManagementIndicator,
  glucoseManagementIndicatorOf,
} from '#src/glucose/statistics/glucose-management-indicator.ts';
import type { KnownCadence } from '#src/glucose/statistics/series.ts';
import { sufficiencyOf } from '#src/glucose/statistics/sufficiency.ts';
import { dayMs, joined, midnightMs, minuteMs, repeated, steady, steadyTrace } from './traces.ts';

const readingsADay = 288;

function daysOf(days: number): TimeRange {
  return { fromMs: midnightMs, toMs: midnightMs + days * dayMs };
}

describe('active time', () => {
  it('is the readings found over those expected from the first to the last', () => {
    expect(activeTimeOf(steadyTrace([100, null, 100, 100, 100]))).toEqual({
      activeMinutes: 20,
      spanMinutes: 20,
      percent: 80,
    });
    expect(activeTimeOf(steadyTrace(repeated(100, 12), 15)).percent).toBe(100);
  });

  it('goes by the whole minutes of the cadence, whatever the seconds', () => {
    const takenAtMs = [0, 300_900, 600_100, 900_800, 1_500_000].map((atMs) => midnightMs + atMs);
    const trace = traceOf({ takenAtMs, valueMgDl: repeated(100, 5) as number[] });
    expect(activeTimeOf(trace).percent).toBeCloseTo((5 / 6) * 100, 12);
  });

  it('adds up stretches of different cadences', () => {
    const morning = steady(repeated(100, 144), 5);
    const evening = steady(repeated(100, 360), 1, midnightMs + 18 * 60 * minuteMs);
    const active = activeTimeOf(traceOf(joined(morning, evening)));
    expect(active.activeMinutes).toBe(720 + 360);
    expect(active.percent).toBeCloseTo(75, 10);
  });

  it('counts what is there of a sensor whose cadence is known, or is five minutes', () => {
    const every = (minutes: number, ...cadences: readonly KnownCadence[]) =>
      activeTimeOf(traceOf({ ...steady(repeated(100, 240 / minutes), minutes), cadences }));
    expect(every(30).activeMinutes).toBe(8 * 5);
    expect(every(30).percent).toBeCloseTo((8 / 43) * 100, 10);
    const minute = { fromMs: midnightMs - 1, minutes: 1 };
    expect(every(6, minute).activeMinutes).toBe(40);
    expect(every(6, minute).percent).toBeCloseTo((40 / 235) * 100, 10);
    expect(every(1).activeMinutes).toBe(240);
    expect(every(15, { ...minute, minutes: 15 }).activeMinutes).toBe(240);
    const later = { fromMs: midnightMs + 120 * minuteMs, minutes: 1 };
    expect(every(10, later).activeMinutes).toBe(12 * 5 + 12 * 1);
  });

  it('counts a reading until the next one, which may come a little early or late', () => {
    const minutes = [0, 4, 10, 15.5, 20, 25, 40, 45];
    const takenAtMs = minutes.map((minute) => midnightMs + minute * minuteMs);
    const trace = traceOf({ takenAtMs, valueMgDl: repeated(100, 8) as number[] });
    expect(activeTimeOf(trace).activeMinutes).toBe(25 + 5 + 5 + 5);
  });

  it('ends with the range', () => {
    const series = steady(repeated(100, 10));
    const range = { fromMs: midnightMs, toMs: midnightMs + 12 * minuteMs };
    expect(activeTimeOf(traceOf(series, range)).activeMinutes).toBe(12);
  });

  it('has no percent with fewer than two readings', () => {
    expect(activeTimeOf(steadyTrace([])).percent).toBeNull();
    expect(activeTimeOf(steadyTrace([100])).percent).toBeNull();
  });
});

describe('data', () => {
  it('suffice with 14 days and 70 % of the readings', () => {
    const trace = traceOf(steady(repeated(100, 14 * readingsADay)), daysOf(14));
    expect(sufficiencyOf(trace)).toEqual({
      periodDays: 14,
      activePercent: 100,
      isSufficient: true,
      shortage: null,
    });
  });

  it('do not suffice with 13 days that were asked for, however full', () => {
    const series = steady(repeated(100, 14 * readingsADay));
    expect(sufficiencyOf(traceOf(series, daysOf(13))).shortage).toBe('under-14-days');
    const short = steady(repeated(100, 13 * readingsADay));
    expect(sufficiencyOf(traceOf(short)).shortage).toBe('under-14-days');
  });

  it('suffice with 70 % of the 14 days that were asked for, wherever the gap is', () => {
    const count = 14 * readingsADay;
    const shortageOf = (before: number, there: number) => {
      const gap = repeated(null, count - there);
      const values = [...repeated(100, before), ...gap, ...repeated(100, there - before)];
      return sufficiencyOf(traceOf(steady(values), daysOf(14))).shortage;
    };
    const enough = Math.ceil(0.7 * count);
    for (const before of [0, 1000, enough - 1]) {
      expect(shortageOf(before, enough)).toBeNull();
      expect(shortageOf(before, enough - 1)).toBe('under-70-percent');
    }
  });

  it('do not lack a day for a sensor that was changed at the edge of two weeks', () => {
    const missing = 30;
    const values = [...repeated(null, missing), ...repeated(100, 14 * readingsADay - missing)];
    const { isSufficient, periodDays } = sufficiencyOf(traceOf(steady(values), daysOf(14)));
    expect(isSufficient).toBe(true);
    expect(periodDays).toBe(14);
  });

  it('do not suffice for three months where two weeks of them are known', () => {
    const series = steady(repeated(100, 15 * readingsADay), 5, midnightMs + 75 * dayMs);
    const { shortage, periodDays, activePercent } = sufficiencyOf(traceOf(series, daysOf(90)));
    expect(shortage).toBe('under-70-percent');
    expect(periodDays).toBe(90);
    expect(activePercent).toBeCloseTo((15 / 90) * 100, 10);
  });

  it('do not suffice with less than 70 % of the readings', () => {
    const day = [...repeated(100, 200), ...repeated(null, 88)];
    const values = Array.from({ length: 20 }, () => day).flat();
    const { shortage, activePercent } = sufficiencyOf(traceOf(steady(values), daysOf(20)));
    expect(shortage).toBe('under-70-percent');
    expect(activePercent).toBeCloseTo((200 / 288) * 100, 10);
  });

  it('are not made of a finger prick every few hours', () => {
    const { shortage } = sufficiencyOf(traceOf(steady(repeated(100, 80), 360), daysOf(20)));
    expect(shortage).toBe('under-70-percent');
  });

  it('suffice in fourteen local days, of which one has 23 hours or 22', () => {
    const fromMs = Date.parse('2026-03-22T23:00:00Z');
    const toMs = Date.parse('2026-04-05T22:00:00Z');
    const series = steady(repeated(100, (toMs - fromMs) / (5 * minuteMs)), 5, fromMs);
    expect(sufficiencyOf(traceOf(series, { fromMs, toMs })).isSufficient).toBe(true);
    const ofTwoHours = { fromMs, toMs: toMs - 60 * minuteMs };
    expect(sufficiencyOf(traceOf(series, ofTwoHours)).isSufficient).toBe(true);
    const ofThreeHours = { fromMs, toMs: toMs - 121 * minuteMs };
    expect(sufficiencyOf(traceOf(series, ofThreeHours)).shortage).toBe('under-14-days');
  });

  it('are none without a reading', () => {
    expect(sufficiencyOf(traceOf(steady([]), daysOf(14)))).toEqual({
      periodDays: 14,
      activePercent: 0,
      isSufficient: false,
      shortage: 'no-readings',
    });
  });
});

describe('the GMI', () => {
  it.each([
    [100, 5.702],
    [154, 6.99368],
    [300, 10.486],
  ])('of a mean of %i mg/dL is %d %%', (mean, percent) => {
    expect(glucoseManagementIndicatorOf(mean)).toBeCloseTo(percent, 10);
  });

  it('is told of enough data', () => {
    const decision = decideGlucoseManagementIndicator(100, { shortage: null });
    expect(decision).toEqual({
      valuePercent: glucoseManagementIndicatorOf(100),
      withheld: null,
    });
  });

  it('is withheld with the reason otherwise', () => {
    for (const shortage of ['under-14-days', 'under-70-percent', 'no-readings'] as const) {
      const decision = decideGlucoseManagementIndicator(100, { shortage });
      expect(decision).toEqual({ valuePercent: null, withheld: shortage });
    }
    expect(decideGlucoseManagementIndicator(null, { shortage: null }).withheld).toBe('no-readings');
  });

  it('appears in the statistics with the fourteenth day', () => {
    const of = (days: number) =>
      statisticsOf(traceOf(steady(repeated(154, days * readingsADay)), daysOf(days)), 'UTC');
    expect(of(13).glucoseManagementIndicator.valuePercent).toBeNull();
    expect(of(14).glucoseManagementIndicator.valuePercent).toBeCloseTo(6.99368, 10);
  });
});
