import { describe, expect, it } from 'vitest';
import { permitRefresh } from '#src/providers/dexcom-oauth/refresh-permit.ts';

const accountKey = Buffer.alloc(32, 1);
const nowMs = Date.UTC(2026, 2, 1, 10);

function askAfter(agesMs: readonly number[]) {
  const permitsAtMs = agesMs.map((ageMs) => nowMs - ageMs);
  const count = { key: accountKey, permitsAtMs, extraRequestsAtMs: [], throttledUntilMs: null };
  const facts = { counts: [count], nowMs, isHeld: true };
  return permitRefresh(accountKey)(facts as never).answer;
}

describe('a permit to refresh', () => {
  it('is given to nobody else while a refresh may be under way, though its poll was outrun', () => {
    expect(askAfter([])).toEqual({ kind: 'granted' });
    const untilMs = nowMs + 120_000;
    expect(askAfter([30_000])).toEqual({ kind: 'wait', untilMs, by: 'gateway' });
    expect(askAfter([150_000])).toEqual({ kind: 'granted' });
  });

  it('is given three times in ten minutes', () => {
    const untilMs = nowMs + 60_000;
    const answer = askAfter([540_000, 380_000, 200_000]);
    expect(answer).toEqual({ kind: 'wait', untilMs, by: 'gateway' });
  });
});
