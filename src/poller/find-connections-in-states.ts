import { sql } from 'kysely';
import {
  type ConnectionQuery,
  type ConnectionRecord,
  findConnections,
  type PresentState,
  quickCadenceMs,
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
  return findConnections(db, { ...query, inStates: { states, now, freshForMs } });
}

const { cadenceMs, delayMs } = emptyPollMemory;

/** As `freshForMs` says it. */
const freshForMs = sql<number>`
  (2 * greatest(coalesce((p.memory->>'cadenceMs')::float8, ${cadenceMs}), ${quickCadenceMs})
    + greatest(coalesce((p.memory->>'delayMs')::float8, ${delayMs}), 0))`;
