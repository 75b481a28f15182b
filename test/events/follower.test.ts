import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { createFollower, type LogEvent } from '#events';
import type { FollowerOptions } from '#src/events/follower.ts';
import { createRecentEvents } from '#src/events/recent-events.ts';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import { setupLog } from '#test/event-log';
import { eventually } from '#test/eventually';
import { createTcpProxy } from '#test/tcp-proxy';

async function setup(options: Partial<FollowerOptions> = {}) {
  const log = await setupLog();
  const follow = async (own: Partial<FollowerOptions> = {}) => {
    const follower = createFollower({
      db: log.db,
      clock: systemClock,
      log: silentLog,
      pollMs: 20,
      ...options,
      ...own,
    });
    await follower.start();
    onTestFinished(() => follower.stop());
    const heard: LogEvent[] = [];
    let lostCount = 0;
    follower.follow({ onEvents: (events) => heard.push(...events), onLogLost: () => lostCount++ });
    return { follower, heardIds: () => heard.map(({ id }) => id), lostCount: () => lostCount };
  };
  return { ...log, follow };
}

describe('a follower', () => {
  it('hands out each event once and in order, from where it started', async () => {
    const { append, event, follow } = await setup({ batchEventsMax: 3 });
    await append(event());
    const { heardIds } = await follow();
    const events = Array.from({ length: 20 }, () => event());
    for (const each of events) await append(each);
    await eventually(() => heardIds().length === events.length);
    expect(heardIds()).toEqual(events.map(({ id }) => id));
  });

  it('looks at once when it is woken, and by itself when it is not (E4)', async () => {
    const { append, event, follow } = await setup();
    const idle = await follow({ pollMs: 600_000 });
    const polling = await follow();
    await append(event());
    await eventually(() => polling.heardIds().length === 1);
    expect(idle.heardIds()).toEqual([]);
    idle.follower.wake();
    await eventually(() => idle.heardIds().length === 1);
  });

  it('gives the same order on every node', async () => {
    const { append, event, follow } = await setup();
    const nodes = await Promise.all([follow(), follow({ batchEventsMax: 2 }), follow()]);
    await Promise.all(Array.from({ length: 60 }, () => append(event(), event())));
    for (const { heardIds } of nodes) await eventually(() => heardIds().length === 120);
    const [first, ...others] = nodes.map(({ heardIds }) => heardIds());
    for (const other of others) expect(other).toEqual(first);
  });

  it('goes on where it stood when Postgres was away', async () => {
    const { append, event, follow, url } = await setup();
    const proxy = await createTcpProxy(url);
    const pool = openDatabase({
      url: proxy.url,
      poolMax: 2,
      applicationName: 'test',
      log: silentLog,
    });
    onTestFinished(async () => {
      proxy.open();
      await pool.close();
      await proxy.close();
    });
    const { follower, heardIds, lostCount } = await follow({ db: pool.db });
    const events = [event(), event(), event()];
    await append(...events.slice(0, 1));
    await eventually(() => heardIds().length === 1);
    proxy.refuse();
    await eventually(() => follower.status.isCutOff);
    await append(...events.slice(1));
    proxy.open();
    await eventually(() => heardIds().length === 3);
    expect(heardIds()).toEqual(events.map(({ id }) => id));
    expect(lostCount()).toBe(0);
    expect(follower.status.isCutOff).toBe(false);
  });

  it('tells when a copy was restored elsewhere while Postgres was away', async () => {
    const { append, event, follow, db, url } = await setup();
    const proxy = await createTcpProxy(url);
    const pool = openDatabase({
      url: proxy.url,
      poolMax: 2,
      applicationName: 'test',
      log: silentLog,
    });
    onTestFinished(async () => {
      proxy.open();
      await pool.close();
      await proxy.close();
    });
    const { follower, heardIds, lostCount } = await follow({ db: pool.db });
    await append(event());
    await eventually(() => heardIds().length === 1);
    proxy.refuse();
    await eventually(() => follower.status.isCutOff);
    const before = follower.logId;
    await db.updateTable('log_head').set({ home: '7312345678901234567/16384' }).execute();
    proxy.open();
    await eventually(() => lostCount() === 1);
    expect(follower.logId).not.toBe(before);
  });

  it('starts and stops again and again, and waits for its look when it stops (X2)', async () => {
    const { append, event, follow } = await setup();
    const { follower, heardIds } = await follow();
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([follower.stop(), follower.stop()]);
      await append(event());
      await Promise.all([follower.start(), follower.start()]);
    }
    await eventually(() => heardIds().length === 5);
  });

  it('remembers what is recent, up to where it is', async () => {
    const { append, event, follow } = await setup({
      recent: { eventsMax: 3, payloadCharsMax: 1_000_000 },
    });
    await append(event());
    const { follower, heardIds } = await follow();
    expect(follower.recentAfter(1, 10)).toEqual([]);
    await append(event(), event(), event(), event());
    await eventually(() => heardIds().length === 4);
    expect(follower.recentAfter(1, 10)).toBeNull();
    const recent = follower.recentAfter(2, 2);
    expect(recent?.map(({ position }) => position)).toEqual([3, 4]);
  });

  it('remembers from its start what was appended last, so far as it keeps it', async () => {
    const { db, append, event, follow } = await setup({ batchEventsMax: 2 });
    await append(event(), event(), event(), event(), event());
    const positionsAfter = async (after: number, own: Partial<FollowerOptions> = {}) => {
      const { follower, heardIds } = await follow({ pollMs: 600_000, ...own });
      expect(heardIds()).toEqual([]);
      return follower.recentAfter(after, 10)?.map(({ position }) => position) ?? null;
    };
    expect(await positionsAfter(0)).toEqual([1, 2, 3, 4, 5]);
    const few = { recent: { eventsMax: 3, payloadCharsMax: 1_000_000 } };
    expect(await positionsAfter(1, few)).toBeNull();
    expect(await positionsAfter(2, few)).toEqual([3, 4, 5]);
    const small = { recent: { eventsMax: 100, payloadCharsMax: 1 } };
    expect(await positionsAfter(4, small)).toBeNull();
    expect(await positionsAfter(5, small)).toEqual([]);
    await db.updateTable('log_head').set({ pruned_position: 3 }).execute();
    expect(await positionsAfter(2)).toBeNull();
    expect(await positionsAfter(3)).toEqual([4, 5]);
  });
});

