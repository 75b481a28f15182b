import { describe, expect, it } from 'vitest';
import { mgDlOf, mmolLOf } from '#glucose';
import { highMgDl, lowMgDl } from '#src/glucose/statistics/limits.ts';
import { mmolLTextOf } from '#src/glucose/units.ts';

describe('the units of glucose', () => {
  it('give each integer from LOW to HIGH back from two decimals of mmol/L', () => {
    for (let value = lowMgDl; value <= highMgDl; value++)
      expect(mgDlOf(mmolLOf(value))).toBe(value);
  });

  it('tell mmol/L with two decimals on the wire and with one to people', () => {
    expect(mmolLOf(100)).toBe(5.55);
    expect(mmolLOf(180)).toBe(9.99);
    expect(mmolLOf(39)).toBe(2.16);
    expect(mmolLOf(401)).toBe(22.26);
    expect(mmolLTextOf(180)).toBe('10.0');
    expect(mmolLTextOf(70)).toBe('3.9');
  });
});
