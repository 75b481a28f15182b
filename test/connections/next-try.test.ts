import { describe, expect, it } from 'vitest';
import { nextTry, type OwnTry } from '#src/connections/links/next-try.ts';

const nowMs = 1_000_000_000;
const ago = (seconds: number, kind: string | null, untilMs: number | null = null): OwnTry => ({
  startedAtMs: nowMs - seconds * 1_000,
  kind,
  untilMs,
});
const inSeconds = (seconds: number) => nowMs + seconds * 1_000;

describe('the next try of a wearer', () => {
  it('is at once when none was made', () => {
    expect(nextTry([], nowMs)).toEqual({ retryAtMs: null, attemptsLeft: 2 });
  });

  it('comes a little over a minute after the last one', () => {
    const after = nextTry([ago(10, 'refused')], nowMs);
    expect(after).toEqual({ retryAtMs: inSeconds(60), attemptsLeft: 1 });
    expect(nextTry([ago(71, 'refused')], nowMs).retryAtMs).toBeNull();
  });

  it('comes ten minutes after the first of two that were refused', () => {
    const tries = [ago(100, 'refused'), ago(10, 'unavailable')];
    expect(nextTry(tries, nowMs)).toEqual({ retryAtMs: inSeconds(510), attemptsLeft: 0 });
  });

  it('waits as long as was told, and counts no try that sent nothing', () => {
    const tries = [ago(10, 'throttled', inSeconds(90)), ago(5, 'locked-out', inSeconds(600))];
    expect(nextTry(tries, nowMs)).toEqual({ retryAtMs: inSeconds(600), attemptsLeft: 2 });
  });

  it('follows a try that is still under way', () => {
    expect(nextTry([ago(3, null)], nowMs).retryAtMs).toBe(inSeconds(67));
  });
});
