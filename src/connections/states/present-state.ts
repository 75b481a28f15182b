import { lateByMs, type ProviderSlug, type Region } from '#providers';
import {
  type ConnectionState,
  connectionStates,
  nextState,
  readEventOf,
  silentAfterMs,
} from './state.ts';

/**
 * What a connection is at this moment. The stored state says what was last seen at the provider; a state
 * of readings also ages by itself, and a gateway that has stopped asking must not be taken for a
 * sensor that has stopped sending.
 */
export const presentStates = [...connectionStates, 'NOT_POLLED'] as const;
export type PresentState = (typeof presentStates)[number];

export interface StateFacts {
  readonly state: ConnectionState;
  readonly stateSince: Date;
  readonly newestTakenAt: Date | null;
  readonly provider: ProviderSlug;
  readonly region: Region;
  /** When the next poll is planned; null for never. */
  readonly nextPollAt: Date | null;
  readonly lastPollAt: Date | null;
}

/** How late a poll may be before we say that we are not polling. */
export const overdueAfterMs = 120_000;

/** What the passing of time makes others of; `findConnections` does the same in SQL. */
export const agingStates: readonly ConnectionState[] = ['FRESH', 'DELAYED', 'NO_RECENT_DATA'];

/** `freshForMs`: how old the newest reading may be and still be fresh. */
export function presentState(
  facts: StateFacts,
  freshForMs: number,
  now: Date,
): { readonly state: PresentState; readonly since: Date } {
  const { state, stateSince, newestTakenAt, nextPollAt } = facts;
  const isOverdue = nextPollAt !== null && now.getTime() - nextPollAt.getTime() > overdueAfterMs;
  if (isOverdue && state !== 'DISCONNECTED') {
    return { state: 'NOT_POLLED', since: facts.lastPollAt ?? stateSince };
  }
  if (!agingStates.includes(state) || newestTakenAt === null) return { state, since: stateSince };
  const ageMs = now.getTime() - newestTakenAt.getTime();
  const aged = nextState(
    state,
    readEventOf(ageMs, freshForMs, lateByMs(facts.provider, facts.region)),
  );
  if (aged === 'impossible' || aged === state) return { state, since: stateSince };
  return { state: aged, since: newestTakenAt };
}

/**
 * When time alone makes another state of a state of readings: from FRESH on, or from DELAYED on. Null
 * where it does not, as of the last of them, and of states that a provider's answer made.
 */
export function stateAgesAt(facts: StateFacts, freshForMs: number, now: Date): Date | null {
  const { newestTakenAt, provider, region } = facts;
  if (!agingStates.includes(facts.state) || newestTakenAt === null) return null;
  const silentForMs = Math.max(silentAfterMs + lateByMs(provider, region), freshForMs);
  // A reading of exactly that age is still fresh.
  const ages = [freshForMs + 1, silentForMs].map((ageMs) => newestTakenAt.getTime() + ageMs);
  const nextMs = ages.find((atMs) => atMs > now.getTime());
  return nextMs === undefined ? null : new Date(nextMs);
}
