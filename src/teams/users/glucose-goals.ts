import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * By which goals of the consensus on time in range a person's glucose is judged: those of most adults
 * with type 1 or 2, of who is older or at high risk, or of pregnancy with type 1 (63 to 140 mg/dL).
 */
export type GlucoseGoals = 'adult' | 'older-or-high-risk' | 'pregnancy';

/** Of each user, in their order; who has no row has those of adults. */
export async function listGlucoseGoals(
  db: Db,
  userIds: readonly string[],
): Promise<GlucoseGoals[]> {
  const { rows } = await sql<{ id: string; goals: GlucoseGoals }>`
    select user_id as id, goals from glucose_goals
    where user_id = any(${userIds}::uuid[])`.execute(db);
  const byId = new Map(rows.map(({ id, goals }) => [id, goals]));
  return userIds.map((id) => byId.get(id) ?? 'adult');
}

/** In the transaction of the change of the user, which is locked by it. */
export async function saveGlucoseGoals(db: Db, userId: string, goals: GlucoseGoals): Promise<void> {
  if (goals === 'adult') {
    await sql`delete from glucose_goals where user_id = ${userId}`.execute(db);
    return;
  }
  await sql`
    insert into glucose_goals (user_id, goals) values (${userId}, ${goals})
    on conflict (user_id) do update set goals = excluded.goals`.execute(db);
}
