import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createListener, isDatabaseUnavailable, isUniqueViolation, openDatabase } from '#db';
import type { DatabaseOptions } from '#src/db/database.ts';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import { createTestDatabase } from '#test/database';
import { farName, startFarHost } from '#test/far-host';
import { createTcpProxy } from '#test/tcp-proxy';

async function setup() {
  const database = await createTestDatabase({ schema: 'empty', poolMax: 3 });
  onTestFinished(() => database.close());
  return database;
}

function open(url: string, options: Partial<DatabaseOptions> = {}) {
  const handle = openDatabase({
    url,
    poolMax: 2,
    applicationName: 'a test',
    log: silentLog,
    ...options,
  });
  onTestFinished(() => handle.close());
  return handle;
}

const showLimits = sql<Record<string, string>>`
  select current_setting('statement_timeout') as statement,
         current_setting('lock_timeout') as lock,
         current_setting('idle_in_transaction_session_timeout') as idle,
         current_setting('timezone') as zone,
         current_setting('application_name') as name`;

describe('Postgres far away, another address of which is dead', () => {
  const startFar = async () => {
    const { url } = await setup();
    const far = new URL(url);
    far.host = `${farName}:${await startFarHost(url)}`;
    return far.href;
  };

  it('is reached by a session of the pool', async () => {
    const { db } = open(await startFar());
    const { rows } = await showLimits.execute(db);
    expect(rows[0]?.name).toBe('a test');
  });

  it('is reached by the listener', async () => {
    const heard: string[] = [];
    const listener = createListener({
      url: await startFar(),
      channels: ['events'],
      onNotify: (channel) => heard.push(channel),
      clock: systemClock,
      log: silentLog,
    });
    onTestFinished(() => listener.stop());
    await listener.start();
    expect(heard).toEqual(['events']);
  });
});

describe('a session of the pool', () => {
  it('is bounded in every way in which it could wait, and counts time in UTC', async () => {
    const { url } = await setup();
    const { db } = open(url);
    const { rows } = await showLimits.execute(db);
    expect(rows).toEqual([
      { statement: '30s', lock: '10s', idle: '5s', zone: 'UTC', name: 'a test' },
    ]);
  });

  it('is bounded within transactions when a pooler stands before Postgres', async () => {
    const { url } = await setup();
    const { db } = open(url, { isPooled: true });
    const inside = await db.transaction().execute((tx) => showLimits.execute(tx));
    const outside = await showLimits.execute(db);
    expect(inside.rows[0]).toMatchObject({ statement: '30s', lock: '10s', idle: '5s' });
    expect(outside.rows[0]).toMatchObject({ statement: '0', lock: '0', idle: '0' });
  });

  it('ends a statement that takes too long', async () => {
    const { url } = await setup();
    const { db } = open(url, { statementTimeoutMs: 50 });
    await expect(sql`select pg_sleep(10)`.execute(db)).rejects.toMatchObject({ code: '57014' });
  });

  it('tells of each statement how long it took, and whether it failed', async () => {
    const { url } = await setup();
    const told: (readonly [durationMs: number, hasFailed: boolean])[] = [];
    const { db } = open(url, { onStatement: (...facts) => void told.push(facts) });
    await sql`select pg_sleep(0.06)`.execute(db);
    await expect(sql`select 1 / 0`.execute(db)).rejects.toMatchObject({ code: '22012' });
    expect(told.map(([, hasFailed]) => hasFailed)).toEqual([false, true]);
    expect(told[0]?.[0]).toBeGreaterThanOrEqual(50);
    expect(told[0]?.[0]).toBeGreaterThan(told[1]?.[0] ?? 0);
  });

  it('is given up, and not used again, when its answer never comes', async () => {
    const { url } = await setup();
    const proxy = await createTcpProxy(url);
    onTestFinished(() => proxy.close());
    const { db, poolStats } = open(proxy.url, { statementTimeoutMs: 100 });
    await sql`select 1`.execute(db);
    proxy.freeze();
    const error = await sql`select 2`.execute(db).catch((thrown: unknown) => thrown);
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(poolStats().total).toBe(0);
    proxy.thaw();
    const { rows } = await sql<{ n: number }>`select 3 as n`.execute(db);
    expect(rows).toEqual([{ n: 3 }]);
  });
});

