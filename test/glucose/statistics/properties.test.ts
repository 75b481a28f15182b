import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ambulatoryProfileOf, daySummariesOf, episodesOf, statisticsOf, traceOf } from '#glucose';
import { quantileOf } from '#src/glucose/statistics/moments.ts';
import type { GlucoseSeries } from '#src/glucose/statistics/series.ts';
import { seededRandom } from '#std/random';
import { joined, midnightMs, minuteMs, steady } from './traces.ts';

const runs = { seed: 20_260_112, numRuns: 150 };
const glucose = fc.integer({ min: 39, max: 401 });
const values = fc.array(glucose, { minLength: 2, maxLength: 400 });

/** Readings at any distance, from a minute to some hours. */
const anySeries: fc.Arbitrary<GlucoseSeries> = fc
  .array(fc.tuple(fc.constantFrom(1, 5, 5, 5, 5, 15, 47, 200), glucose), { maxLength: 500 })
  .map((readings) => {
    let atMs = midnightMs;
    const takenAtMs = readings.map(([minutes]) => {
      atMs += minutes * minuteMs;
      return atMs;
    });
    return { takenAtMs, valueMgDl: readings.map(([, value]) => value) };
  });

/** Six hours at each of some cadences: more than enough for each to be a stretch. */
const mixedSeries: fc.Arbitrary<GlucoseSeries> = fc
  .array(
    fc.tuple(fc.constantFrom(1, 5, 15), fc.array(glucose, { minLength: 360, maxLength: 360 })),
    {
      minLength: 2,
      maxLength: 4,
    },
  )
  .map((parts) =>
    joined(
      ...parts.map(([cadence, all], i) =>
        steady(all.slice(0, 360 / cadence), cadence, midnightMs + i * 360 * minuteMs),
      ),
    ),
  );

