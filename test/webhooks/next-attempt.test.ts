import { describe, expect, it } from 'vitest';
import { nextAttempt, retryDelaysMs, triesMax } from '#src/webhooks/sending/next-attempt.ts';
import { seededRandom } from '#std/random';
import { parseRetryAfterMs } from '#std/retry-after';

const middle = () => 0.5;
const failed = { status: 500, failure: 'status', retryAfterMs: null } as const;

function delayAfter(tryNumber: number, random = middle, retryAfterMs: number | null = null) {
  const next = nextAttempt({ ...failed, retryAfterMs }, triesMax - tryNumber, random);
  return next.next === 'retry' ? next.delayMs : null;
}

describe('the next attempt', () => {
  it('comes by the schedule: eight tries over 27.6 hours', () => {
    expect(triesMax).toBe(8);
    const delaysS = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => delayAfter(number));
    expect(delaysS).toEqual([
      5_000,
      300_000,
      1_800_000,
      7_200_000,
      18_000_000,
      36_000_000,
      36_000_000,
      null,
    ]);
  });

  it('spreads by up to a fifth either way', () => {
    const random = seededRandom(7);
    for (const [index, baseMs] of retryDelaysMs.entries()) {
      const delays = Array.from({ length: 500 }, () => delayAfter(index + 1, random) ?? 0);
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(0.8 * baseMs);
      expect(Math.min(...delays)).toBeLessThan(0.82 * baseMs);
      expect(Math.max(...delays)).toBeLessThanOrEqual(1.2 * baseMs);
      expect(Math.max(...delays)).toBeGreaterThan(1.18 * baseMs);
    }
  });

  it.each([
    ['shorter than the plain delay', 1_000, 5_000],
    ['as asked', 7_000, 7_000],
    ['twice the plain delay', 10_000, 10_000],
    ['longer than twice the plain delay', 3_600_000, 10_000],
    ['none', 0, 5_000],
  ])('honours a Retry-After %s', (_name, retryAfterMs, delayMs) => {
    expect(delayAfter(1, () => 0, retryAfterMs)).toBe(delayMs);
  });

  it('never comes sooner than asked within the bounds', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 200; round += 1) {
      expect(delayAfter(1, random, 6_000)).toBeGreaterThanOrEqual(6_000);
    }
  });

  it('is none after a success, and none to a receiver that is gone', () => {
    const success = { status: 204, failure: null, retryAfterMs: null };
    const gone = { status: 410, failure: 'status', retryAfterMs: null } as const;
    expect(nextAttempt(success, 7, middle)).toEqual({ next: 'none', state: 'SUCCEEDED' });
    expect(nextAttempt(gone, 7, middle)).toEqual({ next: 'none', state: 'CANCELLED' });
    expect(nextAttempt(failed, 0, middle)).toEqual({ next: 'none', state: 'EXHAUSTED' });
  });
});

describe('a Retry-After header', () => {
  const nowMs = Date.UTC(2026, 0, 1);
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['2026-01-01T00:01:00Z', null],
    ['99999999999999999999', null],
    [null, null],
  ])('%s means %s ms', (header, expected) => {
    expect(parseRetryAfterMs(header, nowMs)).toBe(expected);
  });
});
