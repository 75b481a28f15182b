import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * Erases the events of a user, the only rows that ever leave the log without their partition (E2).
 * Their positions stay unused. Returns how many there were.
 */
export async function eraseUserEvents(db: Db, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select erase_user_events(${userId}) as count`.execute(db);
  return rows[0]?.count ?? 0;
}
