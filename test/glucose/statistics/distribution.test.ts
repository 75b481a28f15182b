import { describe, expect, it } from 'vitest';
import { type GlucoseTrace, rangePercentOf, statisticsOf } from '#glucose';
import { bandsOf, namedRanges } from '#src/glucose/statistics/bands.ts';
import { bloodGlucoseIndicesOf } from '#src/glucose/statistics/blood-glucose-indices.ts';
import { glycemiaRiskIndexOf } from '#src/glucose/statistics/glycemia-risk-index.ts';
import { atLimitsOf } from '#src/glucose/statistics/limits.ts';
import { naiveMeanAmplitudeOf } from '#src/glucose/statistics/mean-amplitude.ts';
import {
  coefficientOfVariationOf,
  jIndexOf,
  meanOf,
  quantileOf,
  standardDeviationOf,
} from '#src/glucose/statistics/moments.ts';
import { repeated, steadyTrace } from './traces.ts';

/** 100 readings: 2 below 54, 3 from 54 to 69, 80 in range, 10 above 180, 5 above 250. */
function setupBands(): GlucoseTrace {
  const lows = [...repeated(39, 1), ...repeated(53, 1), ...repeated(54, 1), ...repeated(69, 2)];
  const target = [...repeated(70, 40), ...repeated(180, 40)];
  const highs = [
    ...repeated(181, 5),
    ...repeated(250, 5),
    ...repeated(251, 4),
    ...repeated(401, 1),
  ];
  return steadyTrace([...lows, ...target, ...highs]);
}

describe('the moments', () => {
  it('are those of the textbook', () => {
    // Mean 5 · 20, squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32 (times 400), divided by 7.
    const { distribution } = steadyTrace([40, 80, 80, 80, 100, 100, 140, 180]);
    expect(meanOf(distribution)).toBe(100);
    expect(standardDeviationOf(distribution)).toBeCloseTo(Math.sqrt(12_800 / 7), 12);
    expect(coefficientOfVariationOf(distribution)).toBeCloseTo(Math.sqrt(12_800 / 7), 12);
    expect(jIndexOf(distribution)).toBeCloseTo(0.001 * (100 + Math.sqrt(12_800 / 7)) ** 2, 12);
  });

  it('have no spread of fewer than two readings, and a spread of nothing where all are equal', () => {
    const one = steadyTrace([100]).distribution;
    expect(meanOf(one)).toBe(100);
    expect(standardDeviationOf(one)).toBeNull();
    expect(coefficientOfVariationOf(one)).toBeNull();
    expect(jIndexOf(one)).toBeNull();
    const flat = steadyTrace(repeated(120, 50)).distribution;
    expect(standardDeviationOf(flat)).toBe(0);
    expect(jIndexOf(flat)).toBeCloseTo(14.4, 12);
  });

  it('take LOW as 39 and HIGH as 401', () => {
    expect(meanOf(steadyTrace([39, 401]).distribution)).toBe(220);
  });

  it('hold of values that are no whole numbers as well', () => {
    const { distribution } = steadyTrace([99.5, 100.5, 99.5, 100.5, 104]);
    expect(meanOf(distribution)).toBeCloseTo(100.8, 12);
    expect(quantileOf(distribution, 0.5)).toBe(100.5);
  });
});

describe('quantiles', () => {
  it('are of type 7', () => {
    const { distribution } = steadyTrace([90, 100, 110, 120, 160]);
    const probabilities = [0, 0.05, 0.25, 0.5, 0.75, 0.9, 1];
    const quantiles = probabilities.map((probability) => quantileOf(distribution, probability));
    expect(quantiles).toEqual([90, 92, 100, 110, 120, 144, 160]);
  });

  it('interpolate between two readings, and of one are that one', () => {
    expect(quantileOf(steadyTrace([80, 90]).distribution, 0.5)).toBe(85);
    expect(quantileOf(steadyTrace([80]).distribution, 0.95)).toBe(80);
    expect(quantileOf(steadyTrace([]).distribution, 0.5)).toBeNull();
  });
});

describe('the bands', () => {
  it('are cumulative and banded, the ends of the target range within it', () => {
    const bands = bandsOf(setupBands().distribution);
    expect(bands?.cumulative).toEqual({
      below54Percent: 2,
      below70Percent: 5,
      from70To180Percent: 80,
      above180Percent: 15,
      above250Percent: 5,
    });
    expect(bands?.banded).toEqual({
      below54Percent: 2,
      from54To69Percent: 3,
      from70To180Percent: 80,
      from181To250Percent: 10,
      above250Percent: 5,
    });
  });

  it('count LOW below 54 and HIGH above 250', () => {
    const bands = bandsOf(steadyTrace([39, 401]).distribution);
    expect(bands?.cumulative.below54Percent).toBe(50);
    expect(bands?.cumulative.above250Percent).toBe(50);
  });

  it('can be a range of one own, both ends within', () => {
    const { distribution } = steadyTrace([62, 63, 140, 141]);
    expect(rangePercentOf(distribution, namedRanges.pregnancy)).toEqual({
      lowMgDl: 63,
      highMgDl: 140,
      belowPercent: 25,
      inPercent: 50,
      abovePercent: 25,
    });
    expect(() => rangePercentOf(distribution, { lowMgDl: 140, highMgDl: 63 })).toThrow('low end');
  });

  it('are unknown without a reading', () => {
    const { distribution } = steadyTrace([]);
    expect(bandsOf(distribution)).toBeNull();
    expect(rangePercentOf(distribution, namedRanges.tight)).toBeNull();
  });
});

