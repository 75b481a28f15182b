import { describe, expect, it } from 'vitest';
import { statisticsOf, type TimeRange, traceOf } from '#glucose';
import { activeTimeOf } from '#src/glucose/statistics/active-time.ts';
import {
  decideGlucoseManagementIndicator,
  glucoseManagementIndicatorOf,
} from '#src/glucose/statistics/glucose-management-indicator.ts';
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

  it('do not suffice with 13 days, neither in two weeks nor in three months', () => {
    const series = steady(repeated(100, 13 * readingsADay));
    expect(sufficiencyOf(traceOf(series)).shortage).toBe('under-14-days');
    expect(sufficiencyOf(traceOf(series, daysOf(14))).shortage).toBe('under-14-days');
    expect(sufficiencyOf(traceOf(series, daysOf(90))).shortage).toBe('under-14-days');
    expect(sufficiencyOf(traceOf(series, daysOf(90))).periodDays).toBeCloseTo(13, 5);
  });

  it('do not lack a day for a sensor that was changed at the edge of two weeks', () => {
    const missing = 30;
    const values = [...repeated(null, missing), ...repeated(100, 14 * readingsADay - missing)];
    const { isSufficient, periodDays } = sufficiencyOf(traceOf(steady(values), daysOf(14)));
    expect(isSufficient).toBe(true);
    expect(periodDays).toBe(14);
  });

  it('suffice in the two weeks that are known of three months', () => {
    const series = steady(repeated(100, 15 * readingsADay), 5, midnightMs + 75 * dayMs);
    expect(sufficiencyOf(traceOf(series, daysOf(90))).isSufficient).toBe(true);
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

  it('suffice in fourteen local days, of which one has 23 hours', () => {
    const fromMs = Date.parse('2026-03-22T23:00:00Z');
    const toMs = Date.parse('2026-04-05T22:00:00Z');
    const series = steady(repeated(100, (toMs - fromMs) / (5 * minuteMs)), 5, fromMs);
    expect(sufficiencyOf(traceOf(series, { fromMs, toMs })).isSufficient).toBe(true);
  });

  it('are none without a reading', () => {
    expect(sufficiencyOf(traceOf(steady([]), daysOf(14)))).toEqual({
      periodDays: 0,
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
      reason: null,
    });
  });

  it('is withheld with the reason otherwise', () => {
    for (const shortage of ['under-14-days', 'under-70-percent', 'no-readings'] as const) {
      const decision = decideGlucoseManagementIndicator(100, { shortage });
      expect(decision.valuePercent).toBeNull();
      expect(decision.withheld).toBe(shortage);
      expect(decision.reason).toMatch(/\.$/);
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
