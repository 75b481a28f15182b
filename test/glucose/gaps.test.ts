import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LostTime, sampleGapsOf } from '#glucose';

const minuteMs = 60_000;

function gapsOf(
  minutes: readonly number[],
  { from = 0, to = 60, holes = [] as readonly (readonly [number, number])[], min = 12 } = {},
) {
  const takenAtMs = Float64Array.from(minutes, (minute) => minute * minuteMs);
  const range = { fromMs: from * minuteMs, toMs: to * minuteMs };
  const found: LostTime[] = holes.map(([a, b]) => ({ fromMs: a * minuteMs, toMs: b * minuteMs }));
  return sampleGapsOf({ takenAtMs }, range, found, min).map(
    ({ fromMs, toMs, reason }) => [fromMs / minuteMs, toMs / minuteMs, reason] as const,
  );
}

describe('the gaps of a range', () => {
  it('lie between samples that are further apart than was asked', () => {
    const minutes = [0, 5, 10, 22, 35, 40, 45, 50, 55];
    expect(gapsOf(minutes)).toEqual([[22, 35, 'silence']]);
    expect(gapsOf(minutes, { min: 11 })).toEqual([
      [10, 22, 'silence'],
      [22, 35, 'silence'],
    ]);
  });

  it('reach to the ends of the range', () => {
    expect(gapsOf([20, 25, 30])).toEqual([
      [0, 20, 'silence'],
      [30, 60, 'silence'],
    ]);
    expect(gapsOf([])).toEqual([[0, 60, 'silence']]);
  });

  it('are beyond reach where a hole covers a part of them', () => {
    const minutes = [0, 20, 40, 60];
    expect(gapsOf(minutes, { holes: [[5, 20]] })).toEqual([
      [0, 20, 'beyond-reach'],
      [20, 40, 'silence'],
      [40, 60, 'silence'],
    ]);
    const long = [[-100, 21]] as const;
    expect(gapsOf(minutes, { holes: long }).map(([, , reason]) => reason)).toEqual([
      'beyond-reach',
      'beyond-reach',
      'silence',
    ]);
  });

  it('of a range without a length are none', () => {
    expect(gapsOf([], { from: 60, to: 30 })).toEqual([]);
  });

  it('and the rest make the whole range', () => {
    const someMinutes = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 80 });
    fc.assert(
      fc.property(someMinutes, fc.integer({ min: 1, max: 60 }), (given, min) => {
        const minutes = given.toSorted((a, b) => a - b);
        const gaps = gapsOf(minutes, { to: 1_000, min });
        const bounds = [0, ...minutes, 1_000];
        const long = bounds
          .slice(1)
          .map((to, i) => [bounds[i] ?? 0, to] as const)
          .filter(([from, to]) => to - from > min);
        expect(gaps.map(([from, to]) => [from, to])).toEqual(long);
      }),
    );
  });
});
