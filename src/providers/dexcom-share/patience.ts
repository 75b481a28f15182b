import type { LoginCount, PermitRule } from '#providers/provider';

/**
 * How long a team waits for a name that Dexcom refused it, longer each time. Each login counts as
 * refused before it leaves, so that who hangs up waits as well; another answer takes it back. What
 * a team is told of its next try follows from this alone: it is the same for a name that is known
 * here and for one that nobody has, so that nobody learns from it whose account there is.
 */
type Patience = Pick<LoginCount, 'refusalCount' | 'retryAtMs'>;

const minuteMs = 60_000;
/** The first is the time between two logins of an account. */
const waitsMs = [70_000, 10 * minuteMs, 20 * minuteMs, 40 * minuteMs, 60 * minuteMs];
/** So long after its last wait a team begins anew. */
const forgivenAfterMs = 24 * 60 * minuteMs;

/** From when on a team may try again that has been refused so often. */
function waitOf(refusalCount: number, nowMs: number): number {
  const at = Math.min(Math.max(refusalCount, 1), waitsMs.length) - 1;
  return nowMs + (waitsMs[at] ?? 0);
}

/** A login leaves now. */
export function patienceAfterLogin(
  patience: Patience,
  nowMs: number,
): Patience & { retryAtMs: number } {
  const { refusalCount, retryAtMs } = patience;
  const isForgiven = nowMs - (retryAtMs ?? nowMs) > forgivenAfterMs;
  const counted = (isForgiven ? 0 : refusalCount) + 1;
  return { refusalCount: counted, retryAtMs: waitOf(counted, nowMs) };
}

/** No login may leave now, for what others did with the account: of that a team learns nothing. */
export function patienceAfterDenial({ refusalCount }: Patience, nowMs: number) {
  return { refusalCount, retryAtMs: waitOf(0, nowMs) };
}

/** The password was right: nothing is waited for but the time between two logins of an account. */
export function patienceAfterAcceptance(deniedUntilMs: number | null, nowMs: number): Patience {
  return { refusalCount: 0, retryAtMs: deniedUntilMs ?? waitOf(0, nowMs) };
}

const permitted = { permitsAtMs: [], extraRequestsAtMs: [] };

/** The login that left last was not refused: Dexcom was not there to judge it. */
export const takeRefusalBack: PermitRule<null> = ({ counts, nowMs }) => ({
  answer: null,
  added: counts.map(({ key, refusalCount }) => ({
    ...permitted,
    key,
    patience: { refusalCount: Math.max(0, refusalCount - 1), retryAtMs: waitOf(0, nowMs) },
  })),
});
