import type { Db } from '#db';

/** Notes when a session was last used, once more than `before` has passed since it was noted. */
export async function noteSessionUse(
  db: Db,
  sessionId: string,
  now: Date,
  before: Date,
): Promise<void> {
  await db
    .updateTable('console_sessions')
    .set({ seen_at: now })
    .where('id', '=', sessionId)
    .where('seen_at', '<=', before)
    .execute();
}
