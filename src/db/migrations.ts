import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Log } from '#std/log';
import { openDatabase } from './database.ts';
import { findMigrationProblem } from './database-problem.ts';
import type { Db } from './tables.ts';

/**
 * The schema is the result of all files in `migrations/`, applied in the order of their names, each
 * once, in one transaction under a lock, so that several nodes may start at the same time.
 *
 * Migrations expand first and contract a version later: the previous version still works with an
 * expanded schema. A file whose name ends in `.expand.ts` promises this, and a version that does not
 * know it accepts the database; any other unknown migration makes it refuse.
 */
const migrationsFolder = join(import.meta.dirname, '..', '..', 'migrations');

/** A migration may rewrite a large table, or wait for another node that migrates. */
const migrationStatementMsMax = 60 * 60 * 1000;

export type SchemaMismatch = 'older' | 'newer' | 'absent';

/**
 * Brings the database to the latest schema. Does nothing when the database is there, or beyond it by
 * expansions. `url` must lead to Postgres itself, not to a pooler, since the lock belongs to a session.
 */
export async function migrateToLatest(url: string, log: Log): Promise<void> {
  const handle = openDatabase({
    url,
    poolMax: 2,
    applicationName: 'gateway migrate',
    statementTimeoutMs: migrationStatementMsMax,
    log,
  });
  try {
    await migrate(handle.db, log);
  } finally {
    await handle.close();
  }
}

async function migrate(db: Db, log: Log): Promise<void> {
  const problem = await findMigrationProblem(db);
  if (problem) throw new DatabaseError('unfit', problem);
  const known = await readMigrations();
  const applied = await findAppliedMigrations(db);
  if (isNewer(applied ?? [], known)) throw newerSchema();
  // The migrator treats an unknown migration as an error, but an unknown expansion is fine.
  for (const name of applied ?? []) known[name] ??= { up: async () => {} };
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const { error, results = [] } = await migrator.migrateToLatest();
  for (const { migrationName, status } of results) {
    log.info('database.migrated', { migration: migrationName, status });
  }
  if (error === undefined) return;
  const failed = results.find(({ status }) => status === 'Error')?.migrationName;
  throw new DatabaseError(
    'migration-failed',
    `the database could not be migrated${failed ? ` (at ${failed})` : ''}`,
    { cause: error },
  );
}

/**
 * Why this code cannot work with the schema of the database; null when it can. `absent`: no migration
 * was applied. `older`: one that this code needs is missing. `newer`: one that it does not know was
 * applied, and it was no expansion.
 */
export async function findSchemaMismatch(db: Db): Promise<SchemaMismatch | null> {
  return (await findSchemaState(db)).mismatch;
}

export interface SchemaState {
  readonly mismatch: SchemaMismatch | null;
  /** The name of the last migration that was applied; null for none. */
  readonly latest: string | null;
}

export async function findSchemaState(db: Db): Promise<SchemaState> {
  const applied = (await findAppliedMigrations(db)) ?? [];
  const latest = applied.at(-1) ?? null;
  return { latest, mismatch: mismatchOf(applied, await readMigrations()) };
}

function mismatchOf(
  applied: readonly string[],
  known: Readonly<Record<string, Migration>>,
): SchemaMismatch | null {
  if (applied.length === 0) return 'absent';
  if (isNewer(applied, known)) return 'newer';
  return Object.keys(known).every((name) => applied.includes(name)) ? null : 'older';
}

function isNewer(applied: readonly string[], known: Readonly<Record<string, Migration>>): boolean {
  return applied.some((name) => !(name in known) && !name.endsWith('.expand'));
}

function newerSchema(): DatabaseError {
  return new DatabaseError(
    'schema-newer',
    'the database was migrated by a later version of the gateway; run that version',
  );
}

/** Names in order, or null when the database never saw a migration. */
async function findAppliedMigrations(db: Db): Promise<string[] | null> {
  const { rows: tables } = await sql<{ isThere: boolean }>`
    select to_regclass('kysely_migration') is not null as "isThere"`.execute(db);
  if (!tables[0]?.isThere) return null;
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(migrationsFolder)).filter((file) => file.endsWith('.ts')).sort();
  const entries = files.map(async (file): Promise<[string, Migration]> => {
    const module: Migration = await import(pathToFileURL(join(migrationsFolder, file)).href);
    return [file.slice(0, -'.ts'.length), { up: module.up }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * What went wrong between us and the tables, named by what has to be done:
 *
 * - `schema-newer`: the database was migrated by a later version; run that one.
 * - `migration-failed`: a migration did not apply; nothing of it remains.
 * - `unfit`: the database cannot hold what the gateway keeps; the message says what to run.
 */
type DatabaseFailure = 'schema-newer' | 'migration-failed' | 'unfit';

class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly failure: DatabaseFailure;
  constructor(failure: DatabaseFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