/** Sensors of a minute or slower, one after another, that jitter and lose readings. */
const sensorSeries: fc.Arbitrary<GlucoseSeries> = fc
  .array(
    fc.record({
      cadenceMs: fc.constantFrom(60, 60, 120, 299.7, 300, 300, 300, 900).map((s) => s * 1000),
      jitterMs: fc.constantFrom(0, 2_000, 20_000),
      lossShare: fc.constantFrom(0, 0, 0.1, 0.8),
      count: fc.nat(200),
      seed: fc.integer(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((sensors) => {
    const takenAtMs: number[] = [];
    let atMs = midnightMs;
    for (const { cadenceMs, jitterMs, lossShare, count, seed } of sensors) {
      const random = seededRandom(seed);
      for (let i = 0; i < count; i++) {
        atMs += cadenceMs;
        const moved = Math.floor((atMs + (random() * 2 - 1) * jitterMs) / 1000) * 1000;
        if (random() >= lossShare && moved > (takenAtMs.at(-1) ?? 0)) takenAtMs.push(moved);
      }
    }
    return { takenAtMs, valueMgDl: takenAtMs.map((_, i) => 100 + (i % 90)) };
  });

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

describe('of any trace', () => {
  it('the bands make 100, and the cumulative ones hold the more extreme', () => {
    fc.assert(
      fc.property(fc.oneof(anySeries, mixedSeries), (series) => {
        const { bands } = statisticsOf(traceOf(series), 'UTC');
        if (bands === null) return;
        const { cumulative, banded } = bands;
        expect(numbersIn(banded).reduce((sum, percent) => sum + percent, 0)).toBeCloseTo(100, 8);
        expect(
          cumulative.below70Percent + cumulative.from70To180Percent + cumulative.above180Percent,
        ).toBeCloseTo(100, 8);
        expect(banded.below54Percent + banded.from54To69Percent).toBeCloseTo(
          cumulative.below70Percent,
          8,
        );
        expect(banded.above250Percent + banded.from181To250Percent).toBeCloseTo(
          cumulative.above180Percent,
          8,
        );
      }),
      runs,
    );
  });

  it('no number is NaN or infinite, and percents are percents', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const trace = traceOf(series);
        const statistics = statisticsOf(trace, 'America/New_York');
        const all = [statistics, episodesOf(trace), daySummariesOf(trace, 'Asia/Kolkata')];
        for (const number of numbersIn(all)) expect(Number.isFinite(number)).toBe(true);
        const profile = ambulatoryProfileOf(trace, 'Australia/Lord_Howe');
        for (const number of numbersIn(profile)) expect(Number.isFinite(number)).toBe(true);
        expect(statistics.activeTime.percent ?? 0).toBeLessThanOrEqual(100);
        expect(statistics.sufficiency.activePercent).toBeLessThanOrEqual(100);
        expect(statistics.glycemiaRiskIndex?.value ?? 0).toBeLessThanOrEqual(100);
      }),
      runs,
    );
  });

  it('percentiles ascend and stay within the readings', () => {
    fc.assert(
      fc.property(fc.oneof(anySeries, mixedSeries), (series) => {
        const { distribution, valueMgDl } = traceOf(series);
        if (valueMgDl.length === 0) return;
        const quantiles = Array.from(
          { length: 21 },
          (_, i) => quantileOf(distribution, i / 20) ?? 0,
        );
        for (let i = 1; i < quantiles.length; i++) {
          expect(quantiles[i]).toBeGreaterThanOrEqual((quantiles[i - 1] ?? 0) - 1e-9);
        }
        expect(quantiles[0]).toBeGreaterThanOrEqual(Math.min(...valueMgDl) - 1e-9);
        expect(quantiles[20]).toBeLessThanOrEqual(Math.max(...valueMgDl) + 1e-9);
      }),
      runs,
    );
  });

  it('the percentiles of the profile ascend at each step', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const profile = ambulatoryProfileOf(traceOf(series), 'Europe/London');
        profile.p50MgDl.forEach((median, step) => {
          if (median === null) return;
          expect(profile.p5MgDl[step]).toBeLessThanOrEqual(profile.p25MgDl[step] ?? 0);
          expect(profile.p25MgDl[step]).toBeLessThanOrEqual(median);
          expect(profile.p75MgDl[step]).toBeGreaterThanOrEqual(median);
          expect(profile.p95MgDl[step]).toBeGreaterThanOrEqual(profile.p75MgDl[step] ?? 0);
        });
      }),
      { ...runs, numRuns: 40 },
    );
  });

  it('the days have each reading once', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const days = daySummariesOf(traceOf(series), 'America/Sao_Paulo');
        const count = days.reduce((sum, day) => sum + day.count, 0);
        expect(count).toBe(series.takenAtMs.length);
      }),
      runs,
    );
  });

  it('C1: active time never exceeds the range, and is the sum of that of its days', () => {
    fc.assert(
      fc.property(sensorSeries, fc.nat(300), fc.nat(300), (series, before, after) => {
        const { takenAtMs } = series;
        const fromMs = (takenAtMs[0] ?? midnightMs) - before * 1000;
        const toMs = (takenAtMs[takenAtMs.length - 1] ?? midnightMs) + after * 1000 + 1;
        const trace = traceOf(series, { fromMs, toMs });
        const { activeTime, sufficiency } = statisticsOf(trace, 'UTC');
        const minutes = (toMs - fromMs) / minuteMs;
        expect(activeTime.activeMinutes).toBeLessThanOrEqual(minutes + 1e-9);
        expect(sufficiency.activePercent).toBeCloseTo(
          (activeTime.activeMinutes / minutes) * 100,
          8,
        );
        const days = daySummariesOf(trace, 'Europe/Berlin');
        const ofDays = days.map((day) => (day.activePercent / 100) * day.minutes);
        expect(ofDays.reduce((sum, each) => sum + each, 0)).toBeCloseTo(
          activeTime.activeMinutes,
          6,
        );
      }),
      runs,
    );
  });

  it('episodes come in order, apart from each other, and last 15 minutes or so', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const { low, high } = episodesOf(traceOf(series));
        for (const episodes of [low.levelOne, low.levelTwo, high.levelOne, high.levelTwo]) {
          let endMs = Number.NEGATIVE_INFINITY;
          for (const episode of episodes) {
            expect(episode.startMs).toBeGreaterThanOrEqual(endMs);
            expect(episode.endMs).toBeGreaterThan(episode.startMs);
            endMs = episode.endMs;
          }
        }
        expect(low.levelOne.some(({ reachesLevelTwo }) => reachesLevelTwo)).toBe(
          low.levelTwo.length > 0,
        );
      }),
      runs,
    );
  });
});

