import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDatabaseClock, type Db, openDatabase } from '#db';
import { silentLog } from '#std/log';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { createTcpProxy } from '#test/tcp-proxy';
import { createVirtualClock } from '#test/virtual-clock';

const databaseStartMs = Date.UTC(2031, 4, 6, 7, 8, 9);

/** A database whose clock stands where a test sets it; the platform's says something else. */
async function setup() {
  const database = await createTestDatabase({ schema: 'empty' });
  onTestFinished(() => database.close());
  await sql`create schema set_clock`.execute(database.db);
  await sql`create table set_clock.moment (at timestamptz)`.execute(database.db);
  await sql`insert into set_clock.moment values (to_timestamp(0))`.execute(database.db);
  await sql`
    create function set_clock.clock_timestamp() returns timestamptz
    language sql as 'select at from set_clock.moment'`.execute(database.db);
  const name = sql.id(new URL(database.url).pathname.slice(1));
  const path = sql`set_clock, pg_catalog, public`;
  await sql`alter database ${name} set search_path = ${path}`.execute(database.db);

  const proxy = await createTcpProxy(database.url);
  onTestFinished(() => proxy.close());
  const handle = openDatabase({
    url: proxy.url,
    poolMax: 1,
    applicationName: 'clock',
    log: silentLog,
    // A session of our own would have a search_path of ours, and the real clock with it.
    isPooled: true,
  });
  onTestFinished(() => handle.close());
  const platform = createVirtualClock(Date.UTC(2001, 0, 1));
  const clock = createDatabaseClock({ db: handle.db, clock: platform, log: silentLog });
  onTestFinished(() => clock.stop());
  const jumps: number[] = [];
  clock.onJump((jumpMs) => jumps.push(jumpMs));
  await setDatabaseTo(database.db, databaseStartMs);
  const setTo = (instantMs: number) => setDatabaseTo(database.db, instantMs);
  return { clock, jumps, platform, proxy, setTo };
}

function setDatabaseTo(db: Db, instantMs: number) {
  return sql`
    update set_clock.moment set at = to_timestamp(${instantMs}::float8 / 1000)`.execute(db);
}

describe('the time of the database clock', () => {
  it('is not to be had before the start', async () => {
    const { clock } = await setup();
    expect(() => clock.nowMs()).toThrow('after its start');
  });

  it('is the database’s, whatever this machine says', async () => {
    const { clock, platform } = await setup();
    await clock.start();
    expect(clock.nowMs()).toBe(databaseStartMs);
    platform.jump(86_400_000);
    expect(clock.nowMs()).toBe(databaseStartMs);
  });

  it('is carried on between samples', async () => {
    const { clock, platform } = await setup();
    await clock.start();
    await platform.advance(9_999);
    expect(clock.nowMs()).toBe(databaseStartMs + 9_999);
    expect(clock.monotonicMs()).toBe(platform.monotonicMs());
  });

  it('follows a small drift without calling it a jump', async () => {
    const { clock, jumps, platform, setTo } = await setup();
    await clock.start();
    await setTo(databaseStartMs + 11_500);
    await platform.advance(10_000);
    await eventually(() => clock.nowMs() === databaseStartMs + 11_500);
    expect(jumps).toEqual([]);
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('tells of a jump %s and adopts the new time', async (_direction, jumpMs) => {
    const { clock, jumps, platform, setTo } = await setup();
    await clock.start();
    await setTo(databaseStartMs + 10_000 + jumpMs);
    await platform.advance(10_000);
    await eventually(() => jumps.length > 0);
    expect(jumps).toEqual([jumpMs]);
    expect(clock.nowMs()).toBe(databaseStartMs + 10_000 + jumpMs);
  });

  it('goes on while Postgres is away, and is taken again when it is back', async () => {
    const { clock, jumps, platform, proxy, setTo } = await setup();
    await clock.start();
    proxy.refuse();
    for (let count = 1; count <= 6; count += 1) {
      await platform.advance(10_000);
      await eventually(() => platform.sleeperCount() === 1);
    }
    expect(clock.nowMs()).toBe(databaseStartMs + 60_000);
    expect(jumps).toEqual([]);
    proxy.open();
    await setTo(databaseStartMs + 75_000);
    await platform.advance(10_000);
    await eventually(() => clock.nowMs() === databaseStartMs + 75_000);
    expect(jumps).toEqual([5_000]);
  });
});

describe('the database clock', () => {
  it('does not start without the database', async () => {
    const { clock, proxy } = await setup();
    proxy.refuse();
    await expect(clock.start()).rejects.toThrow();
  });

  it('sleeps on the platform’s clock', async () => {
    const { clock, platform } = await setup();
    const woken: string[] = [];
    void clock.sleep(5_000).then(() => woken.push('after five seconds'));
    await platform.advance(4_999);
    expect(woken).toEqual([]);
    await platform.advance(1);
    expect(woken).toEqual(['after five seconds']);
  });

  it('stops while the database gives no answer', async () => {
    const { clock, platform, proxy } = await setup();
    await clock.start();
    proxy.freeze();
    await platform.advance(10_000);
    await clock.stop();
    proxy.cut();
    expect(platform.sleeperCount()).toBe(0);
  });

  it('stops within its wait, and starts again', async () => {
    const { clock, platform } = await setup();
    await clock.start();
    await clock.start();
    await clock.stop();
    expect(platform.sleeperCount()).toBe(0);
    await clock.start();
    expect(platform.sleeperCount()).toBe(1);
  });
});
