import type { Db } from '#db';
import { type Team, teamOfRow } from './team.ts';

export type TeamKey = { readonly id: string } | { readonly name: string };

/** A team by its id or by its name; null when there is none. */
export async function findTeam(db: Db, key: TeamKey): Promise<Team | null> {
  const query = db.selectFrom('teams').selectAll();
  const row = await ('id' in key
    ? query.where('id', '=', key.id)
    : query.where('name', '=', key.name)
  ).executeTakeFirst();
  return row ? teamOfRow(row) : null;
}
