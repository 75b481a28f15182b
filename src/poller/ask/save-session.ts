import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * Keeps a session as soon as it is open, before it is used: a node that dies after a login must not
 * cost another one. Nothing is written when the poll was outrun.
 */
export async function saveSession(
  db: Db,
  poll: { readonly connectionId: string; readonly fence: number },
  sessionSealed: Buffer,
  now: Date,
): Promise<void> {
  await sql`
    update connections c set session_sealed = ${sessionSealed}, session_opened_at = ${now},
      refusal_count = 0, first_refused_at = null
    from poll_plans p
    where c.id = ${poll.connectionId} and p.connection_id = c.id and p.fence = ${poll.fence}
      and c.disconnected_at is null`.execute(db);
}
