import { describe, expect, it } from 'vitest';
import { defaultDeliveryPolicy } from '#src/webhooks/deliveries/delivery-policy.ts';
import {
  type EndpointHealth,
  nextEndpointHealth,
} from '#src/webhooks/endpoints/endpoint-health.ts';
import type { Attempt } from '#src/webhooks/http/attempt.ts';

const now = new Date('2026-03-01T12:00:00Z');
const dayMs = 24 * 3_600_000;
const ago = (durationMs: number) => new Date(now.getTime() - durationMs);
const well: EndpointHealth = { failingSince: null, slowedUntil: null, concurrency: 100 };
const policy = defaultDeliveryPolicy;

function attempt(change: Partial<Attempt>): Attempt {
  return {
    at: now,
    status: null,
    failure: null,
    durationMs: 10,
    answerHead: null,
    answerHeaders: null,
    retryAfterMs: null,
    ...change,
  };
}
const success = attempt({ status: 200 });
const refused = attempt({ status: 500, failure: 'status' });
const tooMany = attempt({ status: 429, failure: 'status' });
const hung = attempt({ failure: 'timeout' });
const gone = attempt({ status: 410, failure: 'status' });

function healthAfter(before: Partial<EndpointHealth>, ...attempts: Attempt[]) {
  return nextEndpointHealth({ ...well, ...before }, attempts, now, policy);
}

describe('the health of an endpoint', () => {
  it('remembers since when it only fails, and one success forgives all', () => {
    expect(healthAfter({}, refused).health.failingSince).toEqual(now);
    expect(healthAfter({ failingSince: ago(1000) }, refused).health.failingSince).toEqual(
      ago(1000),
    );
    expect(
      healthAfter({ failingSince: ago(1000) }, refused, success).health.failingSince,
    ).toBeNull();
  });

  it('disables it once it has only failed for five days', () => {
    const since = (durationMs: number) => ({ failingSince: ago(durationMs) });
    expect(healthAfter(since(5 * dayMs), refused).disabledReason).toBe('FAILING');
    expect(healthAfter(since(5 * dayMs - 1), refused).disabledReason).toBeNull();
    expect(healthAfter(since(5 * dayMs), refused, success).disabledReason).toBeNull();
  });

  it('begins anew when the failure before lies twice as far back', () => {
    const verdict = healthAfter({ failingSince: ago(10 * dayMs + 1) }, refused);
    expect(verdict.disabledReason).toBeNull();
    expect(verdict.health.failingSince).toEqual(now);
  });

  it('disables one that answers that it is gone', () => {
    expect(healthAfter({}, success, gone).disabledReason).toBe('GONE');
  });

  it.each([
    ['429', tooMany],
    ['502', attempt({ status: 502, failure: 'status' })],
    ['504', attempt({ status: 504, failure: 'status' })],
  ])('pauses it after %s', (_status, slowing) => {
    const { health } = healthAfter({}, success, slowing);
    expect(health.slowedUntil).toEqual(new Date(now.getTime() + policy.slowdownMs));
    expect(health.concurrency).toBe(50);
  });

  it.each([
    [0, policy.slowdownMsMin],
    [20_000, 20_000],
    [3_600_000, policy.slowdownMsMax],
  ])('pauses it for as long as it asks within bounds: %i ms', (retryAfterMs, pauseMs) => {
    const { health } = healthAfter({}, { ...tooMany, retryAfterMs });
    expect(health.slowedUntil).toEqual(new Date(now.getTime() + pauseMs));
  });

  it('does not pause it after other failures', () => {
    expect(healthAfter({}, refused, hung).health.slowedUntil).toBeNull();
    expect(
      healthAfter({}, attempt({ status: 503, failure: 'status' })).health.slowedUntil,
    ).toBeNull();
  });

  it('gives one that hangs less and less at once, never nothing', () => {
    let health = well;
    const seen = [];
    for (let round = 0; round < 8; round += 1) {
      health = healthAfter(health, hung).health;
      seen.push(health.concurrency);
    }
    expect(seen).toEqual([50, 25, 12, 6, 3, 1, 1, 1]);
  });

  it('gives back one slot for each success, up to the limit', () => {
    expect(healthAfter({ concurrency: 1 }, success, success, success).health.concurrency).toBe(4);
    expect(healthAfter({ concurrency: 99 }, success, success, success).health.concurrency).toBe(
      100,
    );
    expect(healthAfter({ concurrency: 1 }, refused).health.concurrency).toBe(1);
  });
});