describe('a value of a column', () => {
  it('is a number for a bigint, a Date for an instant and a text for a date', async () => {
    const { db } = await setup();
    const { rows } = await sql`
      select 9007199254740991::int8 as big, array[1, null]::int8[] as bigs, '2026-03-29'::date as day,
             '2026-03-29T02:30:00.123+02'::timestamptz as moment`.execute(db);
    expect(rows).toEqual([
      {
        big: Number.MAX_SAFE_INTEGER,
        bigs: [1, null],
        day: '2026-03-29',
        moment: new Date('2026-03-29T00:30:00.123Z'),
      },
    ]);
  });

  it('is refused when a bigint is too large to be exact', async () => {
    const { db } = await setup();
    await expect(sql`select 9007199254740992::int8`.execute(db)).rejects.toThrow('safe integer');
  });
});

describe('the pool', () => {
  it('tells how many sessions there are and how many wait for one', async () => {
    const { handle, db } = await setup();
    const { poolStats } = handle;
    expect(poolStats()).toEqual({ total: 0, idle: 0, waiting: 0 });
    await db.connection().execute(async () => {
      expect(poolStats()).toEqual({ total: 1, idle: 0, waiting: 0 });
    });
    expect(poolStats()).toEqual({ total: 1, idle: 1, waiting: 0 });
  });

  it('loses one statement, and no more, when its session is ended', async () => {
    const { db, url } = await setup();
    const other = open(url);
    await db.connection().execute(async (session) => {
      await sql`select 1`.execute(session);
      await sql`
        select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(other.db);
      const error = await sql`select 1`.execute(session).catch((thrown: unknown) => thrown);
      expect(isDatabaseUnavailable(error)).toBe(true);
    });
    const { rows } = await sql<{ n: number }>`select 1 as n`.execute(db);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('closes twice without harm', async () => {
    const { url } = await setup();
    const handle = open(url);
    await sql`select 1`.execute(handle.db);
    await handle.close();
    await handle.close();
    expect(handle.poolStats().total).toBe(0);
  });
});

describe('an error', () => {
  it('is a violation of the unique constraint that refused the row', async () => {
    const { db } = await setup();
    await sql`create table things (name text constraint things_name_unique unique)`.execute(db);
    await sql`insert into things values ('a')`.execute(db);
    const again = sql`insert into things values ('a')`.execute(db);
    const error = await again.catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'things_name_unique')).toBe(true);
    expect(isUniqueViolation(error, 'things_pkey')).toBe(false);
    expect(isDatabaseUnavailable(error)).toBe(false);
  });

  it('says that the database cannot be had when nobody listens', async () => {
    const { db } = open('postgres://nobody:nothing@127.0.0.1:1/nowhere');
    const error = await sql`select 1`.execute(db).catch((thrown: unknown) => thrown);
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(isUniqueViolation(error)).toBe(false);
  });

  it('says so when the session is ended in the middle of a transaction', async () => {
    const { db } = await setup();
    const error = await db
      .transaction()
      .execute(async (tx) => {
        await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
      })
      .catch((thrown: unknown) => thrown);
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it.each([
    ['a wrapped refusal', new Error('outer', { cause: coded('ECONNREFUSED') }), true],
    ['a refusal on both families', new AggregateError([coded('ECONNREFUSED')]), true],
    ['a server that starts up', coded('57P03'), true],
    ['a broken protocol', coded('08P01'), true],
    [
      'a wait for a session of the pool',
      new Error('timeout exceeded when trying to connect'),
      true,
    ],
    ['a statement that took too long', coded('57014'), true],
    ['a server that is only read from', coded('25006'), true],
    ['a full disk', coded('53100'), true],
    ['a deadlock', coded('40P01'), true],
    ['a lock not to be had', coded('55P03'), true],
    ['a violation', coded('23514'), false],
    ['an assertion', new Error('timeout'), false],
    ['no error', 'ECONNREFUSED', false],
  ])('of the kind "%s" is told apart', (_name, error, isUnavailable) => {
    expect(isDatabaseUnavailable(error)).toBe(isUnavailable);
  });
});

function coded(code: string): Error {
  return Object.assign(new Error('something'), { code });
}
