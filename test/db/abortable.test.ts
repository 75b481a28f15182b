import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ poolMax: 2 });
  await sql`create table notes (text text)`.execute(database.db);
});
afterAll(() => database.close());

function setup() {
  const leaving = new AbortController();
  const running = () =>
    sql<{ n: number }>`
      select count(*)::int as n from pg_stat_activity
      where datname = current_database() and query like 'select pg_sleep%' and state = 'active'`
      .execute(database.db)
      .then(({ rows }) => rows[0]?.n ?? 0);
  return { leaving, running, db: database.handle.abortable(leaving.signal) };
}

describe('work that somebody waits for', () => {
  it('is done like any other while they wait', async () => {
    const { db } = setup();
    await db.transaction().execute((tx) => sql`insert into notes values ('kept')`.execute(tx));
    const { rows } = await sql<{ text: string }>`select text from notes`.execute(db);
    expect(rows.map(({ text }) => text)).toContain('kept');
  });

  it('is cancelled in Postgres when they leave', async () => {
    const { db, leaving, running } = setup();
    const sleeping = sql`select pg_sleep(60)`.execute(db);
    sleeping.catch(() => {});
    await eventually(async () => (await running()) === 1);
    leaving.abort();
    await expect(sleeping).rejects.toThrow('canceling statement');
    await eventually(async () => (await running()) === 0);
  });

  it('begins nothing any more after that', async () => {
    const { db, leaving } = setup();
    leaving.abort(new Error('gone'));
    await expect(sql`select 1`.execute(db)).rejects.toThrow('gone');
  });

  it('takes back what its transaction did, and leaves the session to others', async () => {
    const { db, leaving, running } = setup();
    const work = db.transaction().execute(async (tx) => {
      await sql`insert into notes values ('lost')`.execute(tx);
      await sql`select pg_sleep(60)`.execute(tx);
    });
    work.catch(() => {});
    await eventually(async () => (await running()) === 1);
    leaving.abort();
    await expect(work).rejects.toThrow('canceling statement');
    const { rows } = await sql`select 1 from notes where text = 'lost'`.execute(database.db);
    expect(rows).toEqual([]);
    const both = [1, 2].map(() => sql`select 1`.execute(database.db));
    await expect(Promise.all(both)).resolves.toHaveLength(2);
    expect(database.handle.poolStats().waiting).toBe(0);
  });
});
