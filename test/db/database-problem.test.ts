import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { migrateToLatest, openDatabase } from '#db';
import { checkDatabase } from '#src/app/usable-database.ts';
import { findDatabaseProblem } from '#src/db/database-problem.ts';
import { silentLog } from '#std/log';
import { createTestDatabase } from '#test/database';

function open(url: string) {
  const options = { url, poolMax: 1, applicationName: 'a test', log: silentLog };
  const handle = openDatabase(options);
  onTestFinished(() => handle.close());
  return handle.db;
}

/** A database that the server makes with these words. */
async function createOddDatabase(words: string): Promise<string> {
  const { url: serverUrl } = inject('testServer');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const admin = open(serverUrl);
  await sql.raw(`create database ${name} template template0 ${words}`).execute(admin);
  onTestFinished(async () => {
    const remover = openDatabase({
      ...{ url: serverUrl, poolMax: 1, applicationName: 'a test', log: silentLog },
    });
    await sql.raw(`drop database ${name} with (force)`).execute(remover.db);
    await remover.close();
  });
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

const tablesOf = async (url: string) =>
  (await sql`select from pg_tables where schemaname = 'public'`.execute(open(url))).rows.length;

describe('a database that cannot hold what the gateway keeps', () => {
  it('is refused before anything is written: it is not UTF-8', async () => {
    const url = await createOddDatabase(`encoding 'LATIN1' locale_provider libc locale 'C'`);
    await expect(migrateToLatest(url, silentLog)).rejects.toThrow(/LATIN1.*encoding 'UTF8'/);
    expect(await tablesOf(url)).toBe(0);
  });

  it('is refused before anything is written: the role may make no tables', async () => {
    const url = await createOddDatabase('');
    const role = `role_${randomBytes(4).toString('hex')}`;
    const admin = open(url);
    await sql.raw(`create role ${role} login password 'a-password'`).execute(admin);
    await sql.raw('revoke create on schema public from public').execute(admin);
    onTestFinished(async () => void (await sql.raw(`drop role ${role}`).execute(admin)));
    const asRole = new URL(url);
    asRole.username = role;
    asRole.password = 'a-password';
    const migration = migrateToLatest(asRole.href, silentLog);
    await expect(migration).rejects.toThrow(`grant create on schema public to ${role}`);
    expect(await tablesOf(url)).toBe(0);
  });

  it('is refused where its address names a schema', async () => {
    const { url, close } = await createTestDatabase({ schema: 'empty' });
    onTestFinished(close);
    const address = `${url}?options=-c%20search_path%3Dmine`;
    await expect(migrateToLatest(address, silentLog)).rejects.toThrow(/search_path.*"public"/);
  });

  it('is refused where a guard of the log or the audit is off', async () => {
    for (const table of ['events', 'audit_entries']) {
      const { url, db, close } = await createTestDatabase();
      onTestFinished(close);
      expect(await findDatabaseProblem(db)).toBeNull();
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
      const problem = await findDatabaseProblem(db);
      const [told] = /alter table \w+ enable trigger \w+/.exec(problem ?? '') ?? [];
      await expect(migrateToLatest(url, silentLog)).rejects.toThrow(told);
      await sql`alter table ${sql.table(table)} enable trigger user`.execute(db);
      expect(await findDatabaseProblem(db)).toBeNull();
    }
  });

  it.each([
    ['the function of one', sql`drop function refuse_audit_change() cascade`, 'audit_'],
    ['one', sql`drop trigger events_append_only on events`, 'events_append_only'],
  ])('is refused where %s is gone, by who migrates and by who serves', async (_, loss, name) => {
    const { url, db, close } = await createTestDatabase();
    onTestFinished(close);
    await loss.execute(db);
    const told = `The trigger "${name}`;
    await expect(migrateToLatest(url, silentLog)).rejects.toThrow(told);
    await expect(checkDatabase(db)).rejects.toThrow(told);
  });
});

describe('what the address of a database sets', () => {
  it('holds beside what our sessions set', async () => {
    const { url, close } = await createTestDatabase({ schema: 'empty' });
    onTestFinished(close);
    const { rows } = await sql`
      select current_setting('work_mem') as memory, current_setting('statement_timeout') as timeout`.execute(
      open(`${url}?options=-c%20work_mem%3D5MB`),
    );
    expect(rows).toEqual([{ memory: '5MB', timeout: '30s' }]);
  });
});
