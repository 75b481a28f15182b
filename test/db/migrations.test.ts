import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Db, findSchemaMismatch, migrateToLatest } from '#db';
import { silentLog } from '#std/log';
import { createTestDatabase, type TestDatabaseOptions } from '#test/database';

async function setup(schema: NonNullable<TestDatabaseOptions['schema']>) {
  const database = await createTestDatabase({ schema });
  onTestFinished(() => database.close());
  return database;
}

function pretendMigration(db: Db, name: string) {
  return sql`insert into kysely_migration (name, timestamp)
    values (${name}, '2031-05-06T07:08:09.000Z')`.execute(db);
}

describe('a database', () => {
  it('fits when all migrations were applied', async () => {
    const { db } = await setup('migrated');
    expect(await findSchemaMismatch(db)).toBeNull();
  });

  it('has no schema before the first migration', async () => {
    const { db } = await setup('empty');
    expect(await findSchemaMismatch(db)).toBe('absent');
  });

  it('is too old when a migration that is needed is missing', async () => {
    const { db } = await setup('migrated');
    await sql`delete from kysely_migration where name like '0005%'`.execute(db);
    expect(await findSchemaMismatch(db)).toBe('older');
  });

  it('is too old when the last one is missing, also if older versions do without it', async () => {
    const { db } = await setup('migrated');
    await sql`delete from kysely_migration
      where name = (select max(name) from kysely_migration)`.execute(db);
    expect(await findSchemaMismatch(db)).toBe('older');
  });

  it('is too new when it was changed by a migration that is not known', async () => {
    const { db } = await setup('migrated');
    await pretendMigration(db, '9001-something-else');
    expect(await findSchemaMismatch(db)).toBe('newer');
  });

  it('fits when a later version only expanded it', async () => {
    const { db } = await setup('migrated');
    await pretendMigration(db, '9001-something-more.expand');
    expect(await findSchemaMismatch(db)).toBeNull();
  });
});

describe('migrating', () => {
  it('brings an empty database to the schema, also when several nodes do it at once', async () => {
    const { db, url } = await setup('empty');
    await Promise.all([1, 2, 3].map(() => migrateToLatest(url, silentLog)));
    expect(await findSchemaMismatch(db)).toBeNull();
  });

  it('needs no more than an ordinary role that owns its database', async () => {
    const { db, url } = await setup('empty');
    const role = `role_${randomBytes(4).toString('hex')}`;
    const database = sql.id(new URL(url).pathname.slice(1));
    await sql.raw(`create role ${role} login password 'a-password'`).execute(db);
    await sql`alter database ${database} owner to ${sql.id(role)}`.execute(db);
    onTestFinished(async () => {
      await sql`alter database ${database} owner to current_user`.execute(db);
      await sql.raw(`drop owned by ${role}`).execute(db);
      await sql.raw(`drop role ${role}`).execute(db);
    });
    const asOwner = new URL(url);
    asOwner.username = role;
    asOwner.password = 'a-password';
    await migrateToLatest(asOwner.href, silentLog);
    expect(await findSchemaMismatch(db)).toBeNull();
    const { rows } = await sql<{ owner: string }>`
      select proowner::regrole::text as owner from pg_proc where proname = 'erase_user_events'`.execute(
      db,
    );
    expect(rows).toEqual([{ owner: role }]);
  });

  it('does nothing the second time', async () => {
    const { db, url } = await setup('migrated');
    const readApplied = () => sql`select * from kysely_migration order by name`.execute(db);
    const before = await readApplied();
    await migrateToLatest(url, silentLog);
    expect((await readApplied()).rows).toEqual(before.rows);
  });

  it('refuses a database of a later version', async () => {
    const { db, url } = await setup('migrated');
    await pretendMigration(db, '9001-something-else');
    const migrating = migrateToLatest(url, silentLog);
    await expect(migrating).rejects.toMatchObject({ failure: 'schema-newer' });
  });

  it('lets a later expansion stand', async () => {
    const { db, url } = await setup('migrated');
    await pretendMigration(db, '9001-something-more.expand');
    await migrateToLatest(url, silentLog);
    expect(await findSchemaMismatch(db)).toBeNull();
  });

  it('leaves nothing of a migration that fails, and says which one', async () => {
    const { db, url } = await setup('empty');
    // The second migration meets a table of its own name.
    await sql`create table connections (id integer)`.execute(db);
    const migrating = migrateToLatest(url, silentLog);
    await expect(migrating).rejects.toThrow(/0002-connections/);
    const { rows } = await sql<{ isThere: boolean }>`
      select to_regclass('teams') is not null as "isThere"`.execute(db);
    expect(rows).toEqual([{ isThere: false }]);
  });
});
