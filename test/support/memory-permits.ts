import type { LoginCount, LoginWait, PermitCounter } from '#src/providers/provider/index.ts';
import type { Clock } from '#std/clock';

/** What a counter was asked and told, beside the counting. */
export interface MemoryPermits extends PermitCounter {
  readonly takes: readonly (readonly Buffer[])[];
  readonly waits: readonly LoginWait[];
  /** From now on the caller may not log in any more. */
  outrun(): void;
}

/** Counts logins in memory, as `permits/` does in Postgres; for one process, one call at a time. */
export function createMemoryPermits(clock: Clock): MemoryPermits {
  const counts = new Map<string, LoginCount>();
  const takes: (readonly Buffer[])[] = [];
  const waits: LoginWait[] = [];
  let isHeld = true;
  const nameOf = (key: Buffer) => key.toString('hex');
  const countOf = (key: Buffer): LoginCount =>
    counts.get(nameOf(key)) ?? {
      key,
      accountKey: null,
      permitsAtMs: [],
      strangersAtMs: [],
      extraRequestsAtMs: [],
      lockedUntilMs: null,
      throttledUntilMs: null,
      refusalCount: 0,
      retryAtMs: null,
    };
  const change = (key: Buffer, changes: Partial<LoginCount>) =>
    counts.set(nameOf(key), { ...countOf(key), ...changes });
  const withAccounts = (keys: readonly Buffer[]) => {
    const all = keys.flatMap((key) => {
      const { accountKey } = countOf(key);
      return accountKey ? [key, accountKey] : [key];
    });
    return [...new Map(all.map((key) => [nameOf(key), key])).values()];
  };
  return {
    takes,
    waits,
    outrun() {
      isHeld = false;
    },
    async take(keys, rule) {
      takes.push(keys);
      const locked = withAccounts(keys).map(countOf);
      const { answer, added, found } = rule({ counts: locked, nowMs: clock.nowMs(), isHeld });
      if (found) change(found.nameKey, { accountKey: found.accountKey });
      for (const { key, permitsAtMs, extraRequestsAtMs, ...more } of added) {
        const known = countOf(key);
        const { strangersAtMs = [], provenAtMs = [], patience = {} } = more;
        const unproven = known.strangersAtMs.filter((atMs) => !provenAtMs.includes(atMs));
        change(key, {
          ...patience,
          strangersAtMs: [...unproven, ...strangersAtMs],
          permitsAtMs: [...known.permitsAtMs, ...permitsAtMs],
          extraRequestsAtMs: [...known.extraRequestsAtMs, ...extraRequestsAtMs],
        });
      }
      return answer;
    },
    async recordWait(keys, wait) {
      waits.push(wait);
      const untilMs = wait.until.getTime();
      const said =
        wait.kind === 'locked' ? { lockedUntilMs: untilMs } : { throttledUntilMs: untilMs };
      for (const key of withAccounts(keys)) change(key, said);
    },
  };
}
