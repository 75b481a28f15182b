import { sql } from 'kysely';
import {
  type ConnectionQuery,
  type ConnectionRecord,
  countByState,
  countUsersByStates,
  findConnections,
  type PresentState,
  quickCadenceMs,
  type StateCount,
  type UserStatesCount,
} from '#connections';
import type { Db } from '#db';
import { emptyPollMemory } from './policy/index.ts';

/**
 * Connections that are in one of these states now: what time makes of a state that was stored counts
 * too, and how fast it does is in the policy's memory.
 */
export function findConnectionsInStates(
  db: Db,
  query: ConnectionQuery,
  states: readonly PresentState[],
  now: Date,
): Promise<ConnectionRecord[]> {
  return findConnections(db, { ...query, inStates: { states, now, freshForMs: sqlFreshForMs } });
}

const { cadenceMs, delayMs } = emptyPollMemory;

/** For how many milliseconds a reading of the plan `p` is fresh, as `freshForMs` says it. */
export const sqlFreshForMs = sql<number>`
  (2 * greatest(coalesce((p.memory->>'cadenceMs')::float8, ${cadenceMs}), ${quickCadenceMs})
    + greatest(coalesce((p.memory->>'delayMs')::float8, ${delayMs}), 0))`;

/** How many of a team's connections are in each state now. */
export function countConnectionsByState(
  db: Db,
  teamId: string,
  now: Date,
): Promise<readonly StateCount[]> {
  return countByState(db, { teamId, now, freshForMs: sqlFreshForMs });
}

/** How many of a team's linked users have connections in which states now. */
export function countUsersByConnectionStates(
  db: Db,
  teamId: string,
  now: Date,
): Promise<readonly UserStatesCount[]> {
  return countUsersByStates(db, { teamId, now, freshForMs: sqlFreshForMs });
}
