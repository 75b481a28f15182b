import { describe, expect, it } from 'vitest';
import { type GlucoseTrace, statisticsOf, traceOf } from '#glucose';
import { bandsOf } from '#src/glucose/statistics/bands.ts';
import { meanOf, quantileOf, standardDeviationOf } from '#src/glucose/statistics/moments.ts';
import type { GlucoseSeries } from '#src/glucose/statistics/series.ts';
import { seededRandom } from '#std/random';
import { joined, midnightMs, minuteMs, repeated, steady } from './traces.ts';

const hourMs = 60 * minuteMs;

/** Half a day at `first` minutes and value 100, then half a day at `second` minutes and value 200. */
function twoCadences(first: number, second: number): GlucoseTrace {
  const morning = steady(repeated(100, 720 / first), first);
  const evening = steady(repeated(200, 720 / second), second, midnightMs + 12 * hourMs);
  return traceOf(joined(morning, evening));
}

function cadencesOf(trace: GlucoseTrace) {
  return trace.stretches.map(({ start, cadenceMinutes }) => [start, cadenceMinutes]);
}

/** Moves each reading by chance, by up to `jitterMs` to either side. */
function jittered({ takenAtMs, valueMgDl }: GlucoseSeries, jitterMs: number, seed = 1) {
  const random = seededRandom(seed);
  const moved = Array.from(takenAtMs, (atMs) => atMs + Math.round((random() * 2 - 1) * jitterMs));
  return { takenAtMs: moved, valueMgDl };
}

describe('a trace', () => {
  it('is put together of sorted columns of glucose, each instant once, or not at all', () => {
    const at = (takenAtMs: number[], valueMgDl: number[]) => () =>
      traceOf({ takenAtMs, valueMgDl });
    expect(at([2, 1], [100, 100])).toThrow('ascends strictly');
    expect(at([1, 1], [100, 100])).toThrow('ascends strictly');
    expect(at([1, Number.NaN], [100, 100])).toThrow('ascends strictly');
    expect(at([1, 2], [100])).toThrow('of one length');
    expect(at([1, 2], [100, 0])).toThrow('in mg/dL');
    expect(at([1, 2], [100, Number.NaN])).toThrow('in mg/dL');
  });

  it('takes typed arrays and plain ones alike', () => {
    const plain = steady([100, 120, 140, 90, 80, 200]);
    const typed = {
      takenAtMs: Float64Array.from(plain.takenAtMs),
      valueMgDl: Int16Array.from(plain.valueMgDl),
    };
    expect(statisticsOf(traceOf(typed), 'UTC')).toEqual(statisticsOf(traceOf(plain), 'UTC'));
  });

  it('has the readings of its range, the start within and the end without', () => {
    const series = steady([100, 110, 120, 130]);
    const range = { fromMs: midnightMs + 5 * minuteMs, toMs: midnightMs + 15 * minuteMs };
    expect([...traceOf(series, range).valueMgDl]).toEqual([110, 120]);
    const later = { fromMs: midnightMs + hourMs, toMs: midnightMs + 2 * hourMs };
    expect(traceOf(series, later).distribution.count).toBe(0);
  });

  it('of nothing has no statistics, and none is NaN', () => {
    const statistics = statisticsOf(traceOf({ takenAtMs: [], valueMgDl: [] }), 'UTC');
    expect(statistics).toMatchObject({
      count: 0,
      meanMgDl: null,
      medianMgDl: null,
      standardDeviationMgDl: null,
      coefficientOfVariationPercent: null,
      quantilesMgDl: null,
      bands: null,
      activeTime: { activeMinutes: 0, spanMinutes: 0, percent: null },
      glycemiaRiskIndex: null,
      bloodGlucoseIndices: null,
      jIndex: null,
      meanOfDailyDifferencesMgDl: null,
      meanAmplitude: { ma: { absence: 'no-readings' }, naive: { absence: 'no-readings' } },
    });
  });

  it('of one reading has a mean and its bands, but no spread', () => {
    const statistics = statisticsOf(traceOf(steady([100])), 'UTC');
    expect(statistics).toMatchObject({
      count: 1,
      meanMgDl: 100,
      medianMgDl: 100,
      standardDeviationMgDl: null,
      activeTime: { activeMinutes: 5, spanMinutes: 0, percent: null },
      meanOfDailyDifferencesMgDl: null,
      meanAmplitude: { ma: { absence: 'too-short' }, naive: { absence: 'too-short' } },
    });
    expect(statistics.bands?.cumulative.from70To180Percent).toBe(100);
  });
});

