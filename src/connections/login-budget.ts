/**
 * P4: how often a deployment may log in to one account. Dexcom locks an account after a few refused
 * logins, which would cut its owner off from their own app: so a permit is committed before the
 * request leaves, counts whatever becomes of the request, and is never given back.
 */
export interface LoginBudget {
  /** When the permits of the window were given, oldest first. */
  readonly permitsAtMs: readonly number[];
  /** Dexcom said that the account is locked until then. */
  readonly lockedUntilMs: number | null;
}

export const loginWindowMs = 10 * 60 * 1000;
export const loginsPerWindowMax = 3;
export const loginSpacingMs = 60 * 1000;

export type LoginDecision =
  | { readonly kind: 'granted' }
  | {
      readonly kind: 'denied';
      readonly reason: 'locked-out' | 'throttled';
      readonly untilMs: number;
    };

/** Decides over all budgets that a login draws on: the latest refusal counts. */
export function decideLogin(budgets: readonly LoginBudget[], nowMs: number): LoginDecision {
  const lockedUntilMs = Math.max(0, ...budgets.map((budget) => budget.lockedUntilMs ?? 0));
  if (lockedUntilMs > nowMs)
    return { kind: 'denied', reason: 'locked-out', untilMs: lockedUntilMs };
  const untilMs = Math.max(0, ...budgets.map((budget) => freeAt(budget, nowMs)));
  if (untilMs > nowMs) return { kind: 'denied', reason: 'throttled', untilMs };
  return { kind: 'granted' };
}

/**
 * When a budget has a permit again. A permit from the future (a clock was set back) counts as one of
 * this moment, so that setting a clock never frees one.
 */
function freeAt(budget: LoginBudget, nowMs: number): number {
  const recent = permitsInWindow(budget.permitsAtMs, nowMs).map((atMs) => Math.min(atMs, nowMs));
  const last = recent.at(-1);
  const spacedAt = last === undefined ? 0 : last + loginSpacingMs;
  const oldest = recent.at(-loginsPerWindowMax);
  const windowAt = oldest === undefined ? 0 : oldest + loginWindowMs;
  return Math.max(spacedAt, windowAt);
}

/** The permits that still count, oldest first. */
export function permitsInWindow(permitsAtMs: readonly number[], nowMs: number): readonly number[] {
  return permitsAtMs
    .filter((atMs) => atMs > nowMs - loginWindowMs)
    .toSorted((one, other) => one - other);
}
