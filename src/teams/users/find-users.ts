import type { Db } from '#db';
import { type User, userOfRow } from './user.ts';

/** The users of the team with these ids that are not deleted, in no order. */
export async function findUsers(
  db: Db,
  teamId: string,
  userIds: readonly string[],
): Promise<User[]> {
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('id', 'in', userIds)
    .where('deleted_at', 'is', null)
    .execute();
  return rows.map(userOfRow);
}
