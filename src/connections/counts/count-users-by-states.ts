import { type RawBuilder, sql } from 'kysely';
import { type PresentState, sqlPresentState } from '#connections/states';
import type { Db } from '#db';
import { sqlJoinPlan } from '#poll-plans';

export interface UserStatesCount {
  /** In which states the living connections of a user are: each once, by name. */
  readonly states: readonly PresentState[];
  /** How many users' connections are in exactly these, at least 1. */
  readonly count: number;
}

/** A team's linked users by the states of their connections at a moment, each user counted once. */
export async function countUsersByStates(
  db: Db,
  { teamId, now, freshForMs }: { teamId: string; now: Date; freshForMs: RawBuilder<number> },
): Promise<readonly UserStatesCount[]> {
  const { rows } = await sql<UserStatesCount>`
    select states, count(*)::integer as count
    from (
      select array_agg(distinct ${sqlPresentState(now, freshForMs)}) as states
      from connections c ${sqlJoinPlan}
      where c.team_id = ${teamId} and c.disconnected_at is null
      group by c.user_id
    ) s
    group by states order by count desc, states`.execute(db);
  return rows;
}
