import { sql } from 'kysely';
import { schemaName } from './session-settings.ts';
import type { Db } from './tables.ts';

/**
 * Why a database cannot hold what the gateway keeps, each in one line that says what to do; null when
 * it can. Asked before anything is written: what goes wrong here would show itself later, or never.
 */
export async function findDatabaseProblem(db: Db): Promise<string | null> {
  return (await findFormProblem(db)) ?? (await findGuardProblem(db));
}

/** Where nothing was migrated yet, it also takes the right to make tables. */
export async function findMigrationProblem(db: Db): Promise<string | null> {
  const { rows } = await sql<{ role: string; mayCreate: boolean | null }>`
    select current_user as role,
      has_schema_privilege(to_regnamespace(${schemaName})::oid, 'create') as "mayCreate"`.execute(
    db,
  );
  const [row] = rows;
  if (row?.mayCreate) return findDatabaseProblem(db);
  return row?.mayCreate === null
    ? `There is no schema "${schemaName}", where the gateway keeps its tables: run "create schema ${schemaName}".`
    : `The role "${row?.role}" may make no tables in the schema "${schemaName}", where the gateway ` +
        `keeps them: run "grant create on schema ${schemaName} to ${row?.role}" as its owner.`;
}

/** Those that a transaction pooler keeps us from setting; elsewhere they are as we set them. */
const wanted: Readonly<Record<string, { readonly value: RegExp; readonly text: string }>> = {
  DateStyle: { value: /^ISO/, text: 'ISO' },
  IntervalStyle: { value: /^postgres$/, text: 'postgres' },
  search_path: { value: /^("\$user", ?)?public$/, text: 'public' },
  default_transaction_isolation: { value: /^read committed$/, text: 'read committed' },
  default_transaction_read_only: { value: /^off$/, text: 'off' },
};

async function findFormProblem(db: Db): Promise<string | null> {
  const { rows } = await sql<{ encoding: string; role: string; settings: Record<string, string> }>`
    select pg_encoding_to_char(d.encoding) as encoding, current_user as role,
      (select json_object_agg(name, setting) from pg_settings
        where name = any (${Object.keys(wanted)}::text[])) as settings
    from pg_database d where d.datname = current_database()`.execute(db);
  const [row] = rows;
  if (!row) return null;
  if (row.encoding !== 'UTF8') {
    return (
      `The database is encoded in ${row.encoding}, which cannot hold every name: make another with ` +
      `"create database NAME encoding 'UTF8' template template0".`
    );
  }
  for (const [name, { value, text }] of Object.entries(wanted)) {
    const setting = row.settings[name] ?? '';
    if (value.test(setting)) continue;
    return (
      `${name} is "${setting}" here, and the pooler lets no session change it: run ` +
      `"alter role ${row.role} in database NAME set ${name} = '${text}'", and restart the pooler.`
    );
  }
  return null;
}

/** The triggers that refuse changes, by their tables. */
const guards: Readonly<Record<string, readonly string[]>> = {
  events: ['events_append_only', 'events_no_truncate'],
  audit_entries: ['audit_append_only', 'audit_no_truncate'],
};

/** The migration after which they are all there. */
const guardedSince = '0013-audit-guard.expand';

async function isGuarded(db: Db): Promise<boolean> {
  const { rows: tables } = await sql`
    select where to_regclass('kysely_migration') is not null`.execute(db);
  if (tables.length === 0) return false;
  const { rows: migrations } = await sql`
    select from kysely_migration where name = ${guardedSince}`.execute(db);
  return migrations.length > 0;
}

async function findGuardProblem(db: Db): Promise<string | null> {
  if (!(await isGuarded(db))) return null;
  for (const [table, triggers] of Object.entries(guards)) {
    const { rows } = await sql<{ name: string; at: string; isOn: boolean; isThere: boolean }>`
      select wanted.name, coalesce(t.tgrelid::regclass::text, ${table}) as at,
        t.tgenabled in ('O', 'A') as "isOn", t.oid is not null as "isThere"
      from unnest(${triggers}::text[]) as wanted (name)
      left join pg_trigger t on t.tgname = wanted.name
      where t.oid is null or t.tgenabled not in ('O', 'A')`.execute(db);
    const [row] = rows;
    if (!row) continue;
    const what = `The trigger "${row.name}", which keeps "${table}" append-only, is`;
    return row.isThere
      ? `${what} switched off: run "alter table ${row.at} enable trigger ${row.name}" as its owner.`
      : `${what} gone: restore the dump again, with its triggers.`;
  }
  return null;
}
