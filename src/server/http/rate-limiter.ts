import type { Clock } from '#std/clock';

/**
 * Rate limits by the generic cell rate algorithm: a key's whole state is the moment at which its
 * bucket will be empty again, so a limit costs one number and no timer. Kept in this process: each
 * node allows the full rate.
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
  /** How many more requests are allowed at once. */
  readonly remaining: number;
  /** When the full burst is there again. */
  readonly resetSeconds: number;
  /** When the next request is allowed; 0 when it is now. */
  readonly retryAfterSeconds: number;
}

export interface RateLimiterOptions {
  readonly clock: Clock;
  readonly perMinute: number;
}

/** How many keys are remembered; beyond it the one that was quiet longest is forgotten. */
const keysMax = 50_000;
const minuteMs = 60_000;
/** A burst may spend this part of a minute's requests at once. */
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
    // Taken out and put in again, a key moves to the end: the first one is the quietest.
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

/** The headers that tell a client where it stands. */
export function rateHeaders(decision: RateDecision): Record<string, string> {
  return {
    'ratelimit-policy': `${decision.limitPerMinute};w=60`,
    'ratelimit-limit': String(decision.limitPerMinute),
    'ratelimit-remaining': String(decision.remaining),
    'ratelimit-reset': String(decision.resetSeconds),
    ...(decision.isAllowed ? {} : { 'retry-after': String(decision.retryAfterSeconds) }),
  };
}
