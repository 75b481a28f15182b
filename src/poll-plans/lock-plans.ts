import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import type { PlanClaim } from './is-held.ts';

/** Locks in the order of ids, and returns those whose fence is still the one that was claimed. */
export async function lockHeldPlans(
  db: Db,
  claims: readonly PlanClaim[],
): Promise<ReadonlySet<string>> {
  const rows = await lockPlans(
    db,
    claims.map(({ connectionId }) => connectionId),
  );
  const fences = new Map(claims.map(({ connectionId, fence }) => [connectionId, fence]));
  const held = rows.filter((row) => fences.get(row.connectionId) === row.fence);
  return new Set(held.map((row) => row.connectionId));
}

/**
 * Locks in the order of ids. Whoever writes a connection locks its plan first, as those do who settle
 * polls, so that no two wait for each other.
 */
export async function lockPlans(
  db: Db,
  connectionIds: readonly string[],
): Promise<readonly PlanClaim[]> {
  const { rows } = await executePrepared(
    db,
    sql<PlanClaim>`
    select connection_id as "connectionId", fence from poll_plans
    where connection_id = any(${connectionIds}::uuid[])
    order by connection_id for update`,
  );
  return rows;
}
