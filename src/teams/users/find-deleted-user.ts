import type { Db } from '#db';
import type { UserKey } from './find-user.ts';
import { type DeletedUser, userOfRow } from './user.ts';

/** The user of the team that was deleted last under this key and is not yet erased; or null. */
export async function findDeletedUser(
  db: Db,
  teamId: string,
  key: UserKey,
): Promise<DeletedUser | null> {
  const query = db
    .selectFrom('users')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is not', null);
  const row = await ('id' in key
    ? query.where('id', '=', key.id)
    : query.where('client_user_id', '=', key.clientUserId).orderBy('deleted_at', 'desc')
  )
    .limit(1)
    .executeTakeFirst();
  if (!row?.deleted_at || !row.erase_at) return null;
  return { ...userOfRow(row), deletedAt: row.deleted_at, eraseAt: row.erase_at };
}
