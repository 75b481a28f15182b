import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Db, openDatabase, prepare } from '#db';
import { silentLog } from '#std/log';
import { createTestDatabase } from '#test/database';

const statement = 'select $1::int + 1 as next, count(*)::int as teams from teams where id is null';

async function setup() {
  const database = await createTestDatabase({ poolMax: 1 });
  onTestFinished(() => database.close());
  return database;
}

async function keptBy(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_prepared_statements where statement like 'select $1::int%'
  `.execute(db);
  return rows[0]?.count ?? -1;
}

describe('a prepared statement', () => {
  it('answers like any other, and is parsed once a session', async () => {
    const { db } = await setup();
    const next = prepare<{ next: number; teams: number }>(statement);
    expect(await next(db, [1])).toEqual([{ next: 2, teams: 0 }]);
    expect(await next(db, [41])).toEqual([{ next: 42, teams: 0 }]);
    expect(await keptBy(db)).toBe(1);
  });

  it('is part of the transaction that it is called in', async () => {
    const { db } = await setup();
    const count = prepare<{ count: number }>('select count(*)::int as count from teams');
    const inside = await db.transaction().execute(async (tx) => {
      await sql`insert into teams (id, name) values (gen_random_uuid(), 'Ada')`.execute(tx);
      return count(tx, []);
    });
    expect(inside).toEqual([{ count: 1 }]);
  });

  it('is not kept by sessions behind a transaction pooler', async () => {
    const { url } = await setup();
    const log = silentLog;
    const pooled = openDatabase({ url, poolMax: 1, applicationName: 't', isPooled: true, log });
    onTestFinished(() => pooled.close());
    expect(await prepare(statement)(pooled.db, [1])).toEqual([{ next: 2, teams: 0 }]);
    expect(await keptBy(pooled.db)).toBe(0);
  });

  it('goes on when a table gains a column', async () => {
    const { db } = await setup();
    const names = prepare<{ name: string }>('select name from teams');
    expect(await names(db, [])).toEqual([]);
    await sql`alter table teams add column colour text`.execute(db);
    expect(await names(db, [])).toEqual([]);
  });
});
