import type { Db } from '#db';
import { type User, userOfRow } from './user.ts';

export type UserKey = { readonly id: string } | { readonly clientUserId: string };

/** A living user of the team; null when there is none. */
export async function findUser(db: Db, teamId: string, key: UserKey): Promise<User | null> {
  const query = db
    .selectFrom('users')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null);
  const row = await ('id' in key
    ? query.where('id', '=', key.id)
    : query.where('client_user_id', '=', key.clientUserId)
  ).executeTakeFirst();
  return row ? userOfRow(row) : null;
}
