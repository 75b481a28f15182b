import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideLogin,
  type LoginBudget,
  loginSlackMs,
  loginSpacingMs,
  loginSpanMs,
  loginsPerWindowMax,
  loginWindowMs,
  passwordRequestsPerWindowMax,
} from '#src/providers/dexcom-share/login-budget.ts';

const secondMs = 1_000;
const nowMs = Date.UTC(2026, 0, 15, 12);
const spacingMs = loginSpacingMs + loginSlackMs;
const windowMs = loginWindowMs + loginSpanMs + loginSlackMs;

function budget(facts: Partial<LoginBudget> = {}): LoginBudget {
  return {
    permitsAtMs: [],
    strangersAtMs: [],
    extraRequestsAtMs: [],
    lockedUntilMs: null,
    throttledUntilMs: null,
    retryAtMs: null,
    isOfUnknownName: false,
    isSpaced: true,
    ...facts,
  };
}

/** Permits that were given so many seconds ago. */
const permits = (...secondsAgo: number[]) =>
  secondsAgo.map((seconds) => nowMs - seconds * secondMs);

function decide(facts: Partial<LoginBudget>, requestCount: 1 | 2 = 1) {
  const decision = decideLogin([budget(facts)], requestCount, nowMs);
  if (decision.kind === 'granted') return 'granted';
  return `${decision.reason} by ${decision.by} for ${(decision.untilMs - nowMs) / secondMs} s`;
}

describe('a login (P4)', () => {
  it.each([
    ['the first', {}, 1, 'granted'],
    ['a minute after another', { permitsAtMs: permits(70) }, 1, 'granted'],
    ['sooner than that', { permitsAtMs: permits(69) }, 1, 'throttled by gateway for 1 s'],
    ['the third in ten minutes', { permitsAtMs: permits(629, 70) }, 1, 'granted'],
    ['the fourth', { permitsAtMs: permits(600, 300, 100) }, 1, 'throttled by gateway for 30 s'],
    ['one that counts no more', { permitsAtMs: permits(630, 300, 100) }, 1, 'granted'],
    [
      'behind the second request of another',
      { permitsAtMs: permits(90), extraRequestsAtMs: permits(65) },
      1,
      'throttled by gateway for 5 s',
    ],
    [
      'by name, behind one by name',
      { permitsAtMs: permits(300), extraRequestsAtMs: permits(299) },
      2,
      'granted',
    ],
    [
      'by name, the third of those',
      { permitsAtMs: permits(300, 200), extraRequestsAtMs: permits(299, 199) },
      2,
      'throttled by gateway for 311 s',
    ],
    [
      'by name, behind two that were refused at the name',
      { permitsAtMs: permits(300, 200) },
      2,
      'granted',
    ],
    [
      'the second by a name that never led anywhere',
      { permitsAtMs: permits(70), isOfUnknownName: true },
      2,
      'granted',
    ],
    [
      'the third of those',
      { permitsAtMs: permits(300, 70), isOfUnknownName: true },
      2,
      'throttled by gateway for 310 s',
    ],
    ['locked out', { lockedUntilMs: nowMs + 90_000 }, 1, 'locked-out by provider for 90 s'],
    ['after a lockout', { lockedUntilMs: nowMs }, 1, 'granted'],
    ['throttled', { throttledUntilMs: nowMs + 300_000 }, 1, 'throttled by provider for 300 s'],
    [
      'locked out and throttled',
      { lockedUntilMs: nowMs + 5_000, throttledUntilMs: nowMs + 300_000 },
      1,
      'locked-out by provider for 5 s',
    ],
    [
      'with permits from the future (a clock was set back)',
      { permitsAtMs: permits(-3_600) },
      1,
      'throttled by gateway for 70 s',
    ],
  ] as const)('%s', (_name, facts, requestCount, expected) => {
    expect(decide(facts, requestCount)).toBe(expected);
  });

  it('draws on every budget: the latest refusal counts', () => {
    const budgets = [budget({ permitsAtMs: permits(10) }), budget({ permitsAtMs: permits(30) })];
    expect(decideLogin(budgets, 1, nowMs)).toEqual({
      kind: 'denied',
      reason: 'throttled',
      by: 'gateway',
      untilMs: nowMs + 60 * secondMs,
    });
  });

  const asked = fc.record({
    afterMs: fc.integer({ min: 0, max: 200 * secondMs }),
    requestCount: fc.constantFrom(1 as const, 2 as const),
    /** How long after the first request the second one leaves. */
    secondAfterMs: fc.integer({ min: 0, max: loginSpanMs }),
    lateMs: fc.integer({ min: 0, max: loginSlackMs }),
    secondLateMs: fc.integer({ min: 0, max: loginSlackMs }),
    isRefusedAtName: fc.boolean(),
  });

  it('never comes more than three times, nor closer than a minute, as Dexcom counts arrivals', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 60 }), (steps) => {
        let atMs = nowMs;
        const state = { permitsAtMs: [] as number[], extraRequestsAtMs: [] as number[] };
        const sessions: number[] = [];
        const requests: number[] = [];
        for (const step of steps) {
          atMs += step.afterMs;
          if (decideLogin([budget(state)], step.requestCount, atMs).kind !== 'granted') continue;
          state.permitsAtMs.push(atMs);
          requests.push(atMs + step.lateMs);
          if (step.requestCount === 1) {
            sessions.push(atMs + step.lateMs);
            continue;
          }
          if (step.isRefusedAtName) continue;
          state.extraRequestsAtMs.push(atMs + step.secondAfterMs);
          requests.push(atMs + step.secondAfterMs + step.secondLateMs);
          sessions.push(atMs + step.secondAfterMs + step.secondLateMs);
        }
        expect(most(sessions)).toBeLessThanOrEqual(loginsPerWindowMax);
        expect(most(requests)).toBeLessThanOrEqual(passwordRequestsPerWindowMax);
        const sorted = sessions.toSorted((one, other) => one - other);
        for (const [at, ms] of sorted.slice(1).entries()) {
          expect(ms - (sorted[at] ?? 0)).toBeGreaterThanOrEqual(loginSpacingMs);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('that is denied is granted at the moment that was told', () => {
    const instants = fc.array(fc.integer({ min: nowMs - windowMs, max: nowMs }), { maxLength: 6 });
    fc.assert(
      fc.property(instants, instants, fc.constantFrom(1 as const, 2 as const), (a, b, count) => {
        const budgets = [budget({ permitsAtMs: a, extraRequestsAtMs: b })];
        const decision = decideLogin(budgets, count, nowMs);
        if (decision.kind === 'granted') return;
        expect(decision.untilMs).toBeGreaterThan(nowMs);
        expect(decision.untilMs - nowMs).toBeLessThanOrEqual(windowMs);
        expect(decideLogin(budgets, count, decision.untilMs).kind).toBe('granted');
        expect(decideLogin(budgets, count, decision.untilMs - 1).kind).toBe('denied');
      }),
    );
  });

  it('waits its turn in full', () => {
    expect(spacingMs).toBe(70 * secondMs);
  });
});

/** The most instants in any half-open window of ten minutes. */
function most(instants: readonly number[]): number {
  const sorted = instants.toSorted((one, other) => one - other);
  return sorted.reduce((max, startMs) => {
    const within = sorted.filter((atMs) => atMs >= startMs && atMs < startMs + loginWindowMs);
    return Math.max(max, within.length);
  }, 0);
}
