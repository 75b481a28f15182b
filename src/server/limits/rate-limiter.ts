import type { Clock } from '#std/clock';

/**
 * Rate limits by the generic cell rate algorithm: the whole state of a key is the moment when its
 * bucket will be empty again, so a limit costs one number and no timer. The state is kept in this
 * process: each node allows the full rate.
 */
export interface RateLimiter {
  /** Counts one request of a key, if it is allowed. */
  take(key: string): RateDecision;
  /** Whether a request would be allowed; counts nothing. */
  look(key: string): RateDecision;
}

export interface RateDecision {
  readonly isAllowed: boolean;
  readonly limitPerMinute: number;
  /** How many more requests are allowed now. */
  readonly remaining: number;
  /** How long until a full burst is allowed again. */
  readonly resetSeconds: number;
  /** How long until the next request is allowed; 0 when it is allowed now. */
  readonly retryAfterSeconds: number;
}

export interface RateLimiterOptions {
  readonly clock: Clock;
  readonly perMinute: number;
}

/** How many keys are kept; beyond it the key that asked least recently is dropped. */
const keysMax = 50_000;
const minuteMs = 60_000;
/** The part of a minute's requests that may come at once. */
const burstShare = 1 / 6;
const burstMin = 10;

export function createRateLimiter({ clock, perMinute }: RateLimiterOptions): RateLimiter {
  const intervalMs = minuteMs / perMinute;
  const burst = Math.min(perMinute, Math.max(burstMin, Math.floor(perMinute * burstShare)));
  const toleranceMs = burst * intervalMs;
  const emptyAtMs = new Map<string, number>();

  function decide(fullMs: number, nextMs: number): RateDecision {
    const isAllowed = nextMs <= toleranceMs;
    const usedMs = isAllowed ? nextMs : fullMs;
    return {
      isAllowed,
      limitPerMinute: perMinute,
      remaining: Math.max(0, Math.floor((toleranceMs - usedMs) / intervalMs + 1e-9)),
      resetSeconds: Math.ceil(usedMs / 1000),
      retryAfterSeconds: isAllowed ? 0 : Math.max(1, Math.ceil((nextMs - toleranceMs) / 1000)),
    };
  }

  function remember(key: string, untilMs: number): void {
    // A Map keeps insertion order: set anew, a key moves to the end, and the first asked longest
    // ago.
    emptyAtMs.delete(key);
    if (emptyAtMs.size >= keysMax) {
      const quietest = emptyAtMs.keys().next().value;
      if (quietest !== undefined) emptyAtMs.delete(quietest);
    }
    emptyAtMs.set(key, untilMs);
  }

  return {
    take(key) {
      const nowMs = clock.monotonicMs();
      const fullMs = Math.max(0, (emptyAtMs.get(key) ?? 0) - nowMs);
      const decision = decide(fullMs, fullMs + intervalMs);
      if (decision.isAllowed) remember(key, nowMs + fullMs + intervalMs);
      return decision;
    },
    look(key) {
      const fullMs = Math.max(0, (emptyAtMs.get(key) ?? 0) - clock.monotonicMs());
      return { ...decide(fullMs, fullMs + intervalMs) };
    },
  };
}

/** Counts a request of a caller and of those who share a limit with it, unless one has none left. */
export function takeOfBoth(
  [ofCaller, key]: readonly [RateLimiter, string],
  [ofAll, sharedKey]: readonly [RateLimiter, string | undefined],
): RateDecision {
  if (sharedKey === undefined) return ofCaller.take(key);
  const common = ofAll.look(sharedKey);
  if (!common.isAllowed) return common;
  const decision = ofCaller.take(key);
  if (decision.isAllowed) ofAll.take(sharedKey);
  return decision;
}

/** The rate limit headers of a response. */
export function rateHeaders(decision: RateDecision): Record<string, string> {
  return {
    'ratelimit-policy': `${decision.limitPerMinute};w=60`,
    'ratelimit-limit': String(decision.limitPerMinute),
    'ratelimit-remaining': String(decision.remaining),
    'ratelimit-reset': String(decision.resetSeconds),
    ...(decision.isAllowed ? {} : { 'retry-after': String(decision.retryAfterSeconds) }),
  };
}
