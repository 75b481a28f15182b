import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * Whether a team may have another user; it may have as many as it likes where `usersMax` is not
 * told. Those who add users at the same time may go beyond it together: to let them wait for each
 * other would cost all of them more.
 */
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
