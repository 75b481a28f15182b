import { sql } from 'kysely';
import type { Db } from '#db';

/** More than are ever added to a team at the same moment, each in a session of its own. */
const atOnceMax = 1_000;

/**
 * The number below which users are added side by side: those that are added at the same moment do
 * not see each other, and may go beyond it. From it to the limit they wait for each other, by
 * `lockTeam`.
 */
export function freelyAddedMax(usersMax: number | undefined): number | undefined {
  return usersMax === undefined ? undefined : Math.max(0, usersMax - atOnceMax);
}

/** Whether a team may have another user; it may have as many as it likes where no limit is told. */
export function isRoom(teamId: string, usersMax: number | undefined) {
  if (usersMax === undefined) return sql<boolean>`true`;
  return sql<boolean>`(
    select count(*) < ${usersMax}::bigint from users
    where team_id = ${teamId} and deleted_at is null
  )`;
}

export async function hasRoom(
  db: Db,
  teamId: string,
  usersMax: number | undefined,
): Promise<boolean> {
  const { rows } = await sql<{ hasRoom: boolean }>`
    select ${isRoom(teamId, usersMax)} as "hasRoom"`.execute(db);
  return rows[0]?.hasRoom ?? false;
}
