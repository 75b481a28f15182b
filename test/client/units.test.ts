import {
  ageSecondsOf,
  amountText,
  glucoseText,
  inUnit,
  isStale,
  trendArrow,
} from 'glucose-gateway-client';
import { describe, expect, it } from 'vitest';
import { trendArrows, trends } from '#glucose';

describe('a value as people read it', () => {
  it.each([
    [39, 'LOW', 'LOW'],
    [40, '40', '2.2'],
    [104, '104', '5.8'],
    [180, '180', '10.0'],
    [400, '400', '22.2'],
    [401, 'HIGH', 'HIGH'],
  ])('%i is %s in mg/dL and %s in mmol/L', (valueMgDl, mgDl, mmolL) => {
    expect([glucoseText(valueMgDl, 'mg/dL'), glucoseText(valueMgDl, 'mmol/L')]).toEqual([
      mgDl,
      mmolL,
    ]);
  });

  it('is an amount where it was computed, and never a word', () => {
    expect([amountText(20.4, 'mg/dL'), amountText(450, 'mmol/L')]).toEqual(['20', '25.0']);
    expect(inUnit(180.1559, 'mmol/L')).toBeCloseTo(10, 9);
  });
});

describe('a trend', () => {
  it('has the arrow that the gateway gives it, and none where it is newer than this package', () => {
    for (const trend of trends) expect(trendArrow(trend), trend).toBe(trendArrows[trend]);
    expect(trendArrow('SIDEWAYS' as never)).toBe('');
  });
});

describe('the age of a reading', () => {
  const takenAt = '2026-03-01T10:00:00Z';

  it('is told by the clock of the gateway, and is unknown as long as that is', () => {
    const nowMs = Date.parse(takenAt) + 90_500;
    expect(ageSecondsOf(takenAt, nowMs)).toBe(90);
    expect(ageSecondsOf(takenAt, nowMs - 200_000)).toBe(0);
    expect(ageSecondsOf(takenAt, null)).toBeNull();
  });

  it('is stale after ten minutes, and while it is not known', () => {
    expect([isStale(600), isStale(601), isStale(null), isStale(601, 900)]).toEqual([
      ...[false, true],
      ...[true, false],
    ]);
  });
});
