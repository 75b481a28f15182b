import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * The log is known by an id, which its cursors bear. A copy that was restored elsewhere goes on from
 * where the copy was made, so that positions after it mean other events: it takes another id, and
 * cursors of the original are refused. Where it is at home is told by the server and the database; a
 * standby that becomes primary has the same of both.
 */
export async function claimLog(db: Db): Promise<void> {
  const home = await findHome(db);
  if (home === null) return;
  await sql`
    update log_head set home = ${home},
      log_id = case when home is null then log_id else gen_random_uuid() end
    where home is distinct from ${home}`.execute(db);
}

/** After an older state was restored in place, which no server tells. */
export async function renewLog(db: Db): Promise<void> {
  await sql`update log_head set log_id = gen_random_uuid()`.execute(db);
}

/** Null where the server does not say who it is. */
async function findHome(db: Db): Promise<string | null> {
  const { rows: allowed } = await sql<{ isAllowed: boolean }>`
    select coalesce(has_function_privilege(to_regprocedure('pg_control_system()'), 'execute'), false)
      as "isAllowed"`.execute(db);
  if (!allowed[0]?.isAllowed) return null;
  const { rows } = await sql<{ home: string }>`
    select s.system_identifier || '/' || d.oid as home
    from pg_control_system() s, pg_database d where d.datname = current_database()`.execute(db);
  return rows[0]?.home ?? null;
}
