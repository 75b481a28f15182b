import { sql } from 'kysely';
import type { Db } from '#db';

/** P3: polls these connections no more; a running poll is outrun. */
export async function stopPlans(db: Db, connectionIds: readonly string[]): Promise<void> {
  await sql`
    update poll_plans set next_poll_at = null, reason = 'disconnected', fence = fence + 1,
      lease_until = '-infinity'
    where connection_id = any(${connectionIds}::uuid[])`.execute(db);
}
