import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { silentLog } from '#std/log';
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

describe('the session that cancels a statement', () => {
  it('may be ended by Postgres at any moment, and this process lives on', async () => {
    const between = await endCancellingSessions(database.url);
    const { url, endedCount } = between;
    const handle = openDatabase({ url, poolMax: 1, applicationName: 'test', log: silentLog });
    onTestFinished(async () => {
      await handle.close();
      between.close();
    });
    const { leaving, running } = setup();
    const sleeping = sql`select pg_sleep(60)`.execute(handle.abortable(leaving.signal));
    sleeping.catch(() => {});
    await eventually(async () => (await running()) === 1);
    leaving.abort();
    await expect(sleeping).rejects.toThrow('canceling statement');
    await eventually(() => endedCount() === 1);
    await expect(sql`select 1`.execute(handle.db)).resolves.toBeDefined();
  });
});

/** Stands before Postgres, and tells a session that has cancelled that it is ended by an operator. */
async function endCancellingSessions(targetUrl: string) {
  const { port, hostname } = new URL(targetUrl);
  let ended = 0;
  const server = createServer((inbound) => {
    const outbound = connect(Number(port), hostname);
    let isCancelling = false;
    inbound.on('data', (chunk) => {
      isCancelling ||= chunk.includes('pg_cancel_backend');
      outbound.write(chunk);
    });
    outbound.on('data', (chunk) => {
      inbound.write(isCancelling ? Buffer.concat([chunk, sessionEnded]) : chunk);
      if (isCancelling) ended += 1;
    });
    inbound.on('error', () => {}).on('close', () => outbound.destroy());
    outbound.on('error', () => {}).on('close', () => inbound.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(targetUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: url.href, endedCount: () => ended, close: () => server.close() };
}

const sessionEnded = errorMessage({ S: 'FATAL', C: '57P01', M: 'terminating connection' });

/** An ErrorResponse of Postgres's protocol, version 3. */
function errorMessage(fields: Readonly<Record<string, string>>): Buffer {
  const texts = Object.entries(fields).map(([field, text]) => `${field}${text}\0`);
  const body = Buffer.from(`${texts.join('')}\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
