import type { Db } from '#db';

/** Whose a user is, as events name it. */
export interface UserOwner {
  readonly teamId: string;
  readonly clientUserId: string;
}

/** Of a user that is not deleted; null otherwise. */
export async function findOwner(db: Db, userId: string): Promise<UserOwner | null> {
  const row = await db
    .selectFrom('users')
    .select(['team_id', 'client_user_id'])
    .where('id', '=', userId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row ? { teamId: row.team_id, clientUserId: row.client_user_id } : null;
}
