import { describe, expect, it } from 'vitest';
import { afterAnswer, nextAsk, type PullAnswer, type PullState } from '#src/pulls/pull-plan.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const nowMs = Date.UTC(2026, 0, 31);
const state: PullState = {
  fromMs: nowMs - 45 * dayMs,
  toMs: nowMs,
  doneDownToMs: nowMs,
  windowMinutes: 30 * 24 * 60,
  failureCount: 0,
  refusedAtMs: null,
  endedAtMs: null,
  lookedAtMs: null,
  isLate: false,
};

function step(from: PullState, answer: PullAnswer, resource: 'GLUCOSE' | 'DIARY' = 'DIARY') {
  return afterAnswer(resource, from, nextAsk(resource, from, nowMs), answer, nowMs);
}

/** All stretches of a past whose every answer comes. */
function stretchesOf(from: PullState) {
  const stretches: { fromMs: number; toMs: number }[] = [];
  for (let at: PullState = from; stretches.length < 100; at = step(at, { kind: 'read' })) {
    if (at.endedAtMs !== null) return stretches;
    const ask = nextAsk('DIARY', at, nowMs);
    if (ask.kind !== 'past') throw new Error(`it asks for ${ask.kind}`);
    stretches.push(ask);
  }
  throw new Error('it has no end');
}

describe('the next stretch of a past', () => {
  it('is the newest that is not kept, of thirty days at most, and touches the one before', () => {
    const stretches = stretchesOf(state);
    expect(stretches).toHaveLength(2);
    for (const { fromMs, toMs } of stretches) expect(toMs - fromMs).toBeLessThanOrEqual(30 * dayMs);
    expect(stretches[0]?.toMs).toBeGreaterThanOrEqual(nowMs);
    expect(stretches[1]?.toMs).toBeGreaterThan(stretches[0]?.fromMs ?? 0);
    expect(stretches[1]?.fromMs).toBe(state.fromMs);
    expect(stretchesOf({ ...state, fromMs: nowMs - 90 * dayMs })).toHaveLength(3);
  });

  it('is half as long after an answer that did not come in time, and no shorter than an hour', () => {
    let at = state;
    const days: number[] = [];
    for (let failures = 0; failures < 12; failures += 1) {
      at = step(at, { kind: 'unavailable', isHanging: true });
      days.push(at.windowMinutes / 1_440);
    }
    expect(days.slice(0, 3)).toEqual([15, 7.5, 3.75]);
    expect(at.windowMinutes).toBe(60);
    expect(at.doneDownToMs).toBe(state.doneDownToMs);
    expect(stretchesOf({ ...at, fromMs: nowMs - dayMs }).length).toBeGreaterThanOrEqual(24);
  });

  it('comes later and later while there are no answers, and as late as it was asked to', () => {
    const wait = (failureCount: number) =>
      step({ ...state, failureCount }, { kind: 'unavailable', isHanging: false }).waitMs;
    expect([0, 1, 2, 30].map(wait)).toEqual([30_000, 60_000, 120_000, 3_600_000]);
    const told = (retryAfterMs: number | null) =>
      step(state, { kind: 'throttled', retryAfterMs }).waitMs;
    expect([null, 5_000, 3_600_000].map(told)).toEqual([600_000, 600_000, 3_600_000]);
  });

  it('waits for a poll to renew the session, which is no failure', () => {
    const waiting = step(state, { kind: 'session-ended' });
    expect(waiting).toMatchObject({ failureCount: 0, doneDownToMs: nowMs });
    expect(waiting.waitMs).toBeLessThan(minuteMs);
  });

  it('is refused for good only when it was refused in shorter and shorter stretches', () => {
    let at: PullState & { waitMs?: number } = state;
    for (let refusals = 0; refusals < 3; refusals += 1) at = step(at, { kind: 'refused' });
    expect(at.refusedAtMs).toBeNull();
    at = step(at, { kind: 'refused' });
    expect(at).toMatchObject({ refusedAtMs: nowMs, waitMs: dayMs });
    expect(step(at, { kind: 'read' })).toMatchObject({ refusedAtMs: null, failureCount: 0 });
  });
});

describe('what there is', () => {
  it('is asked first where more than one window is wanted, and nothing before it is asked for', () => {
    expect(nextAsk('GLUCOSE', state, nowMs)).toEqual({ kind: 'range', sinceMs: null });
    const firstMs = nowMs - 20 * dayMs;
    const range = { fromMs: firstMs, toMs: nowMs };
    const measured = step(state, { kind: 'read', range }, 'GLUCOSE');
    const asked = nextAsk('GLUCOSE', measured, nowMs);
    expect(asked).toMatchObject({ kind: 'past', fromMs: firstMs - 10 * minuteMs });
    const nothing = step(state, { kind: 'read', range: null }, 'GLUCOSE');
    expect(nothing.fromMs).toBe(nowMs);
    const short = { ...state, fromMs: nowMs - 30 * dayMs };
    expect(nextAsk('GLUCOSE', short, nowMs).kind).toBe('past');
  });

  it('opens the past again for what came later and lies deeper than polls look', () => {
    const ended = { ...state, endedAtMs: nowMs - hourMs, lookedAtMs: nowMs - hourMs };
    const looked = (fromMs: number) =>
      step(ended, { kind: 'read', range: { fromMs, toMs: nowMs - hourMs } }, 'GLUCOSE');
    expect(nextAsk('GLUCOSE', ended, nowMs)).toEqual({
      kind: 'range',
      sinceMs: nowMs - hourMs - 10 * minuteMs,
    });
    expect(looked(nowMs - 2 * hourMs).endedAtMs).toBe(ended.endedAtMs);
    const opened = looked(nowMs - 40 * dayMs);
    expect(opened).toMatchObject({ endedAtMs: null, isLate: true, fromMs: nowMs - 40 * dayMs });
    expect(nextAsk('GLUCOSE', opened, nowMs).kind).toBe('past');
  });
});
