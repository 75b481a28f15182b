import { describe, expect, it } from 'vitest';
import { afterAnswer, nextStretch, type PullState } from '#src/histories/pull-window.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const nowMs = Date.UTC(2026, 0, 31);
const state: PullState = {
  fromMs: nowMs - 45 * dayMs,
  doneDownToMs: nowMs,
  windowMinutes: 30 * 24 * 60,
  failureCount: 0,
};

/** All stretches of a history whose every answer comes. */
function stretchesOf(from: PullState) {
  const stretches: { fromMs: number; toMs: number }[] = [];
  for (let at: PullState = from; stretches.length < 100; ) {
    const stretch = nextStretch(at);
    stretches.push(stretch);
    const { waitMs, ...next } = afterAnswer(at, stretch, 'read');
    if (waitMs === null) return stretches;
    at = { ...at, ...next };
  }
  throw new Error('it has no end');
}

describe('the next stretch of a history', () => {
  it('is the newest that is not kept, of thirty days at most, and touches the one before', () => {
    const stretches = stretchesOf(state);
    expect(stretches).toHaveLength(2);
    for (const { fromMs, toMs } of stretches) expect(toMs - fromMs).toBeLessThanOrEqual(30 * dayMs);
    expect(stretches[0]?.toMs).toBeGreaterThanOrEqual(nowMs);
    expect(stretches[1]?.toMs).toBeGreaterThan(stretches[0]?.fromMs ?? 0);
    expect(stretches[1]?.fromMs).toBe(state.fromMs);
  });

  it('is half as long after an answer that did not come in time, and no shorter than an hour', () => {
    let at = state;
    const days: number[] = [];
    for (let failures = 0; failures < 12; failures += 1) {
      at = { ...at, ...afterAnswer(at, nextStretch(at), { isHanging: true }) };
      days.push(at.windowMinutes / 1_440);
    }
    expect(days.slice(0, 3)).toEqual([15, 7.5, 3.75]);
    expect(at.windowMinutes).toBe(60);
    expect(at.doneDownToMs).toBe(state.doneDownToMs);
    expect(stretchesOf({ ...at, fromMs: nowMs - dayMs }).length).toBeGreaterThanOrEqual(24);
  });

  it('comes later and later while there are no answers, and as late as it was asked to', () => {
    const wait = (failureCount: number) =>
      afterAnswer({ ...state, failureCount }, nextStretch(state), { isHanging: false }).waitMs;
    expect([0, 1, 2, 30].map(wait)).toEqual([30_000, 60_000, 120_000, 3_600_000]);
    const told = (throttledMs: number | null) =>
      afterAnswer(state, nextStretch(state), { throttledMs }).waitMs;
    expect([null, 5_000, 3_600_000].map(told)).toEqual([600_000, 600_000, 3_600_000]);
  });

  it('waits for a poll to renew the session, which is no failure', () => {
    const step = afterAnswer(state, nextStretch(state), 'session-ended');
    expect(step).toMatchObject({ failureCount: 0, doneDownToMs: nowMs });
    expect(step.waitMs).toBeLessThan(minuteMs);
  });
});
