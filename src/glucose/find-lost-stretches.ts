import { sql } from 'kysely';
import type { Db } from '#db';

export interface LostQuery {
  readonly userIds: readonly string[];
  readonly from: Date;
  readonly to: Date;
}

/** What is missing there stays missing. */
export interface LostTime {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Of all users together; the newest are left out beyond it. */
const stretchesMax = 50_000;

/** The lost stretches of users that share time with [from, to), by user and in order of time. */
export async function findLostStretches(
  db: Db,
  { userIds, from, to }: LostQuery,
): Promise<ReadonlyMap<string, LostTime[]>> {
  const { rows } = await sql<{ user_id: string; from_at: Date; to_at: Date }>`
    select user_id, from_at, to_at from sample_holes
    where user_id = any(${userIds}::uuid[]) and from_at < ${to} and to_at > ${from}
    order by from_at limit ${stretchesMax}`.execute(db);
  const lost = new Map(userIds.map((id) => [id, [] as LostTime[]]));
  for (const { user_id, from_at, to_at } of rows) {
    lost.get(user_id)?.push({ fromMs: from_at.getTime(), toMs: to_at.getTime() });
  }
  return lost;
}
