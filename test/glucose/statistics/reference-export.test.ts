import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rangePercentOf, statisticsOf, traceOf } from '#glucose';
import { glucoseManagementIndicatorOf } from '#src/glucose/statistics/glucose-management-indicator.ts';
import type { GlucoseSeries } from '#src/glucose/statistics/series.ts';
import { findReferenceExport, type ReferenceExport } from '#test/reference-export';

const reference = findReferenceExport();

interface Expected {
  readonly n: number;
  readonly mean_mg_dl: number;
  readonly median_mg_dl: number;
  readonly sd_mg_dl: number;
  readonly cv_percent: number;
  readonly gmi_percent: number;
  readonly percent_below_cumulative: Readonly<Record<'below_54' | 'below_70', number>>;
  readonly percent_in_range_inclusive: Readonly<
    Record<'in_range_70_140' | 'in_range_70_180', number>
  >;
  readonly percent_above_cumulative: Readonly<
    Record<'above_140' | 'above_180' | 'above_250', number>
  >;
  readonly active: { readonly active_percent: number; readonly span_minutes: number };
  readonly gri: number;
  readonly lbgi: number;
  readonly hbgi: number;
  readonly mage_ma: number;
  readonly mage_naive: number;
  readonly modd: number;
  readonly quantiles_type7: Readonly<Record<'5' | '25' | '50' | '75' | '95', number>>;
  readonly j_index: number;
}

/** The rows of type EGV with a numeric value; the local times are read as UTC. */
function readExport({ csvPath }: ReferenceExport): GlucoseSeries {
  const rows = readFileSync(csvPath, 'utf8').split(/\r?\n/).slice(1);
  const readings = rows
    .map((row) => row.split(','))
    .filter((cells) => cells[2] === 'EGV' && /^\d+$/.test(cells[7] ?? ''));
  return {
    takenAtMs: readings.map((cells) => Date.parse(`${cells[1]}Z`)),
    valueMgDl: readings.map((cells) => Number(cells[7])),
  };
}

function expectClose(actual: number | null | undefined, expected: number, relative = 1e-6): void {
  expect(typeof actual).toBe('number');
  expect(Math.abs((actual ?? 0) - expected) / expected).toBeLessThan(relative);
}

describe('the reference export', () => {
  it('is asked for by its own variable alone, as a folder seen from the project', () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('CI', 'true');
    vi.stubEnv('REFERENCE_EXPORT_DIR', undefined);
    expect(findReferenceExport()).toBeNull();
    vi.stubEnv('REFERENCE_EXPORT_DIR', 'test/fixtures');
    expect(findReferenceExport()?.csvPath).toMatch(/\/test\/fixtures\/[^/]+\.csv$/);
  });
});

if (reference) {
  describe('the statistics of the reference export', () => compareWith(reference));
}

function compareWith(reference: ReferenceExport): void {
  const setup = () => {
    const expected = JSON.parse(readFileSync(reference.expectedPath, 'utf8')) as Expected;
    const trace = traceOf(readExport(reference));
    return { expected, trace, statistics: statisticsOf(trace, 'UTC') };
  };

  it('have its count, mean, median, SD and CV', () => {
    const { expected, statistics } = setup();
    expect(statistics.count).toBe(expected.n);
    expectClose(statistics.meanMgDl, expected.mean_mg_dl);
    expectClose(statistics.medianMgDl, expected.median_mg_dl);
    expectClose(statistics.standardDeviationMgDl, expected.sd_mg_dl);
    expectClose(statistics.coefficientOfVariationPercent, expected.cv_percent);
  });

  it('have its GMI, which eight days of data are too few to tell', () => {
    const { expected, statistics } = setup();
    expectClose(glucoseManagementIndicatorOf(statistics.meanMgDl ?? 0), expected.gmi_percent);
    expect(statistics.glucoseManagementIndicator.valuePercent).toBeNull();
    expect(statistics.glucoseManagementIndicator.withheld).toBe('under-14-days');
  });

  it('have its bands', () => {
    const { expected, trace, statistics } = setup();
    const cumulative = statistics.bands?.cumulative;
    const tight = rangePercentOf(trace.distribution, { lowMgDl: 70, highMgDl: 140 });
    expectClose(cumulative?.below54Percent, expected.percent_below_cumulative.below_54);
    expectClose(cumulative?.below70Percent, expected.percent_below_cumulative.below_70);
    expectClose(
      cumulative?.from70To180Percent,
      expected.percent_in_range_inclusive.in_range_70_180,
    );
    expectClose(cumulative?.above180Percent, expected.percent_above_cumulative.above_180);
    expectClose(cumulative?.above250Percent, expected.percent_above_cumulative.above_250);
    expectClose(tight?.inPercent, expected.percent_in_range_inclusive.in_range_70_140);
    expectClose(tight?.abovePercent, expected.percent_above_cumulative.above_140);
  });

  it('have its active time, whose span is told there in tenths of a day', () => {
    const { expected, statistics } = setup();
    expectClose(statistics.activeTime.percent, expected.active.active_percent);
    const tenths = Math.round(statistics.activeTime.spanMinutes / 144);
    expect(tenths * 144).toBe(expected.active.span_minutes);
  });

  it('have its risk indices', () => {
    const { expected, statistics } = setup();
    expectClose(statistics.glycemiaRiskIndex?.value, expected.gri);
    expectClose(statistics.bloodGlucoseIndices?.low, expected.lbgi);
    expectClose(statistics.bloodGlucoseIndices?.high, expected.hbgi);
    expectClose(statistics.jIndex, expected.j_index);
  });

  it('have its quantiles', () => {
    const { expected, statistics } = setup();
    expectClose(statistics.quantilesMgDl?.p5, expected.quantiles_type7['5']);
    expectClose(statistics.quantilesMgDl?.p25, expected.quantiles_type7['25']);
    expectClose(statistics.quantilesMgDl?.p50, expected.quantiles_type7['50']);
    expectClose(statistics.quantilesMgDl?.p75, expected.quantiles_type7['75']);
    expectClose(statistics.quantilesMgDl?.p95, expected.quantiles_type7['95']);
  });

  it('have its MODD and both its MAGE', () => {
    const { expected, statistics } = setup();
    expectClose(statistics.meanOfDailyDifferencesMgDl, expected.modd);
    expectClose(statistics.meanAmplitude.ma.valueMgDl, expected.mage_ma);
    expectClose(statistics.meanAmplitude.naive.valueMgDl, expected.mage_naive);
  });
}
