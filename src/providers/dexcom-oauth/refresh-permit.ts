import type { PermitRule, PermitTimes } from '#providers/provider';

/** Refreshes of one account in ten minutes: one is needed in two hours. */
export const refreshesMax = 3;
/**
 * A refresh token is single use. One refresh, with its answer kept, has ended by then, also where its
 * poll was outrun meanwhile or the database was away: no other is sent before.
 */
const refreshMsMax = 150_000;
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
    const sorted = counted.toSorted((one, other) => one - other);
    const [newest, oldest] = [sorted.at(-1), sorted.at(-refreshesMax)];
    const untilMs = Math.max(
      newest === undefined ? 0 : newest + refreshMsMax,
      oldest === undefined ? 0 : oldest + countsForMs,
    );
    if (untilMs > nowMs) {
      return { answer: { kind: 'wait', untilMs, by: 'gateway' }, added: [] };
    }
    const added = [{ key: accountKey, permitsAtMs: [nowMs], extraRequestsAtMs: [] }];
    return { answer: { kind: 'granted' }, added };
  };
}
