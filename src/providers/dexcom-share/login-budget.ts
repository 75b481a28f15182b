import type { LoginCount, PermitTimes } from '#providers/provider';

/**
 * P4: how often a deployment may log in to one account. Dexcom locks an account after a few refused
 * logins, which would cut its owner off from their own app: so a permit is committed before the
 * request leaves, counts whatever becomes of the request, and is never given back. Here are the
 * rules, as pure functions of the counts; `permits/` keeps the counts.
 */
export interface LoginBudget extends Omit<LoginCount, 'key' | 'accountKey' | 'refusalCount'> {
  /** Of a name that has led to no account yet: each request by it may be one to any account. */
  readonly isOfUnknownName: boolean;
  /**
   * Whether the login waits a minute after others. Not the first request of a stranger, which opens
   * no session: its answer would tell when others logged in. The second request waits.
   */
  readonly isSpaced: boolean;
}

export const loginWindowMs = 10 * 60 * 1000;
export const loginsPerWindowMax = 3;
export const passwordRequestsPerWindowMax = 6;
/** One login is kept for the credentials that were proven, whoever else tries the account's names. */
export const strangersLoginsPerWindowMax = 2;
export const loginSpacingMs = 60 * 1000;

/**
 * How much later than its permit a request may arrive at Dexcom (a connection is opened first). The
 * windows are so much longer, since it is arrivals that Dexcom counts.
 */
export const loginSlackMs = 10_000;

/** How much later than its permit the second request of a login may be counted, and leave. */
export const loginSpanMs = 20_000;

/**
 * Which account a name leads to is told by the first login that is right; until then its requests
 * are counted by the name alone. So many are granted to such a name, and so many of an account's are
 * left for one. An account with two names is thereby within its bound whatever is tried; one with
 * three is, unless two of them that never led anywhere are tried wrongly in the same ten minutes.
 */
export const strayRequestsMax = 2;

export type LoginDecision =
  | { readonly kind: 'granted' }
  | {
      readonly kind: 'denied';
      readonly reason: 'locked-out' | 'throttled';
      readonly untilMs: number;
      /** Whether it is Dexcom who asked to wait, or our own budget that is spent. */
      readonly by: 'provider' | 'gateway';
    };

/**
 * Decides over all budgets that a login draws on; the latest refusal counts. `requestCount` is how
 * many requests with the password it will send: one where the account's id is known, else two. A
 * stranger types credentials that were not accepted so far.
 */
export function decideLogin(
  budgets: readonly LoginBudget[],
  requestCount: 1 | 2,
  nowMs: number,
  isByStranger = false,
): LoginDecision {
  const latest = (of: (budget: LoginBudget) => number | null) =>
    budgets.reduce((atMs, budget) => Math.max(atMs, of(budget) ?? 0), 0);
  const lockedUntilMs = latest((budget) => budget.lockedUntilMs);
  if (lockedUntilMs > nowMs) {
    return { kind: 'denied', reason: 'locked-out', untilMs: lockedUntilMs, by: 'provider' };
  }
  const throttledUntilMs = latest((budget) => budget.throttledUntilMs);
  if (throttledUntilMs > nowMs) {
    return { kind: 'denied', reason: 'throttled', untilMs: throttledUntilMs, by: 'provider' };
  }
  const untilMs = latest((budget) =>
    Math.max(
      budget.retryAtMs ?? 0,
      freeAt(budget, requestCount, nowMs),
      isByStranger ? freeForStrangersAt(budget, nowMs) : 0,
    ),
  );
  if (untilMs <= nowMs) return { kind: 'granted' };
  return { kind: 'denied', reason: 'throttled', untilMs, by: 'gateway' };
}

/**
 * When a budget has room again. A permit from the future (a clock was set back) counts as one of
 * this moment, so that setting a clock never frees one.
 */
function freeAt(budget: LoginBudget, requestCount: number, nowMs: number): number {
  const logins = inWindow(budget.permitsAtMs, nowMs);
  const requests = inWindow([...budget.permitsAtMs, ...budget.extraRequestsAtMs], nowMs);
  // A stranger's second request is the account's, which is known by then.
  const requestsMax = budget.isOfUnknownName
    ? strayRequestsMax
    : passwordRequestsPerWindowMax - strayRequestsMax - requestCount + 1;
  return Math.max(
    budget.isSpaced ? spacedAt(requests) : 0,
    (logins.at(-loginsPerWindowMax) ?? Number.NEGATIVE_INFINITY) + countsForMs,
    (requests.at(-requestsMax) ?? Number.NEGATIVE_INFINITY) + loginWindowMs + loginSlackMs,
  );
}

function spacedAt(instantsMs: readonly number[]): number {
  return (instantsMs.at(-1) ?? Number.NEGATIVE_INFINITY) + loginSpacingMs + loginSlackMs;
}

function freeForStrangersAt({ strangersAtMs }: LoginBudget, nowMs: number): number {
  const ofStrangers = inWindow(strangersAtMs, nowMs);
  return (ofStrangers.at(-strangersLoginsPerWindowMax) ?? Number.NEGATIVE_INFINITY) + countsForMs;
}

/**
 * Of an account whose login is under way since `permitAtMs`: whether the request for the session may
 * leave. It keeps its distance from all that may have opened one: strangers' first requests did not.
 */
export function decideSecondRequest(
  { permitsAtMs, strangersAtMs, extraRequestsAtMs }: LoginBudget,
  permitAtMs: number,
  nowMs: number,
): LoginDecision {
  const requests = inWindow([...permitsAtMs, ...extraRequestsAtMs], nowMs);
  const oldest = requests.at(strayRequestsMax - passwordRequestsPerWindowMax) ?? 0;
  const others = permitsAtMs.filter((atMs) => atMs !== permitAtMs && !strangersAtMs.includes(atMs));
  const spacedMs = spacedAt(inWindow([...others, ...extraRequestsAtMs], nowMs));
  const untilMs = Math.max(spacedMs, oldest + loginWindowMs + loginSlackMs);
  if (untilMs <= nowMs) return { kind: 'granted' };
  return { kind: 'denied', reason: 'throttled', untilMs, by: 'gateway' };
}

/** The session that a permit is for may be asked for that much later than the permit was given. */
const countsForMs = loginWindowMs + loginSpanMs + loginSlackMs;

/** How long Dexcom keeps an account locked, as its clients tell their users. */
export const lockoutMs = 10 * 60 * 1000;

export const permitTimes: PermitTimes = { countsForMs, lockoutMs };

/** The instants that still count, oldest first; none later than now. */
export function inWindow(instantsMs: readonly number[], nowMs: number): readonly number[] {
  return instantsMs
    .filter((atMs) => atMs > nowMs - countsForMs)
    .map((atMs) => Math.min(atMs, nowMs))
    .toSorted((one, other) => one - other);
}
