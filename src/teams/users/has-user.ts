import { type Db, prepare } from '#db';

/** Whether the team has this user, deleted or not; one that is erased is gone. */
export async function hasUser(db: Db, teamId: string, userId: string): Promise<boolean> {
  const rows = await selectUser(db, [teamId, userId]);
  return rows.length > 0;
}

const selectUser = prepare<{ id: string }>('select id from users where team_id = $1 and id = $2');
