import type { Db } from '#db';

/** The next poll asks Dexcom about sharing too, as the first one after linking did. */
export async function askSharingAgain(db: Db, connectionId: string): Promise<void> {
  await db
    .updateTable('connections')
    .set({ sharing_asked_at: null })
    .where('id', '=', connectionId)
    .where('disconnected_at', 'is', null)
    .execute();
}

/** Whether that poll has been made. */
export async function wasSharingAsked(db: Db, connectionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('connections')
    .select('sharing_asked_at')
    .where('id', '=', connectionId)
    .executeTakeFirst();
  return row?.sharing_asked_at != null;
}
