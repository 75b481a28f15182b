import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * The log is known by an id, which its cursors bear. A copy that was restored elsewhere goes on from
 * where the copy was made, so that positions after it mean other events: it takes another id, and
 * cursors of the original are refused. Where it is at home is told by the server and the database; a
 * standby that becomes primary has the same of both.
 *
 * `knownHome` is where it was when this process looked before; null for the first look. A log that was
 * at home and is nowhere was restored from a copy that was made before homes were noted.
 *
 * Returns where it is at home; null where the server does not say.
 */
export async function claimLog(db: Db, knownHome: string | null): Promise<string | null> {
  const found = await findHome(db);
  if (found === null) return null;
  const { home, noted } = found;
  if (noted === home) return home;
  const isFirst = knownHome === null;
  await sql`
    update log_head set home = ${home},
      log_id = case when home is null and ${isFirst} then log_id else gen_random_uuid() end
    where home is distinct from ${home}`.execute(db);
  return home;
}

/** After an older state was restored in place, which no server tells. */
export async function renewLog(db: Db): Promise<void> {
  await sql`update log_head set log_id = gen_random_uuid()`.execute(db);
}

interface Found {
  readonly home: string;
  /** What the log itself says; null where it was never told. */
  readonly noted: string | null;
}

/** Null where the server does not say who it is. */
async function findHome(db: Db): Promise<Found | null> {
  const { rows: allowed } = await sql<{ isAllowed: boolean }>`
    select coalesce(has_function_privilege(to_regprocedure('pg_control_system()'), 'execute'), false)
      as "isAllowed"`.execute(db);
  if (!allowed[0]?.isAllowed) return null;
  const { rows } = await sql<Found>`
    select s.system_identifier || '/' || d.oid as home, h.home as noted
    from pg_control_system() s, pg_database d, log_head h
    where d.datname = current_database()`.execute(db);
  return rows[0] ?? null;
}
