import { describe, expect, it } from 'vitest';
import { type GlucoseTrace, type MeanAmplitude, traceOf } from '#glucose';
import { activeTimeOf } from '#src/glucose/statistics/active-time.ts';
import { dayGridOf } from '#src/glucose/statistics/day-grid.ts';
import {
  meanAmplitudeOf,
  meanAmplitudeStepMinutes,
} from '#src/glucose/statistics/mean-amplitude.ts';
import { meanOfDailyDifferencesOf } from '#src/glucose/statistics/mean-of-daily-differences.ts';
import { dayMs, joined, midnightMs, minuteMs, repeated, steady, steadyTrace } from './traces.ts';

function moddOf(trace: GlucoseTrace): number | null {
  const grid = dayGridOf(trace, 'UTC');
  return grid && meanOfDailyDifferencesOf(grid);
}

function mageOf(trace: GlucoseTrace): MeanAmplitude {
  const grid = dayGridOf(trace, 'UTC', meanAmplitudeStepMinutes);
  return meanAmplitudeOf(grid, trace.takenAtMs.length);
}

/** Triangle waves: up from 100 to `peak` and down again, each in `half` readings, and 100 at last. */
function waves(count: number, peak: number, half: number): number[] {
  const slope = (peak - 100) / half;
  return Array.from({ length: count * 2 * half + 1 }, (_, i) => {
    const phase = i % (2 * half);
    return 100 + slope * (phase <= half ? phase : 2 * half - phase);
  });
}

describe('the day grid', () => {
  it('begins a step after midnight and holds what is between two readings', () => {
    const grid = dayGridOf(traceOf(steady([100, 110, 120], 5, midnightMs + 2 * minuteMs)), 'UTC');
    expect(grid?.stepMinutes).toBe(5);
    expect(grid?.stepsPerDay).toBe(288);
    expect([...(grid?.valueMgDl.subarray(0, 3) ?? [])]).toEqual([106, 116, Number.NaN]);
  });

  it('begins at the midnight of the time zone', () => {
    const trace = traceOf(steady([100, 110, 120], 5, midnightMs + 30 * minuteMs));
    const grid = dayGridOf(trace, 'Asia/Kolkata');
    // 05:30 in Kolkata plus half an hour is the 72nd step of its day.
    expect(grid?.valueMgDl.indexOf(100)).toBe(71);
  });

  it('leaves open what is between readings more than 45 minutes apart', () => {
    const values = [100, 100, 100, ...repeated(null, 8), 190, 190, ...repeated(null, 9), 100];
    const { valueMgDl } = dayGridOf(steadyTrace(values), 'UTC') ?? { valueMgDl: [] };
    expect(valueMgDl[5]).toBeCloseTo(140, 10);
    expect(valueMgDl[11]).toBe(190);
    expect(valueMgDl[12]).toBeNaN();
    expect(valueMgDl[20]).toBeNaN();
    expect(valueMgDl[21]).toBe(100);
  });

  it.each([
    [1, 1],
    [5, 5],
    [7, 5],
    [11, 10],
    [13, 15],
    [15, 15],
    [25, 20],
    [30, 30],
    [45, 45],
  ])('of readings each %i minutes has steps of %i that divide the day', (cadence, step) => {
    expect(dayGridOf(steadyTrace(repeated(100, 10), cadence), 'UTC')?.stepMinutes).toBe(step);
  });

  it('is none of readings that are too far apart, or of no readings', () => {
    expect(dayGridOf(steadyTrace(repeated(100, 10), 46), 'UTC')).toBeNull();
    expect(dayGridOf(steadyTrace([]), 'UTC')).toBeNull();
  });
});