describe('at one cadence', () => {
  it('the order of the values is nothing to what does not ask for time', () => {
    fc.assert(
      fc.property(values, fc.integer(), (all, seed) => {
        const shuffled = all.toSorted((a, b) => ((a * 31 + seed) % 17) - ((b * 31 + seed) % 17));
        const one = statisticsOf(traceOf(steady(all)), 'UTC');
        const other = statisticsOf(traceOf(steady(shuffled)), 'UTC');
        expect(other.meanMgDl).toBeCloseTo(one.meanMgDl ?? 0, 9);
        expect(other.standardDeviationMgDl).toBeCloseTo(one.standardDeviationMgDl ?? 0, 9);
        expect(other.quantilesMgDl).toEqual(one.quantilesMgDl);
        expect(other.bands).toEqual(one.bands);
        expect(other.bloodGlucoseIndices).toEqual(one.bloodGlucoseIndices);
        expect(other.meanAmplitude.naive).toEqual(one.meanAmplitude.naive);
      }),
      runs,
    );
  });

  it('the statistics are the plain ones, whatever the cadence', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(1, 3, 5, 7, 10, 15, 30), (all, cadence) => {
        const { meanMgDl, standardDeviationMgDl, quantilesMgDl } = statisticsOf(
          traceOf(steady(all, cadence)),
          'UTC',
        );
        const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
        const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const sorted = all.toSorted((a, b) => a - b);
        const position = (sorted.length - 1) * 0.25;
        const below = sorted[Math.floor(position)] ?? 0;
        const above = sorted[Math.ceil(position)] ?? 0;
        expect(meanMgDl).toBeCloseTo(mean, 9);
        expect(standardDeviationMgDl).toBeCloseTo(Math.sqrt(squares / (all.length - 1)), 9);
        expect(quantilesMgDl?.p25).toBeCloseTo(below + (position % 1) * (above - below), 9);
      }),
      runs,
    );
  });

  it('twice the glucose has twice the mean, SD, MAGE and MODD, and the same CV', () => {
    const doubled = fc.array(fc.integer({ min: 39, max: 200 }), { minLength: 300, maxLength: 700 });
    fc.assert(
      fc.property(doubled, (all) => {
        const one = statisticsOf(traceOf(steady(all)), 'UTC');
        const two = statisticsOf(traceOf(steady(all.map((value) => value * 2))), 'UTC');
        expect(two.meanMgDl).toBeCloseTo(2 * (one.meanMgDl ?? 0), 8);
        expect(two.standardDeviationMgDl).toBeCloseTo(2 * (one.standardDeviationMgDl ?? 0), 8);
        expect(two.coefficientOfVariationPercent).toBeCloseTo(
          one.coefficientOfVariationPercent ?? 0,
          8,
        );
        expect(two.meanOfDailyDifferencesMgDl).toBeCloseTo(
          2 * (one.meanOfDailyDifferencesMgDl ?? 0),
          8,
        );
        const amplitude = one.meanAmplitude.ma.valueMgDl ?? 0;
        expect(two.meanAmplitude.ma.valueMgDl ?? 0).toBeCloseTo(2 * amplitude, 6);
      }),
      { ...runs, numRuns: 60 },
    );
  });

  it('a trace moved by whole days has the same statistics', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -400, max: 400 }), (all, days) => {
        const moved = steady(all, 5, midnightMs + days * 1440 * minuteMs);
        expect(statisticsOf(traceOf(moved), 'UTC')).toEqual(
          statisticsOf(traceOf(steady(all)), 'UTC'),
        );
      }),
      runs,
    );
  });
});

describe('where cadences mix', () => {
  it('each stretch counts by its time: thinning a minute trace keeps the share of its half', () => {
    fc.assert(
      fc.property(fc.constantFrom(5, 15), glucose, glucose, (cadence, first, second) => {
        const morning = steady(
          Array.from({ length: 720 }, () => first),
          1,
        );
        const evening = steady(
          Array.from({ length: 720 / cadence }, () => second),
          cadence,
          midnightMs + 720 * minuteMs,
        );
        const { meanMgDl } = statisticsOf(traceOf(joined(morning, evening)), 'UTC');
        expect(meanMgDl).toBeCloseTo((first + second) / 2, 9);
      }),
      runs,
    );
  });
});
