import type { ConnectionEvent, ConnectionState } from '#connections';
import type { Random } from '#std/random';

/**
 * What follows a refused login. Credentials that used to work are refused now and then by mistake,
 * so they are tried again at the provider's distances; then by a probe every six hours for a day, and once a
 * day from then on: whatever was the cause may be over, and nobody may be there to say so.
 */
export interface LoginPlan {
  readonly atMs: number;
  readonly refusalCount: number;
  readonly event: Extract<ConnectionEvent, 'refused' | 'given-up' | 'region-refuses'>;
}

export const refusalRetryMs = 10 * 60 * 1000;
export const probesOfFirstDayMax = 4;
export const probeEveryMs = 6 * 60 * 60 * 1000;
/** At most a day from one probe to the next, with what spreads them. */
export const lateProbeEveryMs = 21 * 60 * 60 * 1000;
const spreadShare = 0.1;

export function planAfterRefusal(
  countBefore: number,
  retriesMs: readonly number[],
  nowMs: number,
  random: Random,
): LoginPlan {
  const refusalCount = countBefore + 1;
  const stretch = 1 + random() * spreadShare;
  const retryMs = retriesMs[countBefore];
  if (retryMs !== undefined) {
    return { atMs: nowMs + retryMs * stretch, refusalCount, event: 'refused' };
  }
  const probesMade = refusalCount - retriesMs.length - 1;
  const everyMs = probesMade < probesOfFirstDayMax ? probeEveryMs : lateProbeEveryMs;
  return { atMs: nowMs + everyMs * stretch, refusalCount, event: 'given-up' };
}

const regionRefusesMsMin = 5 * 60 * 1000;

/**
 * What follows a login that was refused as those of most accounts of its region are: it is no word
 * about these credentials. Asked again soon, and spread, so that all return over minutes.
 */
export function planWhileRegionRefuses(
  refusalCount: number,
  nowMs: number,
  random: Random,
): LoginPlan {
  const atMs = nowMs + regionRefusesMsMin * (1 + random());
  return { atMs, refusalCount, event: 'region-refuses' };
}

/**
 * What follows a login that may have been refused, behind one that was: nobody knows, and it is not
 * tried again sooner than if it had been. Where only probes are left, it was one.
 */
export function planAfterLostLogin(
  state: ConnectionState,
  countBefore: number,
  retriesMs: readonly number[],
  nowMs: number,
  random: Random,
): Pick<LoginPlan, 'atMs' | 'refusalCount'> {
  if (state === 'NEEDS_ATTENTION') {
    const { atMs, refusalCount } = planAfterRefusal(countBefore, retriesMs, nowMs, random);
    return { atMs, refusalCount };
  }
  const atMs = nowMs + refusalRetryMs * (1 + random() * spreadShare);
  return { atMs, refusalCount: countBefore };
}