describe('MODD', () => {
  it('is the mean difference from the day before', () => {
    const days = [...repeated(150, 288), ...repeated(200, 288), ...repeated(180, 288)];
    // 288 differences of 50, then of 20; the grid starts a step late and so loses one of 50.
    expect(moddOf(steadyTrace(days))).toBeCloseTo((287 * 50 + 288 * 20) / 575, 10);
  });

  it('is nothing of days that are alike, and unknown of a single day', () => {
    const day = Array.from({ length: 288 }, (_, i) => 100 + (i % 60));
    expect(moddOf(steadyTrace([...day, ...day, ...day]))).toBe(0);
    expect(moddOf(steadyTrace(day))).toBeNull();
  });

  it('compares only what is known on both days', () => {
    const gap = repeated(null, 200);
    const days = [...repeated(100, 88), ...gap, ...repeated(130, 44), ...gap, ...repeated(400, 44)];
    expect(moddOf(steadyTrace(days))).toBeCloseTo(30, 10);
  });

  it('is unknown where the days share no time', () => {
    const days = [...repeated(100, 100), ...repeated(null, 300), ...repeated(200, 100)];
    expect(moddOf(steadyTrace(days))).toBeNull();
  });
});

describe('MAGE', () => {
  it('is the height of waves that are all alike', () => {
    const mage = mageOf(steadyTrace([100, ...waves(6, 220, 24)]));
    expect(mage.absence).toBeNull();
    expect(mage.valueMgDl).toBeCloseTo(120, 10);
  });

  it('absorbs what is smaller than the standard deviation', () => {
    const values = waves(6, 220, 24).map((value, i) => value + (i % 8 < 4 ? 3 : -3));
    const { valueMgDl } = mageOf(steadyTrace(values));
    expect(valueMgDl).toBeGreaterThan(115);
    expect(valueMgDl).toBeLessThanOrEqual(126);
  });

  it('is the mean over waves of two heights', () => {
    const values = [100, ...waves(4, 300, 24), ...waves(4, 240, 24)];
    expect(mageOf(steadyTrace(values)).valueMgDl).toBeCloseTo((200 * 4 + 140 * 4) / 8, 0);
  });

  it('judges both sides of a gap over three hours by themselves, and weighs them by length', () => {
    const first = waves(4, 220, 24);
    const second = waves(8, 160, 24);
    const values = [100, ...first, ...repeated(null, 60), ...second];
    // From the first step after midnight to the gap there are 193 points, and 385 after it.
    const expected = (120 * 192 + 60 * 384) / (192 + 384);
    expect(mageOf(steadyTrace(values)).valueMgDl).toBeCloseTo(expected, 6);
  });

  it('bridges a gap of less than three hours', () => {
    const wave = waves(6, 220, 24);
    const values = wave.map((value, i) => (i >= 50 && i < 70 ? null : value));
    expect(mageOf(steadyTrace(values)).valueMgDl).toBeCloseTo(120, 0);
  });

  it('leaves out a segment that does not fill the long window', () => {
    const wave = [100, ...waves(4, 220, 24)];
    const scrap = Array.from({ length: 31 }, (_, i) => (i % 8 < 4 ? 50 : 400));
    const long = steadyTrace(wave);
    const withScrap = steadyTrace([...wave, ...repeated(null, 60), ...scrap]);
    expect(mageOf(withScrap).valueMgDl).toBe(mageOf(long).valueMgDl);
    const withSegment = steadyTrace([...wave, ...repeated(null, 60), ...scrap, 50]);
    expect(mageOf(withSegment).valueMgDl).not.toBe(mageOf(long).valueMgDl);
  });

  it('leaves out a segment that is flat, to a standard deviation of 1', () => {
    const wave = [100, ...waves(4, 220, 24)];
    const alone = mageOf(steadyTrace(wave)).valueMgDl;
    const flat = repeated(39, 100);
    const noise = Array.from({ length: 144 }, (_, i) => Math.round(100 + 1.1 * Math.sin(i / 8)));
    const slight = noise.map((value) => 2 * value);
    const beside = (segment: readonly (number | null)[]) =>
      mageOf(steadyTrace([...wave, ...repeated(null, 60), ...segment])).valueMgDl;
    expect(beside(flat)).toBe(alone);
    expect(beside(noise)).toBe(alone);
    expect(beside(slight)).toBeLessThan(alone ?? 0);
  });

  it('takes a plateau of HIGH as one peak', () => {
    const climb = Array.from({ length: 24 }, (_, i) => 101 + i * 12.5);
    const high = [...climb, ...repeated(401, 60), ...climb.toReversed()];
    const values = [...repeated(101, 20), ...high, ...repeated(101, 40), ...high];
    expect(mageOf(steadyTrace([...values, ...repeated(101, 20)])).valueMgDl).toBe(300);
  });

  it('is on the same grid for each cadence', () => {
    const quarters = steadyTrace([100, ...waves(6, 220, 24)], 15);
    expect(mageOf(quarters).valueMgDl).toBeCloseTo(120, 10);
  });

  it('says why there is none', () => {
    expect(mageOf(steadyTrace([]))).toEqual({ valueMgDl: null, absence: 'no-readings' });
    expect(mageOf(steadyTrace([100, 120, 140])).absence).toBe('too-short');
    expect(mageOf(steadyTrace(repeated(100, 10), 60)).absence).toBe('too-sparse');
    expect(mageOf(steadyTrace(repeated(150, 288))).absence).toBe('flat');
    const once = [...repeated(120, 120), ...repeated(300, 36), ...repeated(120, 132)];
    expect(mageOf(steadyTrace(once)).absence).toBe('no-excursion');
    const flatBeside = [...once, ...repeated(null, 60), ...repeated(120, 40)];
    expect(mageOf(steadyTrace(flatBeside)).absence).toBe('no-excursion');
    const scattered = Array.from({ length: 20 }, (_, i) =>
      steady([100, 150], 5, midnightMs + i * 4 * 60 * minuteMs),
    );
    expect(mageOf(traceOf(joined(...scattered))).absence).toBe('too-short');
  });

  it('does not depend on when the days begin', () => {
    const series = steady([100, ...waves(12, 220, 24)], 5, midnightMs);
    const shifted = {
      ...series,
      takenAtMs: Array.from(series.takenAtMs, (atMs) => atMs + dayMs / 2),
    };
    expect(mageOf(traceOf(shifted)).valueMgDl).toBeCloseTo(
      mageOf(traceOf(series)).valueMgDl ?? 0,
      1,
    );
  });
});

