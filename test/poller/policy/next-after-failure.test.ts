import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAfterFailure } from '#src/poller/policy/next-after-failure.ts';
import { planFloorMs, retryAfterMsMax, throttledMsMin } from '#src/poller/policy/pace.ts';
import { seededRandom } from '#std/random';
import { anyMemory } from './any-memory.ts';
import { hourMs, learnedMemory, minuteMs, secondMs, startMs } from './connection.ts';

type Kind = 'throttled' | 'unavailable';

describe('the next poll after a failure', () => {
  it.each<[string, Kind, number, number | null, number, number]>([
    // what happened, kind, failures in a row, Retry-After in s, least and most wait in s
    ['throttled without a word: five minutes', 'throttled', 1, null, 300, 375],
    ['throttled for a second: five minutes all the same', 'throttled', 1, 1, 300, 375],
    ['throttled for seven minutes: seven minutes', 'throttled', 1, 420, 420, 525],
    ['throttled again: longer', 'throttled', 2, null, 600, 720],
    ['throttled for ever: ten minutes', 'throttled', 50, null, 600, 720],
    ['throttled for two hours: two hours', 'throttled', 1, 7_200, 7_200, 7_320],
    ['unavailable once: soon', 'unavailable', 1, null, 20, 25],
    ['unavailable twice: later', 'unavailable', 2, null, 40, 50],
    ['unavailable for long: some minutes', 'unavailable', 40, null, 300, 375],
    ['unavailable for ten minutes, it says', 'unavailable', 1, 600, 600, 720],
  ])('%s', (_, kind, failures, retryAfterS, leastS, mostS) => {
    const retryAfterMs = retryAfterS === null ? null : retryAfterS * secondMs;
    for (const chance of [0, 0.5, 0.999]) {
      const memory = learnedMemory({ failures });
      const plan = nextAfterFailure(memory, { kind, retryAfterMs }, startMs, () => chance);
      expect(plan.reason).toBe(kind);
      expect(plan.atMs - startMs).toBeGreaterThanOrEqual(leastS * secondMs);
      expect(plan.atMs - startMs).toBeLessThanOrEqual(mostS * secondMs);
    }
  });

  it('spreads the return of those that failed together', () => {
    const random = seededRandom(5);
    const memory = learnedMemory({ failures: 8 });
    const failure = { kind: 'unavailable', retryAfterMs: null } as const;
    const plans = Array.from({ length: 1_000 }, () =>
      nextAfterFailure(memory, failure, startMs, random),
    );
    const instants = plans.map(({ atMs }) => atMs);
    expect(Math.max(...instants) - Math.min(...instants)).toBeGreaterThan(minuteMs);
  });

  it('keeps the floor and what was asked, and stays bounded, whatever is remembered', () => {
    fc.assert(
      fc.property(
        anyMemory,
        fc.constantFrom<Kind>('throttled', 'unavailable'),
        fc.option(fc.integer({ min: 0, max: 48 * hourMs })),
        fc.nat(),
        (memory, kind, retryAfterMs, seed) => {
          const nowMs = Math.max(startMs, memory.polledAtMs ?? 0);
          const failure = { kind, retryAfterMs };
          const { atMs } = nextAfterFailure(memory, failure, nowMs, seededRandom(seed));
          const askedMs = Math.min(retryAfterMsMax, retryAfterMs ?? 0);
          const leastMs = kind === 'throttled' ? throttledMsMin : planFloorMs;
          expect(atMs).toBeGreaterThanOrEqual(nowMs + Math.max(askedMs, leastMs));
          expect(atMs).toBeLessThanOrEqual(nowMs + Math.max(askedMs, 10 * minuteMs) + 2 * minuteMs);
        },
      ),
    );
  });

  it('grows with each failure', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((failures) => {
      const memory = learnedMemory({ failures });
      const failure = { kind: 'unavailable', retryAfterMs: null } as const;
      return nextAfterFailure(memory, failure, startMs, () => 0).atMs - startMs;
    });
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBe(5 * minuteMs);
  });
});
