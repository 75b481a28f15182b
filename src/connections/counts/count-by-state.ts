import { type RawBuilder, sql } from 'kysely';
import { type PresentState, sqlPresentState } from '#connections/states';
import type { Db } from '#db';
import { sqlJoinPlan } from '#poll-plans';

export interface StateCount {
  readonly state: PresentState;
  /** At least 1. */
  readonly count: number;
}

/** How many living connections of a team are in each state at a moment, the most first. */
export async function countByState(
  db: Db,
  { teamId, now, freshForMs }: { teamId: string; now: Date; freshForMs: RawBuilder<number> },
): Promise<readonly StateCount[]> {
  const { rows } = await sql<StateCount>`
    select ${sqlPresentState(now, freshForMs)} as state, count(*)::integer as count
    from connections c ${sqlJoinPlan}
    where c.team_id = ${teamId} and c.disconnected_at is null
    group by 1 order by count desc, state`.execute(db);
  return rows;
}