/**
 * Four days of a made trace with a bridged gap, a split one and two that open segments, and what
 * iglu's definitions give for it. The figures are those of an implementation in R, which gives
 * iglu 4.3.0's own figures to the last digit for a sensor's real week.
 */
describe('a trace with gaps', () => {
  const isGap = (hours: number) =>
    (hours > 10 && hours < 11.5) ||
    (hours > 30 && hours < 32.5) ||
    (hours > 50 && hours < 54) ||
    (hours > 56 && hours < 60);

  function gappyTrace(cadenceSeconds: number): GlucoseTrace {
    const startMs = Date.UTC(2026, 2, 10, 7);
    const takenAtMs: number[] = [];
    const valueMgDl: number[] = [];
    for (let i = 0; i < Math.floor((4 * 86_400) / cadenceSeconds); i += 1) {
      const seconds = Math.round(i * cadenceSeconds);
      const hours = seconds / 3_600;
      if (isGap(hours)) continue;
      takenAtMs.push(startMs + seconds * 1_000);
      const waves = 60 * Math.sin(hours * 1.3) + 30 * Math.sin(hours * 4.1);
      valueMgDl.push(Math.round(140 + waves + 12 * Math.sin(hours * 9.7)));
    }
    const cadences = [{ fromMs: startMs, minutes: Math.round(cadenceSeconds / 60) }];
    return traceOf({ takenAtMs, valueMgDl, cadences });
  }

  it.each([
    {
      cadenceSeconds: 60,
      count: 5_044,
      mage: 166.331979732,
      modd: 34.1736526946,
      active: 87.5694444444,
    },
    { cadenceSeconds: 299.7, count: 1_009, mage: 165.028150628, modd: 33.9014677995, active: 87.5 },
    {
      cadenceSeconds: 900,
      count: 340,
      mage: 160.181588637,
      modd: 34.2038834951,
      active: 88.5416666667,
    },
  ])('of a reading each $cadenceSeconds s is judged as iglu does', (expected) => {
    const trace = gappyTrace(expected.cadenceSeconds);
    expect(trace.takenAtMs).toHaveLength(expected.count);
    expect(mageOf(trace).valueMgDl).toBeCloseTo(expected.mage, 8);
    expect(moddOf(trace)).toBeCloseTo(expected.modd, 8);
    expect(activeTimeOf(trace).percent).toBeCloseTo(expected.active, 8);
  });
});
