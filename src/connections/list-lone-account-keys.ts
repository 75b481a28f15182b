import { sql } from 'kysely';
import type { Db } from '#db';

/** The accounts that a user has or had linked, and nobody else. */
export async function listLoneAccountKeys(db: Db, userId: string): Promise<Buffer[]> {
  const { rows } = await sql<{ accountKey: Buffer }>`
    select distinct c.account_key as "accountKey" from connections c
    where c.user_id = ${userId} and not exists (
      select from connections o where o.account_key = c.account_key and o.user_id != c.user_id)`.execute(
    db,
  );
  return rows.map(({ accountKey }) => accountKey);
}
