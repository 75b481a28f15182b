import type { AccountRecord } from '#simulator/people';
import type { Realm } from './realm.ts';

/** Records the calls, so that a test can say how many there were, of what, and at the same time. */
export const oauthCallKinds = [
  'login',
  'consent',
  'token',
  'egvs',
  'events',
  'calibrations',
  'alerts',
  'devices',
  'dataRange',
  'other',
] as const;
export type OAuthCallKind = (typeof oauthCallKinds)[number];

/** One call. Holds no token, no code and no secret. */
export interface OAuthCall {
  readonly atMs: number;
  readonly realm: Realm;
  readonly kind: OAuthCallKind;
  /** What the token or the form named, as far as it is known here. */
  clientId: string | null;
  username: string | null;
  /** The window of a data call, as asked for; null for other calls. */
  readonly startDate: string | null;
  readonly endDate: string | null;
  /** Null while it is under way, and when it was never answered. */
  status: number | null;
  /** One word: `ok`, or why not. */
  outcome: string;
}

export interface OAuthTotals {
  readonly calls: number;
  readonly byKind: Readonly<Record<OAuthCallKind, number>>;
  readonly byOutcome: Readonly<Record<string, number>>;
  /** Refreshes with a token that was spent before. */
  readonly spentRefreshTokens: number;
  /** The most calls of one account that were under way at once, and refreshes among them. */
  readonly underWayMax: number;
  readonly refreshesUnderWayMax: number;
  /** The most calls of one client in an hour of the clock. */
  readonly callsOfHourMax: number;
}

export interface OAuthCalls {
  enter(call: Omit<OAuthCall, 'status' | 'outcome'>): OAuthCall;
  /** The account of a call is known; counts what is under way until the returned function is called. */
  begin(call: OAuthCall, record: AccountRecord, isRefresh: boolean): () => void;
  settle(call: OAuthCall, status: number | null, outcome: string): void;
  noteSpentRefresh(): void;
  /** How many calls a client has made in this hour, with this one. */
  countOfHour(realm: Realm, clientId: string, nowMs: number): number;
  list(): readonly Readonly<OAuthCall>[];
  totals(): OAuthTotals;
  clear(): void;
}

interface UnderWay {
  calls: number;
  refreshes: number;
}

const callsKeptMax = 20_000;
const hourMs = 3_600_000;

export function createOAuthCalls(): OAuthCalls {
  const underWay = new Map<AccountRecord, UnderWay>();
  const hours = new Map<string, { hour: number; count: number }>();
  let kept: OAuthCall[] = [];
  let counts = emptyCounts();

  return {
    enter(made) {
      const call = { ...made, status: null, outcome: 'pending' };
      kept.push(call);
      if (kept.length >= 2 * callsKeptMax) kept.splice(0, kept.length - callsKeptMax);
      counts.calls++;
      counts.byKind[call.kind]++;
      return call;
    },
    begin(call, record, isRefresh) {
      call.username = record.username;
      const now = underWay.get(record) ?? { calls: 0, refreshes: 0 };
      underWay.set(record, now);
      counts.underWayMax = Math.max(counts.underWayMax, ++now.calls);
      if (isRefresh) {
        counts.refreshesUnderWayMax = Math.max(counts.refreshesUnderWayMax, ++now.refreshes);
      }
      return () => {
        now.calls--;
        if (isRefresh) now.refreshes--;
        if (now.calls === 0) underWay.delete(record);
      };
    },
    settle(call, status, outcome) {
      call.status = status;
      call.outcome = outcome;
      counts.byOutcome.set(outcome, (counts.byOutcome.get(outcome) ?? 0) + 1);
    },
    noteSpentRefresh() {
      counts.spentRefreshTokens++;
    },
    countOfHour(realm, clientId, nowMs) {
      const key = `${realm}/${clientId}`;
      const hour = Math.floor(nowMs / hourMs);
      const known = hours.get(key);
      const count = known?.hour === hour ? known.count + 1 : 1;
      hours.set(key, { hour, count });
      counts.callsOfHourMax = Math.max(counts.callsOfHourMax, count);
      return count;
    },
    list: () => kept.map((call) => ({ ...call })),
    totals: () => ({
      ...counts,
      byKind: { ...counts.byKind },
      byOutcome: Object.fromEntries(counts.byOutcome),
    }),
    clear() {
      kept = [];
      counts = emptyCounts();
    },
  };
}

function emptyCounts() {
  const byKind = Object.fromEntries(oauthCallKinds.map((kind) => [kind, 0]));
  return {
    calls: 0,
    byKind: byKind as Record<OAuthCallKind, number>,
    byOutcome: new Map<string, number>(),
    spentRefreshTokens: 0,
    underWayMax: 0,
    refreshesUnderWayMax: 0,
    callsOfHourMax: 0,
  };
}
