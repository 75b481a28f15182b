import { describe, expect, it } from 'vitest';
import { presentState, stateAgesAt } from '#connections';
import { oauthProvider, passwordProvider } from '#providers';
import type { StateFacts } from '#src/connections/states/present-state.ts';

const minuteMs = 60_000;
const nowMs = Date.UTC(2026, 0, 15, 12);
const ago = (minutes: number) => new Date(nowMs - minutes * minuteMs);

const well: StateFacts = {
  state: 'FRESH',
  stateSince: ago(600),
  newestTakenAt: ago(4),
  provider: passwordProvider,
  region: 'US',
  nextPollAt: ago(-1),
  lastPollAt: ago(3),
};

function stateOf(facts: Partial<StateFacts>, freshForMs = 620_000) {
  return presentState({ ...well, ...facts }, freshForMs, new Date(nowMs));
}

describe('the present state', () => {
  it('is the one that was stored, while nothing has aged', () => {
    expect(stateOf({})).toEqual({ state: 'FRESH', since: ago(600) });
  });

  it('ages by itself: a reading grows late, and then old', () => {
    expect(stateOf({ newestTakenAt: ago(12) })).toEqual({ state: 'DELAYED', since: ago(12) });
    expect(stateOf({ newestTakenAt: ago(25) })).toMatchObject({ state: 'NO_RECENT_DATA' });
  });

  it('does not age where no reading was ever the reason', () => {
    const facts = { state: 'LOCKED_OUT', newestTakenAt: ago(500) } as const;
    expect(stateOf(facts)).toEqual({ state: 'LOCKED_OUT', since: ago(600) });
    const waiting = { state: 'WAITING', newestTakenAt: null } as const;
    expect(stateOf(waiting)).toMatchObject({ state: 'WAITING' });
  });

  it('says when it is we who do not ask, and not the sensor that does not send', () => {
    const facts = { newestTakenAt: ago(25), nextPollAt: ago(3), lastPollAt: ago(25) };
    expect(stateOf(facts)).toEqual({ state: 'NOT_POLLED', since: ago(25) });
    expect(stateOf({ ...facts, nextPollAt: ago(1) })).toMatchObject({ state: 'NO_RECENT_DATA' });
    expect(stateOf({ ...facts, lastPollAt: null })).toMatchObject({ since: ago(600) });
  });

  it('of a disconnected connection is that, whatever its plan', () => {
    const facts = { state: 'DISCONNECTED', nextPollAt: ago(500) } as const;
    expect(stateOf(facts)).toMatchObject({ state: 'DISCONNECTED' });
  });

  it('of a connection that waits for its person is no fault of ours', () => {
    const facts = { state: 'NEEDS_ATTENTION', nextPollAt: null } as const;
    expect(stateOf(facts)).toMatchObject({ state: 'NEEDS_ATTENTION' });
  });
});

describe('the age of a state', () => {
  const freshMs = 10 * minuteMs;
  const agesAt = (facts: Partial<StateFacts>, atMs = nowMs) =>
    stateAgesAt({ ...well, ...facts }, freshMs, new Date(atMs))?.getTime() ?? null;

  it('is known beforehand: at that instant the state is another, and just before it is not', () => {
    for (const provider of [passwordProvider, oauthProvider]) {
      let atMs: number | null = nowMs;
      const facts = { ...well, provider };
      const seen = [];
      while (atMs !== null) {
        const stateAt = (ms: number) =>
          presentState({ ...facts, nextPollAt: null }, freshMs, new Date(ms)).state;
        if (atMs > nowMs) expect(stateAt(atMs - 1)).toBe(seen.at(-1));
        seen.push(stateAt(atMs));
        atMs = agesAt(facts, atMs);
      }
      expect(seen).toEqual(['FRESH', 'DELAYED', 'NO_RECENT_DATA']);
    }
  });

  it('is none of a state that an answer made, or without a reading', () => {
    expect(agesAt({ state: 'LOCKED_OUT' })).toBeNull();
    expect(agesAt({ state: 'WAITING', newestTakenAt: null })).toBeNull();
    expect(agesAt({ newestTakenAt: ago(500) })).toBeNull();
  });
});
