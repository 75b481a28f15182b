import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Db, inTransaction } from '#db';
import { createTestDatabase } from '#test/database';

async function setup() {
  const database = await createTestDatabase({ schema: 'empty' });
  onTestFinished(() => database.close());
  const { db } = database;
  await sql`create table marks (name text)`.execute(db);
  const mark = (on: Db, name: string) => sql`insert into marks values (${name})`.execute(on);
  const readMarks = async () => {
    const { rows } = await sql<{ name: string }>`select name from marks order by 1`.execute(db);
    return rows.map(({ name }) => name);
  };
  return { db, mark, readMarks };
}

describe('work in a transaction', () => {
  it('is committed as a whole and gives its result', async () => {
    const { db, mark, readMarks } = await setup();
    const result = await inTransaction(db, async (tx) => {
      await mark(tx, 'a');
      expect(await readMarks()).toEqual([]);
      return 7;
    });
    expect(result).toBe(7);
    expect(await readMarks()).toEqual(['a']);
  });

  it('leaves nothing when it fails', async () => {
    const { db, mark, readMarks } = await setup();
    const work = inTransaction(db, async (tx) => {
      await mark(tx, 'a');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await readMarks()).toEqual([]);
  });

  it('joins the transaction that is open', async () => {
    const { db, mark, readMarks } = await setup();
    const work = inTransaction(db, async (outer) => {
      await inTransaction(outer, (inner) => mark(inner, 'a'));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await readMarks()).toEqual([]);
  });

  it('is done again where it lost against another transaction', async () => {
    const { db, mark } = await setup();
    await mark(db, 'one');
    await mark(db, 'two');
    let met = 0;
    const lock = (tx: Db, name: string) =>
      sql`update marks set name = name where name = ${name}`.execute(tx);
    const attempts: string[] = [];
    const work = (first: string, second: string) =>
      inTransaction(db, async (tx) => {
        attempts.push(first);
        await lock(tx, first);
        met += 1;
        while (met < 2) await sql`select pg_sleep(0.01)`.execute(db);
        await lock(tx, second);
      });
    await Promise.all([work('one', 'two'), work('two', 'one')]);
    // The one that was rolled back may take its first lock again before the other wakes up.
    expect(attempts.length).toBeGreaterThanOrEqual(3);
  });

  it('is done again where Postgres could not put it in order with others', async () => {
    const { db, mark, readMarks } = await setup();
    let tries = 0;
    await inTransaction(db, async (tx) => {
      tries += 1;
      await mark(tx, `try ${tries}`);
      if (tries === 1) {
        await sql`do $$ begin raise exception using errcode = '40001'; end $$`.execute(tx);
      }
    });
    expect(await readMarks()).toEqual(['try 2']);
  });
});
