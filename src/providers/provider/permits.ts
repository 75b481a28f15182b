/**
 * How a provider counts its logins without a database of its own. `permits/` keeps the counts, for
 * any provider; what they allow is a provider's own rule, a pure function of them.
 */
export interface PermitCounter {
  /**
   * Locks the counts of the keys, and of the accounts that they are known to lead to; lets the rule
   * decide, and writes what it adds. It is committed before this resolves: the request that follows
   * is counted even if this process is killed while the request is under way.
   */
  take<T>(keys: readonly Buffer[], rule: PermitRule<T>): Promise<T>;
  /** Notes what a provider said of an account, under all keys that lead to it. */
  recordWait(keys: readonly Buffer[], wait: LoginWait): Promise<void>;
}

export type PermitRule<T> = (counts: LockedCounts) => PermitVerdict<T>;

export interface LockedCounts {
  readonly counts: readonly LoginCount[];
  readonly nowMs: number;
  /** Whether the caller may still log in: a poll that was outrun may not. */
  readonly isHeld: boolean;
}

/** What was counted under one key: of an account, or of a name that leads to one. */
export interface LoginCount {
  readonly key: Buffer;
  /** Of a name: the account that it is known to lead to. */
  readonly accountKey: Buffer | null;
  /** When logins were permitted, in any order. Each sends one request with the password … */
  readonly permitsAtMs: readonly number[];
  /** … and these of them to strangers: with credentials that were typed and not accepted so far. */
  readonly strangersAtMs: readonly number[];
  /** Further requests with the password. */
  readonly extraRequestsAtMs: readonly number[];
  /** The provider said that the account is locked until then. */
  readonly lockedUntilMs: number | null;
  /** The provider asked to be left alone until then. */
  readonly throttledUntilMs: number | null;
  /** How often it was refused in a row; of what is kept waiting for that. */
  readonly refusalCount: number;
  /** Kept waiting until then for what was refused. */
  readonly retryAtMs: number | null;
}

export interface PermitVerdict<T> {
  readonly answer: T;
  /** Counted from now on; instants that `countsForMs` has passed are dropped with it. */
  readonly added: readonly AddedCount[];
  /** The name was found to lead to this account: from now on they share one budget. */
  readonly found?: { readonly nameKey: Buffer; readonly accountKey: Buffer } | undefined;
}

export interface AddedCount {
  readonly key: Buffer;
  readonly permitsAtMs: readonly number[];
  readonly extraRequestsAtMs: readonly number[];
  /** Those that went to a stranger. */
  readonly strangersAtMs?: readonly number[];
  /** Permits of strangers that turned out to be none. */
  readonly provenAtMs?: readonly number[];
  /** From now on. */
  readonly patience?: Pick<LoginCount, 'refusalCount' | 'retryAtMs'>;
}

export type LoginWait =
  | { readonly kind: 'locked'; readonly until: Date }
  | { readonly kind: 'throttled'; readonly until: Date };

/** What of a provider's rules must be known to keep its counts. */
export interface PermitTimes {
  /** For how long a permit counts. */
  readonly countsForMs: number;
  /** How long an account is locked at the most. */
  readonly lockoutMs: number;
}