describe('readings at the limits', () => {
  it('bound the mean where there are any', () => {
    const values = [...repeated(39, 2), ...repeated(40, 1), ...repeated(400, 4), 401];
    expect(atLimitsOf(steadyTrace(values).distribution)).toEqual({
      lowPercent: 25,
      highPercent: 12.5,
      isBound: true,
    });
    expect(atLimitsOf(steadyTrace([40, 400]).distribution)).toEqual({
      lowPercent: 0,
      highPercent: 0,
      isBound: false,
    });
    expect(atLimitsOf(steadyTrace([]).distribution)).toBeNull();
  });
});

describe('the Glycemia Risk Index', () => {
  it('weighs the four bands outside of the target range', () => {
    const bands = bandsOf(setupBands().distribution);
    const index = bands && glycemiaRiskIndexOf(bands);
    expect(index?.value).toBeCloseTo(3 * 2 + 2.4 * 3 + 1.6 * 5 + 0.8 * 10, 12);
    expect(index?.hypoglycemiaComponent).toBeCloseTo(2 + 0.8 * 3, 12);
    expect(index?.hyperglycemiaComponent).toBeCloseTo(5 + 0.5 * 10, 12);
    expect(index?.zone).toBe('B');
  });

  it.each([
    [0, 0, 'A'],
    [25, 20, 'A'],
    [26, 20.8, 'B'],
    [50, 40, 'B'],
    [51, 40.8, 'C'],
    [75, 60, 'C'],
    [76, 60.8, 'D'],
    [100, 80, 'D'],
  ] as const)('at %i %% above 180 is %d, in zone %s', (percent, value, zone) => {
    const trace = steadyTrace([...repeated(200, percent), ...repeated(100, 100 - percent)]);
    const index = statisticsOf(trace, 'UTC').glycemiaRiskIndex;
    expect(index?.value).toBeCloseTo(value, 10);
    expect(index?.zone).toBe(zone);
  });

  it('is 100 at most, in zone E', () => {
    const index = statisticsOf(steadyTrace(repeated(45, 10)), 'UTC').glycemiaRiskIndex;
    expect(index).toEqual({
      value: 100,
      zone: 'E',
      hypoglycemiaComponent: 100,
      hyperglycemiaComponent: 0,
    });
  });
});

describe('the blood glucose indices', () => {
  it('follow the published scale', () => {
    const risk = (value: number) => 22.77 * (Math.log(value) ** 1.084 - 5.381) ** 2;
    const indices = bloodGlucoseIndicesOf(steadyTrace([50, 100, 200, 300]).distribution);
    expect(indices?.low).toBeCloseTo((risk(50) + risk(100)) / 4, 12);
    expect(indices?.high).toBeCloseTo((risk(200) + risk(300)) / 4, 12);
    // The published scale has its middle at 112.5 mg/dL and gives 50 mg/dL a risk of 22.5 or so.
    expect(risk(112.5)).toBeLessThan(0.001);
    expect(risk(50)).toBeGreaterThan(22);
    expect(risk(50)).toBeLessThan(23);
  });

  it('are unknown without a reading', () => {
    expect(bloodGlucoseIndicesOf(steadyTrace([]).distribution)).toBeNull();
  });
});

describe('the naive MAGE', () => {
  it('is the mean distance of what is further from the mean than one SD', () => {
    // Mean 100, SD √(12800 / 7) = 42.8: of the distances 60, 20, 20, 20, 0, 0, 40, 80 two are beyond.
    const trace = steadyTrace([40, 80, 80, 80, 100, 100, 140, 180]);
    expect(naiveMeanAmplitudeOf(trace.distribution)).toEqual({ valueMgDl: 70, absence: null });
  });

  it('says why there is none', () => {
    const absenceOf = (values: (number | null)[]) =>
      naiveMeanAmplitudeOf(steadyTrace(values).distribution).absence;
    expect(absenceOf([])).toBe('no-readings');
    expect(absenceOf([100])).toBe('too-short');
    expect(absenceOf(repeated(100, 20))).toBe('flat');
    expect(absenceOf([100, 150])).toBe('no-excursion');
  });
});
