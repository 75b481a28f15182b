import { sql } from 'kysely';
import type { Db } from '#db';

/** How long an ended session can still be told why it ended. */
const keptMs = 30 * 24 * 3_600_000;

/** Forgets sessions that ended long ago, and codes that nobody used in time. */
export async function forgetSessions(db: Db, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptMs);
  const { rows } = await sql<{ count: number }>`
    with codes as (delete from console_codes where expires_at <= ${now} returning 1),
      sessions as (delete from console_sessions where ended_at < ${before} returning 1)
    select (select count(*) from codes)::integer + (select count(*) from sessions)::integer
      as count`.execute(db);
  return rows[0]?.count ?? 0;
}