describe('the recent events', () => {
  const eventAt = (position: number, payload = 'xx', userId: string | null = null) =>
    ({ position, payload, teamId: 't', userId }) as LogEvent;

  it('keep to their number and to their size', () => {
    const recent = createRecentEvents({ eventsMax: 4, payloadCharsMax: 10 });
    for (let position = 1; position <= 100; position += 1) {
      recent.add([eventAt(position * 2)]);
      const kept = recent.after(recent.startPosition, 100);
      expect(kept.length).toBe(Math.min(position, 4));
    }
    recent.add([eventAt(300, 'x'.repeat(9))]);
    expect(recent.after(recent.startPosition, 100)).toHaveLength(1);
    expect(recent.startPosition).toBe(200);
    recent.add([eventAt(302, 'x'.repeat(11))]);
    expect(recent.startPosition).toBe(302);
    expect(recent.after(302, 100)).toEqual([]);
  });

  it('begin after any position, also one that was never used', () => {
    const recent = createRecentEvents({ eventsMax: 10, payloadCharsMax: 1_000 });
    recent.reset(1);
    recent.add([2, 4, 6, 8].map((position) => eventAt(position)));
    const positionsAfter = (position: number) =>
      recent.after(position, 10).map((event) => event.position);
    expect(positionsAfter(1)).toEqual([2, 4, 6, 8]);
    expect(positionsAfter(4)).toEqual([6, 8]);
    expect(positionsAfter(5)).toEqual([6, 8]);
    expect(positionsAfter(8)).toEqual([]);
  });

  it('are found by team and by user, as far back as all are kept', () => {
    const recent = createRecentEvents({ eventsMax: 30, payloadCharsMax: 1e6 });
    for (let position = 1; position <= 100; position += 1) {
      const userId = ['ada', 'grace', null][position % 3] ?? null;
      recent.add([eventAt(position, 'x', userId)]);
    }
    const start = recent.startPosition;
    const positionsOf = (scope: { teamId: string; userId?: string }, after = start) =>
      recent.after(after, 100, scope).map(({ position }) => position);
    expect(start).toBe(70);
    expect(positionsOf({ teamId: 't' })).toHaveLength(30);
    expect(positionsOf({ teamId: 't', userId: 'ada' })).toEqual([
      72, 75, 78, 81, 84, 87, 90, 93, 96, 99,
    ]);
    expect(positionsOf({ teamId: 't', userId: 'grace' }, 94)).toEqual([97, 100]);
    expect(positionsOf({ teamId: 'other' })).toEqual([]);
  });
});
