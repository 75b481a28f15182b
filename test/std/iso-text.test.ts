import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTextOf, offsetTextOf } from '#std/iso-text';

describe('the text of an instant', () => {
  it('is what the platform makes of it', () => {
    const instants = fc.date({
      min: new Date('1969-12-31T23:59:00Z'),
      max: new Date('+010000-01-01T00:01:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.array(instants, { minLength: 1 }), (dates) => {
        for (const date of dates) {
          expect(isoTextOf(date)).toBe(date.toISOString());
          expect(offsetTextOf(date)).toBe(`${date.toISOString().slice(0, 19)}+00:00`);
        }
      }),
    );
  });

  it.each([
    '1970-01-01T00:00:00.000Z',
    '2026-03-01T23:59:59.999Z',
    '2026-03-02T00:00:00.001Z',
    '2199-12-31T23:59:59.010Z',
    '9999-12-31T23:59:59.999Z',
    '+010000-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
  ])('of %s is right at its border', (text) => {
    expect(isoTextOf(new Date(text))).toBe(text);
  });

  it('is none for what is no instant', () => {
    expect(() => isoTextOf(new Date(Number.NaN))).toThrow(RangeError);
  });
});
