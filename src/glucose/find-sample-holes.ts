import { sql } from 'kysely';
import type { Db } from '#db';

/** A stretch that no answer of Dexcom's reaches any more: what is missing there stays missing. */
export interface SampleHole {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface HoleQuery {
  readonly userIds: readonly string[];
  readonly from: Date;
  readonly to: Date;
}

/** Of all users together; the newest are left out beyond it. */
const holesMax = 50_000;

/** The holes of users that share time with [from, to), by user and in order of time. */
export async function findSampleHoles(
  db: Db,
  { userIds, from, to }: HoleQuery,
): Promise<ReadonlyMap<string, SampleHole[]>> {
  const { rows } = await sql<{ user_id: string; from_at: Date; to_at: Date }>`
    select user_id, from_at, to_at from sample_holes
    where user_id = any(${userIds}::uuid[]) and from_at < ${to} and to_at > ${from}
    order by from_at limit ${holesMax}`.execute(db);
  const holes = new Map(userIds.map((id) => [id, [] as SampleHole[]]));
  for (const { user_id, from_at, to_at } of rows) {
    holes.get(user_id)?.push({ fromMs: from_at.getTime(), toMs: to_at.getTime() });
  }
  return holes;
}
