import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { inject } from 'vitest';
import { type DatabaseHandle, type Db, openDatabase } from '#db';
import { createLog } from '#std/log';
import { createCitusDatabase, dropCitusDatabase } from '#test/citus-database';

const log = createLog('error');

export interface TestDatabase {
  readonly url: string;
  readonly db: Db;
  readonly handle: DatabaseHandle;
  /** Ends all sessions with the database, also those of others, and drops it. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Sessions of the pool behind `db`; 10 unless told. */
  readonly poolMax?: number;
  /** `migrated` unless told. */
  readonly schema?: 'migrated' | 'empty';
}

/** A fresh database of its own, cloned from the migrated template (about 50 ms). */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { poolMax = 10, schema = 'migrated' } = options;
  const { url: serverUrl, templateName, workers } = inject('testServer');
  const name = `test_${randomBytes(8).toString('hex')}`;
  if (workers) {
    const cluster = { coordinatorUrl: serverUrl, workers };
    const made = { ...cluster, schema: schema === 'migrated' ? 'distributed' : schema } as const;
    const url = await createCitusDatabase(name, made);
    const handle = openDatabase({ url, poolMax, applicationName: 'test', log });
    const close = async () => {
      await handle.close();
      await dropCitusDatabase(name, cluster);
    };
    return { url, db: handle.db, handle, close };
  }
  const template = schema === 'migrated' ? templateName : 'template0';
  // Copying files costs half of what copying through the write-ahead log does, and half of that
  // again where the kernel copies them (from Postgres 18 on).
  await execute(
    serverUrl,
    `select set_config(name, 'clone', false) from pg_settings
    where name = 'file_copy_method' and 'clone' = any (enumvals)`,
  );
  await execute(serverUrl, `create database ${name} template ${template} strategy file_copy`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const handle = openDatabase({ url: url.href, poolMax, applicationName: 'test', log });
  return {
    url: url.href,
    db: handle.db,
    handle,
    async close() {
      await handle.close();
      await execute(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

/** To open a session costs more than to make a database, so that the tests of a file share one. */
let admin: DatabaseHandle | undefined;

async function execute(url: string, statement: string): Promise<void> {
  admin ??= openDatabase({ url, poolMax: 1, applicationName: 'test setup', log });
  await sql.raw(statement).execute(admin.db);
}
