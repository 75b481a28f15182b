import type { PermitRule, PermitTimes } from '#providers/provider';

/** Refreshes of one account in ten minutes: one is needed in two hours. */
export const refreshesMax = 3;
const countsForMs = 10 * 60 * 1000;

export const refreshPermitTimes: PermitTimes = { countsForMs, lockoutMs: 0 };

export type RefreshPermit =
  | { readonly kind: 'granted' }
  | { readonly kind: 'outrun' }
  /** `by`: who asks to wait. */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly by: 'gateway' | 'provider' };

/** One refresh, counted before it leaves; none for a poll that was outrun. */
export function permitRefresh(accountKey: Buffer): PermitRule<RefreshPermit> {
  return ({ counts, nowMs, isHeld }) => {
    if (!isHeld) return { answer: { kind: 'outrun' }, added: [] };
    const count = counts.find(({ key }) => key.equals(accountKey));
    const throttledMs = count?.throttledUntilMs ?? 0;
    if (throttledMs > nowMs) {
      return { answer: { kind: 'wait', untilMs: throttledMs, by: 'provider' }, added: [] };
    }
    const counted = (count?.permitsAtMs ?? []).filter((atMs) => atMs > nowMs - countsForMs);
    const oldest = counted.toSorted((one, other) => one - other).at(-refreshesMax);
    if (oldest !== undefined) {
      const untilMs = oldest + countsForMs;
      return { answer: { kind: 'wait', untilMs, by: 'gateway' }, added: [] };
    }
    const added = [{ key: accountKey, permitsAtMs: [nowMs], extraRequestsAtMs: [] }];
    return { answer: { kind: 'granted' }, added };
  };
}
