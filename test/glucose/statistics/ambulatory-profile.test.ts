import { describe, expect, it } from 'vitest';
import { type AmbulatoryProfile, ambulatoryProfileOf, traceOf } from '#glucose';
import { dayMs, joined, midnightMs, minuteMs, repeated, steady, steadyTrace } from './traces.ts';

const stepsADay = 288;

/** Days in UTC, each at one value. */
function flatDays(...values: number[]) {
  return steady(values.flatMap((value) => repeated(value, stepsADay)));
}

function at(profile: AmbulatoryProfile, time: string) {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const step = (hours * 60 + minutes) / profile.stepMinutes;
  return {
    count: profile.dayCount[step],
    percentiles: [
      profile.p5MgDl[step],
      profile.p25MgDl[step],
      profile.p50MgDl[step],
      profile.p75MgDl[step],
      profile.p95MgDl[step],
    ],
  };
}

describe('the ambulatory glucose profile', () => {
  it('has a step each five minutes of the day', () => {
    const profile = ambulatoryProfileOf(traceOf(flatDays(100)), 'UTC');
    expect(profile.stepMinutes).toBe(5);
    expect(profile.minuteOfDay).toEqual(Array.from({ length: stepsADay }, (_, i) => i * 5));
    expect(profile.p50MgDl).toHaveLength(stepsADay);
  });

  it('has the percentiles of type 7 over the days', () => {
    const profile = ambulatoryProfileOf(traceOf(flatDays(90, 100, 110, 120, 160)), 'UTC');
    expect(at(profile, '12:00')).toEqual({ count: 5, percentiles: [92, 100, 110, 120, 152] });
    expect(at(profile, '23:55')).toEqual({ count: 5, percentiles: [92, 100, 110, 120, 152] });
  });

  it('goes by the clock of the time zone', () => {
    const values = Array.from({ length: stepsADay }, (_, i) => 100 + i);
    const profile = ambulatoryProfileOf(steadyTrace(values), 'Asia/Kolkata');
    expect(at(profile, '05:30').percentiles[2]).toBe(100);
    expect(at(profile, '05:25').percentiles[2]).toBe(100 + stepsADay - 1);
  });

  it('puts readings that do not fall on a step between their neighbours', () => {
    const series = steady([100, 110, 120], 5, midnightMs + 3 * minuteMs);
    const profile = ambulatoryProfileOf(traceOf(series), 'UTC');
    expect(at(profile, '00:05').percentiles[2]).toBe(104);
    expect(at(profile, '00:00').percentiles[2]).toBeNull();
    expect(at(profile, '00:15').percentiles[2]).toBeNull();
  });

  it('leaves gaps of over 45 minutes open, and bridges shorter ones', () => {
    const values = [...repeated(100, 13), ...repeated(null, 12), ...repeated(160, 263)];
    const profile = ambulatoryProfileOf(steadyTrace(values), 'UTC');
    expect(at(profile, '01:00')).toMatchObject({ count: 1 });
    expect(at(profile, '01:30')).toEqual({ count: 0, percentiles: [null, null, null, null, null] });
    expect(at(profile, '02:05')).toMatchObject({ count: 1 });
    const bridged = [...repeated(100, 13), ...repeated(null, 8), ...repeated(190, 267)];
    const whole = ambulatoryProfileOf(steadyTrace(bridged), 'UTC');
    expect(at(whole, '01:30').percentiles[2]).toBeCloseTo(160, 10);
  });

  it('has nothing of the hour that the clocks skip', () => {
    const startMs = Date.parse('2026-03-28T23:00:00Z');
    const series = steady(repeated(100, 23 * 12), 5, startMs);
    const profile = ambulatoryProfileOf(traceOf(series), 'Europe/Berlin');
    expect(profile.dayCount.reduce((sum, count) => sum + count, 0)).toBe(23 * 12);
    expect(at(profile, '01:55').count).toBe(1);
    expect(at(profile, '02:00').count).toBe(0);
    expect(at(profile, '02:55').count).toBe(0);
    expect(at(profile, '03:00').count).toBe(1);
    expect(at(profile, '23:55').count).toBe(1);
  });

  it('has both hours of the one day where the clocks go back', () => {
    const startMs = Date.parse('2026-10-24T22:00:00Z');
    const values = Array.from({ length: 25 * 12 }, (_, i) => (i < 36 ? 100 : 200));
    const profile = ambulatoryProfileOf(traceOf(steady(values, 5, startMs)), 'Europe/Berlin');
    expect(at(profile, '01:55')).toMatchObject({ count: 1 });
    expect(at(profile, '02:00')).toMatchObject({ count: 1 });
    expect(at(profile, '02:00').percentiles[2]).toBe(150);
    expect(at(profile, '02:55')).toMatchObject({ count: 1 });
    expect(at(profile, '02:55').percentiles[2]).toBe(150);
    expect(at(profile, '03:00')).toMatchObject({ count: 1 });
  });

  it('keeps the same time of day on both sides of a change', () => {
    // A meal at eight in the morning in New York, each day of two weeks around the change.
    const fromMs = Date.parse('2026-03-01T05:00:00Z');
    const days = Array.from({ length: 14 }, (_, day) => {
      const isSummer = day >= 8;
      const midnight = fromMs + day * dayMs - (isSummer ? 60 * minuteMs : 0);
      const hours = day === 7 ? 23 : 24;
      const mealStep = day === 7 ? 84 : 96;
      const values = Array.from({ length: hours * 12 }, (_, i) => (i === mealStep ? 250 : 100));
      return steady(values, 5, midnight);
    });
    const profile = ambulatoryProfileOf(traceOf(joined(...days)), 'America/New_York');
    expect(at(profile, '08:00')).toEqual({ count: 14, percentiles: [250, 250, 250, 250, 250] });
    expect(at(profile, '07:00').percentiles[4]).toBe(100);
    expect(at(profile, '09:00').percentiles[4]).toBe(100);
  });

  it('counts a day at one minute as much as one at five', () => {
    const series = joined(
      steady(repeated(100, 1440), 1),
      steady(repeated(200, stepsADay), 5, midnightMs + dayMs),
    );
    const profile = ambulatoryProfileOf(traceOf(series), 'UTC');
    expect(at(profile, '12:00')).toMatchObject({ count: 2 });
    expect(at(profile, '12:00').percentiles[2]).toBe(150);
  });

  it('is empty without readings', () => {
    const profile = ambulatoryProfileOf(steadyTrace([]), 'UTC');
    expect(profile.dayCount.every((count) => count === 0)).toBe(true);
    expect(profile.p50MgDl.every((value) => value === null)).toBe(true);
  });
});
