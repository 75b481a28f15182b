import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '#test/database';
import { dumpSchema } from '#test/schema-dump';

const goldenFile = join(import.meta.dirname, '..', 'fixtures', 'golden', 'schema.sql');

async function setup() {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  return database;
}

describe('the migrated schema', () => {
  it('is the one in test/fixtures/golden/schema.sql (UPDATE_GOLDEN=1 writes it)', async () => {
    const { db } = await setup();
    const schema = await dumpSchema(db);
    if (process.env.UPDATE_GOLDEN === '1') await writeFile(goldenFile, schema);
    expect(schema).toBe(await readFile(goldenFile, 'utf8'));
  });

  it('is not changed by the partitions that time brings', async () => {
    const { db } = await setup();
    const before = await dumpSchema(db);
    await sql`select ensure_partition('events', 'day', '2031-05-06'::timestamptz)`.execute(db);
    expect(await dumpSchema(db)).toBe(before);
  });

  it.each([
    ['a column', 'alter table teams add column colour text'],
    ['a default', `alter table teams alter column name set default 'x'`],
    ['a nullability', 'alter table teams alter column name drop not null'],
    ['a check', `alter table teams add constraint teams_odd check (name <> 'x')`],
    ['an index', 'create index teams_odd on teams (name)'],
    ['a function', `create function odd() returns int language sql as 'select 1'`],
    ['a trigger', 'drop trigger events_append_only on events'],
  ])('shows a change of %s', async (_what, statement) => {
    const { db } = await setup();
    const before = await dumpSchema(db);
    await sql.raw(statement).execute(db);
    expect(await dumpSchema(db)).not.toBe(before);
  });
});