describe('the weight of a reading', () => {
  it('is the cadence of its stretch, to the very reading where it changes', () => {
    expect(cadencesOf(twoCadences(1, 5))).toEqual([
      [0, 1],
      [720, 5],
    ]);
    expect(cadencesOf(twoCadences(5, 1))).toEqual([
      [0, 5],
      [144, 1],
    ]);
    expect(cadencesOf(twoCadences(15, 5))).toEqual([
      [0, 15],
      [48, 5],
    ]);
  });

  it.each([
    [1, 5],
    [5, 1],
    [15, 1],
    [5, 15],
  ])('makes half a day each %i minutes count as much as half a day each %i', (first, second) => {
    const { distribution } = twoCadences(first, second);
    expect(meanOf(distribution)).toBeCloseTo(150, 10);
    expect(bandsOf(distribution)?.cumulative.above180Percent).toBeCloseTo(50, 10);
    expect(standardDeviationOf(distribution)).toBeCloseTo(50, 0);
    expect(quantileOf(distribution, 0.25)).toBeCloseTo(100, 10);
    expect(quantileOf(distribution, 0.75)).toBeCloseTo(200, 10);
  });

  it('is the same for all at one cadence, however many readings are missing', () => {
    const random = seededRandom(7);
    const values = Array.from({ length: 2000 }, () =>
      random() < 0.5 ? null : Math.round(80 + 100 * random()),
    );
    const trace = traceOf(steady(values));
    const present = values.filter((value) => value !== null);
    expect(trace.weightMinutes).toBeNull();
    expect(meanOf(trace.distribution)).toBeCloseTo(
      present.reduce((sum, value) => sum + value, 0) / present.length,
      10,
    );
  });

  it.each([2_000, 30_000, 60_000])(
    'is the same for all at one cadence with a jitter of %i ms',
    (jitterMs) => {
      const values = Array.from({ length: 2000 }, (_, i) => 100 + (i % 50));
      for (let seed = 1; seed <= 5; seed++) {
        expect(traceOf(jittered(steady(values), jitterMs, seed)).weightMinutes).toBeNull();
      }
    },
  );

  it('does not change with a reading or two out of step', () => {
    const values = repeated(100, 300);
    const series = joined(
      steady(values),
      steady(repeated(100, 2), 1, midnightMs + 1499 * minuteMs),
      steady(values, 5, midnightMs + 1505 * minuteMs),
    );
    expect(traceOf(series).weightMinutes).toBeNull();
  });

  it('keeps its cadence up to a gap, and takes the new one after it', () => {
    const series = joined(
      steady(repeated(100, 100), 5),
      steady(repeated(200, 100), 1, midnightMs + 10 * hourMs),
    );
    expect(cadencesOf(traceOf(series))).toEqual([
      [0, 5],
      [100, 1],
    ]);
  });

  it('finds a stretch between two others', () => {
    const series = joined(
      steady(repeated(100, 144), 5),
      steady(repeated(200, 240), 1, midnightMs + 12 * hourMs),
      steady(repeated(100, 96), 5, midnightMs + 16 * hourMs),
    );
    const trace = traceOf(jittered(series, 1500));
    expect(cadencesOf(trace)).toEqual([
      [0, 5],
      [144, 1],
      [384, 5],
    ]);
    expect(meanOf(trace.distribution)).toBeCloseTo(100 + (100 * 240) / 1440, 10);
  });

  it('is 45 minutes at most', () => {
    const fingerPricks = traceOf(steady(repeated(100, 40), 360));
    expect(cadencesOf(fingerPricks)).toEqual([[0, 45]]);
  });
});
