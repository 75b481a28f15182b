/**
 * Records the requests for an account, so that a test can assert "never more than three logins in ten
 * minutes". The list of requests drops the oldest; totals and the shortest spacing cover all.
 */
export type CallKind =
  | 'authenticate'
  | 'login-by-id'
  | 'login-by-name'
  | 'read'
  | 'sharing'
  | 'time'
  | 'other';

export interface RecordedRequest {
  readonly atMs: number;
  readonly kind: CallKind;
  /** `pending` until answered; `gone` when the client left first. */
  outcome: string;
}

export interface Ledger {
  readonly requests: RecordedRequest[];
  readonly byKind: Record<CallKind, number>;
  readonly passwordAtMs: number[];
  readonly loginAtMs: number[];
  readonly reads: Spacing;
  readonly servedReads: Spacing;
}

interface Spacing {
  lastAtMs: number;
  shortestMs: number;
}

/** The ledger as a report. */
export interface AccountRequests {
  readonly total: number;
  readonly reads: number;
  /** Requests for a session. */
  readonly logins: number;
  /** Requests that carry the password: those for a session, and Authenticate. */
  readonly passwordRequests: number;
  readonly byKind: Readonly<Record<CallKind, number>>;
  readonly loginAtMs: readonly number[];
  readonly passwordRequestAtMs: readonly number[];
  /** Null while there were fewer than two reads. */
  readonly shortestReadSpacingMs: number | null;
  /** The same of the reads that were answered, not those with a dead session or a fault. */
  readonly shortestServedReadSpacingMs: number | null;
  /** The latest, oldest first. */
  readonly requests: readonly Readonly<RecordedRequest>[];
}

export function createLedger(): Ledger {
  return {
    requests: [],
    byKind: emptyByKind(),
    passwordAtMs: [],
    loginAtMs: [],
    reads: { lastAtMs: Number.NEGATIVE_INFINITY, shortestMs: Number.POSITIVE_INFINITY },
    servedReads: { lastAtMs: Number.NEGATIVE_INFINITY, shortestMs: Number.POSITIVE_INFINITY },
  };
}

export function emptyByKind(): Record<CallKind, number> {
  return {
    authenticate: 0,
    'login-by-id': 0,
    'login-by-name': 0,
    read: 0,
    sharing: 0,
    time: 0,
    other: 0,
  };
}

function isLoginKind(kind: CallKind): boolean {
  return kind === 'login-by-id' || kind === 'login-by-name';
}

export function carriesPassword(kind: CallKind): boolean {
  return kind === 'authenticate' || isLoginKind(kind);
}

/** Enters a request when it arrives; its outcome is written into the returned record later. */
export function recordRequest(
  ledger: Ledger,
  kind: CallKind,
  atMs: number,
  keptMax: number,
): RecordedRequest {
  const request: RecordedRequest = { atMs, kind, outcome: 'pending' };
  push(ledger.requests, request, keptMax);
  ledger.byKind[kind]++;
  if (carriesPassword(kind)) push(ledger.passwordAtMs, atMs, keptMax);
  if (isLoginKind(kind)) push(ledger.loginAtMs, atMs, keptMax);
  if (kind === 'read') space(ledger.reads, atMs);
  return request;
}

/** Enters that a read was answered by the application. */
export function recordServed(ledger: Ledger, { kind, atMs }: RecordedRequest): void {
  if (kind === 'read') space(ledger.servedReads, atMs);
}

function space(spacing: Spacing, atMs: number): void {
  spacing.shortestMs = Math.min(spacing.shortestMs, atMs - spacing.lastAtMs);
  spacing.lastAtMs = atMs;
}

/** Null for the spacing of fewer than two. */
export function spacingOrNull(shortestMs: number): number | null {
  return Number.isFinite(shortestMs) ? shortestMs : null;
}

export function summarize(ledger: Ledger | null): AccountRequests {
  const { requests, byKind, passwordAtMs, loginAtMs, ...spacings } = ledger ?? createLedger();
  return {
    total: Object.values(byKind).reduce((sum, count) => sum + count, 0),
    reads: byKind.read,
    logins: byKind['login-by-id'] + byKind['login-by-name'],
    passwordRequests: byKind.authenticate + byKind['login-by-id'] + byKind['login-by-name'],
    byKind: { ...byKind },
    loginAtMs: [...loginAtMs],
    passwordRequestAtMs: [...passwordAtMs],
    shortestReadSpacingMs: spacingOrNull(spacings.reads.shortestMs),
    shortestServedReadSpacingMs: spacingOrNull(spacings.servedReads.shortestMs),
    requests: requests.map((request) => ({ ...request })),
  };
}

/** The most instants that fall into any half-open window of `windowMs`. */
export function busiestWindow(instantsMs: readonly number[], windowMs: number): number {
  const sorted = [...instantsMs].sort((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (let last = 0; last < sorted.length; last++) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= windowMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Drops in batches, so that a full list costs a shift of it only now and then. */
function push<T>(list: T[], entry: T, keptMax: number): void {
  list.push(entry);
  if (list.length >= 2 * keptMax) list.splice(0, list.length - keptMax);
}
