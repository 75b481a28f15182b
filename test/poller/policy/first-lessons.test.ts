import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterReading,
  aimOf,
  type DelayBounds,
  typicalGuess,
  typicalOf,
} from '#src/poller/policy/first-lessons.ts';
import { secondMs } from './connection.ts';

const guess = typicalGuess as { typicalMs: number; typicalSdMs: number };
const bounds = (atLeast: number, atMost: number): DelayBounds => ({
  atLeastMs: atLeast * secondMs,
  atMostMs: atMost * secondMs,
});

describe('the first lessons of a connection', () => {
  it('come nearer to the delay from either side, and know it better each time', () => {
    for (const typical of [9, 19, 29]) {
      let known = guess;
      for (let lesson = 0; lesson < 8; lesson += 1) {
        known = afterReading(known, bounds(typical + 2, typical + 8));
      }
      expect(Math.abs(known.typicalMs / secondMs - typical)).toBeLessThan(2.5);
      expect(known.typicalSdMs).toBeLessThan(guess.typicalSdMs / 2);
    }
  });

  it('take a reading that is minutes late for no more than that', () => {
    const known = afterReading(guess, bounds(200, 230));
    expect(Math.abs(known.typicalMs - guess.typicalMs)).toBeLessThan(8 * secondMs);
  });

  it('aim behind what is typical, and further the less that is known', () => {
    const sure = aimOf({ typicalMs: 15_000, typicalSdMs: 1_000 });
    const unsure = aimOf({ typicalMs: 15_000, typicalSdMs: 9_000 });
    expect(sure).toBeGreaterThan(18_000);
    expect(sure).toBeLessThan(24_000);
    expect(unsure).toBeGreaterThan(sure);
  });

  it('stay finite, whatever is observed', () => {
    const ms = fc.integer({ min: 0, max: 90_000_000 });
    const typical = fc.record({
      typicalMs: fc.integer({ min: -90_000_000, max: 90_000_000 }),
      typicalSdMs: fc.integer({ min: 1, max: 3_600_000 }),
    });
    fc.assert(
      fc.property(typical, ms, ms, (known, one, other) => {
        const told = { atLeastMs: Math.min(one, other), atMostMs: Math.max(one, other) };
        const after = afterReading(known, told);
        expect([after.typicalMs, after.typicalSdMs, aimOf(after)].every(Number.isFinite)).toBe(
          true,
        );
      }),
    );
  });

  it('begin from what twenty others of the region have learnt, and no fewer', () => {
    const alike = Array.from({ length: 20 }, (_, n) => 22_000 + (n % 5) * 500);
    expect(typicalOf(alike.slice(1))).toEqual(typicalGuess);
    const told = typicalOf(alike);
    expect(told.typicalMs).toBeLessThan(17_000);
    expect(told.typicalSdMs).toBe(2_000);
    // One whose clock is wrong by a day tells nothing.
    expect(typicalOf([...alike, 86_400_000])).toEqual(told);
  });
});
