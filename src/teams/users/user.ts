import type { Selectable } from 'kysely';
import type { Database } from '#db';

/** A person of a team, known by the id that the team's own system gives them. */
export interface User {
  readonly id: string;
  readonly teamId: string;
  /** The team's own id of the person; unique among the team's users that are not deleted. */
  readonly clientUserId: string;
  /** An IANA name like `Europe/Berlin`; null when the team never said. */
  readonly timeZone: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A user that was deleted and can be restored until `eraseAt`. */
export interface DeletedUser extends User {
  readonly deletedAt: Date;
  readonly eraseAt: Date;
}

export type UserRow = Selectable<Database['users']>;

/** The columns of a row, by name, as a prepared statement wants them. */
export const userColumns =
  'id, team_id, client_user_id, time_zone, birth_date, created_at, updated_at, deleted_at, erase_at';

export function userOfRow(row: UserRow): User {
  return {
    id: row.id,
    teamId: row.team_id,
    clientUserId: row.client_user_id,
    timeZone: row.time_zone,
    birthDate: row.birth_date,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
