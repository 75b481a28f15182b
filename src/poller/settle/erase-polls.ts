import type { Db } from '#db';

/** Erases the history of connections for good. */
export async function erasePolls(db: Db, connectionIds: readonly string[]): Promise<void> {
  if (connectionIds.length === 0) return;
  await db.deleteFrom('polls').where('connection_id', 'in', connectionIds).execute();
}
