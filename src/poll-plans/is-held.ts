import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#db';

/** A plan as it was claimed. */
export interface PlanClaim {
  readonly connectionId: string;
  readonly fence: number;
}

/** P1: whether a claim still has the latest fence: neither disconnected, renewed nor claimed anew. */
export async function isHeld(db: Db, { connectionId, fence }: PlanClaim): Promise<boolean> {
  const row = await db
    .selectFrom('poll_plans')
    .select('fence')
    .where('connection_id', '=', connectionId)
    .where('fence', '=', fence)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * The same as a condition, a piece of SQL for a statement of another room that must not write for a
 * claim that was outrun.
 */
export function sqlIsHeld({ connectionId, fence }: PlanClaim): RawBuilder<boolean> {
  return sql`exists (
    select from poll_plans where connection_id = ${connectionId} and fence = ${fence})`;
}
