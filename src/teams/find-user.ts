import type { Selectable } from 'kysely';
import { type Database, type Db, prepare } from '#db';
import { type User, userOfRow } from './user.ts';

export type UserKey = { readonly id: string } | { readonly clientUserId: string };

/** A living user of the team; null when there is none. */
export async function findUser(db: Db, teamId: string, key: UserKey): Promise<User | null> {
  const [row] =
    'id' in key
      ? await selectById(db, [teamId, key.id])
      : await selectByClientUserId(db, [teamId, key.clientUserId]);
  return row ? userOfRow(row) : null;
}

type UserRow = Selectable<Database['users']>;

const selectUser = `
  select id, team_id, client_user_id, time_zone, birth_date, created_at, updated_at, deleted_at,
    erase_at
  from users where team_id = $1 and deleted_at is null`;

const selectById = prepare<UserRow>(`${selectUser} and id = $2`);
const selectByClientUserId = prepare<UserRow>(`${selectUser} and client_user_id = $2`);
