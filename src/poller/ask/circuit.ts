import type { PollOutcome } from '#poller/poll';
import type { ProviderSlug, Region } from '#providers';

/**
 * Spares a region that is down, or that throttles us: polls then fail at once and without a request,
 * but for a probe now and then. Each is planned again by its own back-off, which spreads them, so
 * the load returns over minutes.
 *
 * Accounts that hang by themselves must not look like a region that hangs: those known to do so
 * count for little, and an account that has just answered may always try, within reason.
 */
export interface Circuit {
  judge(servers: Servers, poll: JudgedPoll, nowMs: number): CircuitVerdict;
  record(servers: Servers, poll: JudgedPoll, outcome: PollOutcome, nowMs: number): void;
  isOpen(servers: Servers, nowMs: number): boolean;
  /** When the region last answered anybody in a way that is no failure. */
  answeredAtMs(servers: Servers): number;
}

/** A region of a provider: its servers are up, or down, together. */
export interface Servers {
  readonly provider: ProviderSlug;
  readonly region: Region;
}

export interface JudgedPoll {
  readonly isSuspect: boolean;
  /** Polls of this connection that failed since the last that did not. */
  readonly failures: number;
}

export type CircuitVerdict =
  | { readonly kind: 'ask' }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number };

/** So many failures in a row, and no answer for so long: the region is down. */
export const failuresToOpen = 20;
export const quietToOpenMs = 10_000;
/** The same, suspects counted in: when a region hangs, all of its accounts are. */
export const failuresOfAllToOpen = 200;
export const quietOfAllToOpenMs = 60_000;
/** So many refusals in a row to serve us: it is the region that throttles, not one account of it. */
export const throttlesToOpen = 20;
export const probeEveryMs = 10_000;
/** Connections that have not failed yet may probe more often: they soon have, if the region is down. */
export const trustedProbeEveryMs = 500;
const throttledMsMin = 300_000;

interface RegionState {
  failures: number;
  failuresOfAll: number;
  throttles: number;
  answeredAtMs: number;
  probedAtMs: number;
  trustedProbedAtMs: number;
  throttledUntilMs: number;
}

/** Times are those of a monotonic clock. */
export function createCircuit(): Circuit {
  const regions = new Map<string, RegionState>();

  function stateOf({ provider, region }: Servers): RegionState {
    const name = `${provider} ${region}`;
    const known = regions.get(name);
    if (known) return known;
    const fresh = {
      failures: 0,
      failuresOfAll: 0,
      throttles: 0,
      answeredAtMs: Number.NEGATIVE_INFINITY,
      probedAtMs: Number.NEGATIVE_INFINITY,
      trustedProbedAtMs: Number.NEGATIVE_INFINITY,
      throttledUntilMs: Number.NEGATIVE_INFINITY,
    };
    regions.set(name, fresh);
    return fresh;
  }

  return {
    isOpen(servers, nowMs) {
      const state = stateOf(servers);
      return isDown(state, nowMs) || state.throttledUntilMs > nowMs;
    },
    answeredAtMs: (servers) => stateOf(servers).answeredAtMs,
    judge(servers, poll, nowMs) {
      const state = stateOf(servers);
      const retryAfterMs = state.throttledUntilMs - nowMs;
      if (retryAfterMs > 0) return { kind: 'throttled', retryAfterMs };
      if (!isDown(state, nowMs) || mayProbe(state, poll, nowMs)) return { kind: 'ask' };
      return { kind: 'unavailable' };
    },
    record(servers, poll, outcome, nowMs) {
      recordOutcome(stateOf(servers), poll, outcome, nowMs);
    },
  };
}

function isDown(state: RegionState, nowMs: number): boolean {
  const quietMs = nowMs - state.answeredAtMs;
  return (
    (state.failures >= failuresToOpen && quietMs >= quietToOpenMs) ||
    (state.failuresOfAll >= failuresOfAllToOpen && quietMs >= quietOfAllToOpenMs)
  );
}

function mayProbe(state: RegionState, poll: JudgedPoll, nowMs: number): boolean {
  if (!poll.isSuspect && poll.failures === 0) {
    if (nowMs - state.trustedProbedAtMs < trustedProbeEveryMs) return false;
    state.trustedProbedAtMs = nowMs;
    return true;
  }
  if (nowMs - state.probedAtMs < probeEveryMs) return false;
  state.probedAtMs = nowMs;
  return true;
}

function recordOutcome(
  state: RegionState,
  { isSuspect }: JudgedPoll,
  outcome: PollOutcome,
  nowMs: number,
): void {
  switch (outcome.kind) {
    case 'unavailable':
      if (outcome.by !== 'provider') return;
      state.failuresOfAll += 1;
      if (!isSuspect) state.failures += 1;
      return;
    case 'throttled':
      if (outcome.by === 'provider') recordThrottle(state, outcome.retryAfterMs, nowMs);
      return;
    case 'read':
    case 'session-renewed':
    case 'refused':
    case 'locked-out':
      recordAnswer(state, nowMs);
      state.throttles = 0;
      return;
    case 'login-deferred':
    case 'permit-lapsed':
    case 'gateway-fault':
      // The provider was not asked.
      return;
  }
}

function recordAnswer(state: RegionState, nowMs: number): void {
  state.failures = 0;
  state.failuresOfAll = 0;
  state.answeredAtMs = nowMs;
}

/** One more after the wait is enough to wait again. */
function recordThrottle(state: RegionState, retryAfterMs: number | null, nowMs: number): void {
  recordAnswer(state, nowMs);
  state.throttles += 1;
  if (state.throttles < throttlesToOpen) return;
  state.throttles = throttlesToOpen - 1;
  state.throttledUntilMs = nowMs + Math.max(throttledMsMin, retryAfterMs ?? 0);
}
