import type { WatchState } from 'glucose-gateway-client';

/** Why a page may not show what there is now: three things that have three different remedies. */
export type Absence = 'offline' | 'unreachable' | 'no-reading';

export interface Facts {
  /** Whether the browser has a network. */
  readonly isOnline: boolean;
  /** Whether the gateway answers. */
  readonly isReachable: boolean;
  /** Whether there is a reading that can be taken for the present. */
  readonly hasReading: boolean;
}

/** Whether a failure was told by a gateway; other than what a network, or a proxy for it, says. */
export function isOfGateway({ code }: { readonly code: string }): boolean {
  return code !== 'UNREACHABLE' && code !== 'UNREADABLE';
}

/**
 * Whether the way to the gateway is lost: as the watch of the log sees it, and where the gateway
 * ended that or the role may not see it, as the last question did.
 */
export function isWayLost(watch: WatchState, isAnswering: boolean): boolean {
  if (watch.name === 'live') return false;
  return watch.name === 'ended' ? !isAnswering : watch.problem !== null;
}

/** The first that applies: nobody can tell of readings without a network. */
export function absenceOf({ isOnline, isReachable, hasReading }: Facts): Absence | null {
  if (!isOnline) return 'offline';
  if (!isReachable) return 'unreachable';
  return hasReading ? null : 'no-reading';
}

export const absenceTexts: Readonly<Record<Absence, string>> = {
  offline: 'This browser has no network.',
  unreachable: 'The gateway does not answer. It is tried again.',
  'no-reading': 'no reading yet',
};
