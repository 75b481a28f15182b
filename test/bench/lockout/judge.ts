import type { Simulator } from '#simulator';
import {
  loginSpacingMs,
  loginsPerWindowMax,
  loginWindowMs,
  passwordRequestsPerWindowMax,
} from '#src/providers/dexcom-share/login-budget.ts';
import { type AccountRequests, busiestWindow } from '#src/simulator/people/ledger.ts';
import type { Chaos, Interval } from './chaos.ts';
import type { Schedule } from './schedule.ts';

/** What the simulator counted of one account, and which bounds that breaks. */
export interface Verdict {
  readonly seed: number;
  readonly logins: number;
  readonly passwordRequests: number;
  readonly mostLogins: number;
  readonly mostPasswordRequests: number;
  /** Null while there were fewer than two. */
  readonly shortestLoginSpacingMs: number | null;
  readonly lockouts: number;
  readonly broken: readonly string[];
}

const carryPassword = ['authenticate', 'login-by-id', 'login-by-name'];
/** An answer that a node had so long before it died or was cut off was written down. */
const toldAfterMs = 5_000;

/** Of what arrived from `fromMs` on. */
export function judge(
  simulator: Simulator,
  schedule: Schedule,
  fromMs: number,
  chaos: Chaos,
): Verdict {
  const asked = simulator.requestsOf(schedule.account);
  const isCounted = (atMs: number) => atMs >= fromMs;
  const loginAtMs = asked.loginAtMs.filter(isCounted);
  const passwordAtMs = asked.passwordRequestAtMs.filter(isCounted);
  const mostLogins = busiestWindow(loginAtMs, loginWindowMs);
  const mostPasswordRequests = busiestWindow(passwordAtMs, loginWindowMs);
  const spacingMs = shortestSpacing(loginAtMs);
  const { told, ignored } = lockoutsOf(asked, schedule, chaos);
  const broken = [
    ...(mostLogins > loginsPerWindowMax ? [`${mostLogins} logins in ten minutes`] : []),
    ...(mostPasswordRequests > passwordRequestsPerWindowMax
      ? [`${mostPasswordRequests} requests with the password in ten minutes`]
      : []),
    ...(spacingMs !== null && spacingMs < loginSpacingMs ? [`logins ${spacingMs} ms apart`] : []),
    ...(ignored > 0 ? [`${ignored} attempts during a lockout that it was told of`] : []),
  ];
  return {
    seed: schedule.seed,
    logins: loginAtMs.length,
    passwordRequests: passwordAtMs.length,
    mostLogins,
    mostPasswordRequests,
    shortestLoginSpacingMs: spacingMs,
    lockouts: told,
    broken,
  };
}

function shortestSpacing(instantsMs: readonly number[]): number | null {
  const gaps = instantsMs.slice(1).map((atMs, index) => atMs - (instantsMs[index] ?? 0));
  return gaps.length === 0 ? null : Math.min(...gaps);
}

/**
 * Attempts within ten minutes of an answer "locked out". Not where the node may have died or lost
 * Postgres before it could write that down, and not where a name was tried of which nobody knew yet
 * whose it is.
 */
function lockoutsOf(
  { requests }: AccountRequests,
  { hasAlias }: Schedule,
  { kills, pauses, cuts }: Chaos,
): { readonly told: number; readonly ignored: number } {
  const logins = requests.filter(({ kind }) => carryPassword.includes(kind));
  const troubles = [...kills, ...pauses, ...cuts];
  const told = logins.filter(
    ({ atMs, outcome }) => outcome === 'locked-out' && !hasAlias && !isIn(troubles, atMs),
  );
  const ignored = told.flatMap(({ atMs }) =>
    logins.filter((next) => next.atMs > atMs && next.atMs < atMs + loginWindowMs),
  );
  return { told: told.length, ignored: ignored.length };
}

function isIn(intervals: readonly Interval[], atMs: number): boolean {
  return intervals.some(({ fromMs, toMs }) => atMs + toldAfterMs > fromMs && atMs < toMs);
}
