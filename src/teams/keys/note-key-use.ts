import type { Db } from '#db';

/** Notes when a key was last used, unless a later use is noted; once more than `before` has passed. */
export async function noteKeyUse(db: Db, keyId: string, now: Date, before: Date): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: now })
    .where('id', '=', keyId)
    .where((where) =>
      where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', before)]),
    )
    .execute();
}
