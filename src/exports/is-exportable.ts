import { type Db, prepare } from '#db';
import type { ExportedPerson } from './export-rows.ts';

/** Whether the team has this user, deleted or not; one that is erased is gone. */
export async function isExportable(db: Db, { teamId, userId }: ExportedPerson): Promise<boolean> {
  const rows = await selectUser(db, [teamId, userId]);
  return rows.length > 0;
}

const selectUser = prepare<{ id: string }>('select id from users where team_id = $1 and id = $2');
