import { describe, expect, it } from 'vitest';
import { emptyPollMemory, steadyWindow } from '#src/poller/policy/index.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = Date.UTC(2026, 2, 1, 10);
const pace = { everyMs: hourMs / 4, lateByMs: hourMs, readingsMax: 100_000 };

function hoursOf(facts: object): number {
  const memory = { ...emptyPollMemory, newestAtMs: nowMs - hourMs, ...facts };
  return steadyWindow(memory, pace, nowMs).minutes / 60;
}

describe('how far back a provider is asked that is late by nature', () => {
  it('is some hours, once a day three days, and once a week two weeks', () => {
    expect(hoursOf({ newestAtMs: null })).toBe(24);
    expect(hoursOf({})).toBe(7);
    expect(hoursOf({ deepAtMs: nowMs - dayMs })).toBe(3 * 24);
    expect(hoursOf({ deepAtMs: nowMs - dayMs, fullAtMs: nowMs - 7 * dayMs })).toBe(14 * 24);
  });

  it('is less where an answer failed, and at last a day, so that the present is told', () => {
    const due = { deepAtMs: nowMs - dayMs, fullAtMs: nowMs - 7 * dayMs };
    expect(hoursOf({ ...due, failures: 1 })).toBe(7);
    const long = { newestAtMs: nowMs - 10 * dayMs };
    expect(hoursOf({ ...long, failures: 2 })).toBe(10 * 24 + 6);
    expect(hoursOf({ ...long, failures: 3 })).toBe(24);
  });

  it('is never more than a month', () => {
    expect(hoursOf({ newestAtMs: nowMs - 90 * dayMs })).toBe(30 * 24);
  });
});
