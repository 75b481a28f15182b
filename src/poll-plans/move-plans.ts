import { sql } from 'kysely';
import type { Db } from '#db';

export interface PlanToMove {
  readonly connectionId: string;
  readonly nextPollAt: Date | null;
  readonly memory: unknown;
  /** A poll of it is under way. */
  readonly isLeased: boolean;
}

/** Locks so many plans after an id, in the order of ids. */
export async function lockPlansAfter(
  db: Db,
  after: string,
  limit: number,
): Promise<readonly PlanToMove[]> {
  const { rows } = await sql<PlanToMove>`
    select connection_id as "connectionId", next_poll_at as "nextPollAt", memory,
      lease_until > '-infinity' as "isLeased"
    from poll_plans where connection_id > ${after}
    order by connection_id limit ${limit} for update`.execute(db);
  return rows;
}

/** A poll under way keeps a whole lease, whichever clock its end was told by. */
export async function writeMovedPlans(
  db: Db,
  moved: readonly PlanToMove[],
  leaseUntil: Date,
): Promise<void> {
  if (moved.length === 0) return;
  await sql`
    update poll_plans p set next_poll_at = d.next_poll_at, memory = d.memory::jsonb,
      lease_until = case when d.is_leased then ${leaseUntil}::timestamptz else p.lease_until end
    from unnest(
      ${moved.map(({ connectionId }) => connectionId)}::uuid[],
      ${moved.map(({ nextPollAt }) => nextPollAt)}::timestamptz[],
      ${moved.map(({ memory }) => JSON.stringify(memory))}::text[],
      ${moved.map(({ isLeased }) => isLeased)}::bool[]
    ) as d (connection_id, next_poll_at, memory, is_leased)
    where p.connection_id = d.connection_id`.execute(db);
}

/** Changes parts of what the poll policy remembers of these connections. */
export async function patchMemories(
  db: Db,
  connectionIds: readonly string[],
  patch: object,
): Promise<void> {
  await sql`
    update poll_plans set memory = memory || ${JSON.stringify(patch)}::jsonb
    where connection_id = any(${connectionIds}::uuid[])`.execute(db);
}
