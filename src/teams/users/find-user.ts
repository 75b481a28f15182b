import { type Db, prepare, type SqlText } from '#db';
import { type User, type UserRow, userColumns, userOfRow } from './user.ts';

export type UserKey = { readonly id: string } | { readonly clientUserId: string };

/** A user of the team that is not deleted; null when there is none. */
export async function findUser(db: Db, teamId: string, key: UserKey): Promise<User | null> {
  const [row] =
    'id' in key
      ? await selectById(db, [teamId, key.id])
      : await selectByClientUserId(db, [teamId, key.clientUserId]);
  return row ? userOfRow(row) : null;
}

const selectUser = `select ${userColumns} from users where team_id = $1 and deleted_at is null`;

const selectById = prepare<UserRow>(`${selectUser} and id = $2`);
const selectByClientUserId = prepare<UserRow>(`${selectUser} and client_user_id = $2`);

/** Finds a living user together with what is read beside it; null when there is none. */
export type FindUserWith = (
  db: Db,
  teamId: string,
  id: string,
  parameters: readonly unknown[],
) => Promise<{ readonly user: User; readonly beside: string } | null>;

/**
 * `beside` is an SQL expression of a text. The team's id is its $1 and the user's $2; its own
 * parameters begin with $3.
 */
export function prepareFindUserWith(beside: SqlText): FindUserWith {
  const select = prepare<UserRow & { beside: string }>(`
    select ${userColumns}, ${beside} as beside
    from users where team_id = $1 and deleted_at is null and id = $2`);
  return async (db, teamId, id, parameters) => {
    const [row] = await select(db, [teamId, id, ...parameters]);
    return row ? { user: userOfRow(row), beside: row.beside } : null;
  };
}
