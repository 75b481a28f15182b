import { sql } from 'kysely';
import type { Db } from '#db';

/** Until the transaction ends, others who lock the team wait: for what is counted by team. */
export async function lockTeam(db: Db, teamId: string): Promise<void> {
  await sql`select from teams where id = ${teamId} for no key update`.execute(db);
}
