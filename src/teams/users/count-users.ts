import { type Db, prepare } from '#db';

/** How many users a team has that are not deleted. */
export async function countUsers(db: Db, teamId: string): Promise<number> {
  const [row] = await selectCount(db, [teamId]);
  return row?.count ?? 0;
}

const selectCount = prepare<{ count: number }>(
  'select count(*)::int as count from users where team_id = $1 and deleted_at is null',
);
