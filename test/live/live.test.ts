import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import {
  createEvent,
  encodeCursor,
  eraseUserEvents,
  type LogEvent,
  type NewEvent,
  pruneEvents,
  readEvents,
} from '#events';
import type { LiveMessage } from '#live';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { silentLog } from '#std/log';
import { seededRandom } from '#std/random';
import { setupLog } from '#test/event-log';
import { eventually } from '#test/eventually';
import { type LiveNodeOptions, startLiveNode, takeIds } from '#test/live-node';
import { createTcpProxy } from '#test/tcp-proxy';

const everything = () => true;
const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);

async function setup(options: Omit<LiveNodeOptions, 'db'> = {}) {
  const log = await setupLog();
  const node = await startLiveNode({ db: log.db, ...options });
  const watch = (request: object = {}, { live } = node) =>
    live.watch({ teamId: log.teamId, isAllowed: everything, ...request });
  const cursorAt = (position: number) => encodeCursor(node.follower.logId, position);
  const start = (own: Omit<LiveNodeOptions, 'db'> = {}) =>
    startLiveNode({ db: log.db, ...options, ...own });
  return { ...log, ...node, watch, cursorAt, start };
}

describe('a reader without a cursor', () => {
  it('sees what is committed after it asked, and nothing before', async () => {
    const { append, event, follower, watch } = await setup();
    await append(event());
    await eventually(() => follower.position === 1);
    const reader = await watch();
    const events = [event(), event()];
    await append(...events);
    expect(await takeIds(reader, 2)).toEqual(idsOf(events));
  });

  it('misses nothing between asking and its first look', async () => {
    const { append, event, follower, watch } = await setup();
    const asking = watch();
    const events = [event(), event()];
    await append(...events);
    await eventually(() => follower.position === 2);
    expect(await takeIds(await asking, 2)).toEqual(idsOf(events));
  });
});

describe('a reader with a cursor', () => {
  const memories = [
    ['in memory', { eventsMax: 1_000, payloadCharsMax: 1e7 }],
    ['partly in memory', { eventsMax: 3, payloadCharsMax: 1e7 }],
    ['in the database only', { eventsMax: 1, payloadCharsMax: 1 }],
  ] as const;
  it.each(memories)('replays what comes after it, %s, and then follows', async (_, recent) => {
    const { append, event, watch, cursorAt, follower } = await setup({
      follower: { recent },
      limits: { pageEventsMax: 2 },
    });
    const events = Array.from({ length: 12 }, () => event());
    await append(...events.slice(0, 9));
    await eventually(() => follower.position === 9);
    const reader = await watch({ after: cursorAt(2) });
    expect(await takeIds(reader, 5)).toEqual(idsOf(events.slice(2, 7)));
    await append(...events.slice(9));
    expect(await takeIds(reader, 5)).toEqual(idsOf(events.slice(7)));
  });

  it('is shown nothing that was erased, however lately it was followed', async () => {
    const { db, append, event, watch, cursorAt, follower, userId } = await setup({
      follower: { rememberMs: 200 },
    });
    await append(event(), event());
    await eventually(() => follower.position === 2);
    await eraseUserEvents(db, userId);
    await eventually(() => follower.recentAfter(0, 1) === null);
    const next = event();
    const taking = takeIds(await watch({ after: cursorAt(0) }), 1);
    await append(next);
    expect(await taking).toEqual([next.id]);
  });

  it('gets cursors from which another reader goes on, on any node', async () => {
    const { append, event, watch, cursorAt, start } = await setup();
    const events = Array.from({ length: 6 }, () => event());
    await append(...events);
    const reader = await watch({ after: cursorAt(0) });
    const seen: LiveMessage[] = [];
    for (let n = 0; n < 3; n += 1) seen.push((await reader.next()).value as LiveMessage);
    const other = await start();
    const resumed = await watch({ after: seen.at(-1)?.cursor }, other);
    expect(await takeIds(resumed, 3)).toEqual(idsOf(events.slice(3)));
  });

  it('skips nothing and repeats nothing on a node that is behind the cursor', async () => {
    const { append, event, watch, cursorAt, start } = await setup();
    const behind = await start({ follower: { pollMs: 600_000 } });
    const events = Array.from({ length: 5 }, () => event());
    await append(...events);
    expect(behind.follower.position).toBe(0);
    const reader = await watch({ after: cursorAt(3) }, behind);
    const taking = takeIds(reader, 2);
    behind.follower.wake();
    expect(await taking).toEqual(idsOf(events.slice(3)));
  });

  it('only sees its user, its types and what it has a right to', async () => {
    const { append, event, teamId, userId, watch, cursorAt } = await setup({
      limits: { pageEventsMax: 1 },
    });
    const of = (facts: object): NewEvent =>
      createEvent(systemClock, {
        type: 'daily.data.glucose.created',
        teamId,
        userId,
        clientUserId: null,
        data: {},
        ...facts,
      });
    const mine = event();
    const updated = event({}, 'daily.data.glucose.updated');
    const others = of({ userId: newId(systemClock) });
    const foreign = of({ teamId: newId(systemClock) });
    const teams = of({ userId: null, type: 'webhook.endpoint.disabled' });
    const last = event({}, 'provider.connection.created');
    const all = [mine, foreign, others, updated, teams, last];
    const wishes: [object, NewEvent[]][] = [
      [{}, [mine, others, updated, teams, last]],
      [{ userId }, [mine, updated, last]],
      [{ types: ['daily.data.glucose.created', last.type] }, [mine, others, last]],
      [{ isAllowed: (event: LogEvent) => event.userId === userId }, [mine, updated, last]],
    ];
    const before = await Promise.all(wishes.map(([wish]) => watch(wish)));
    await append(...all);
    for (const [index, [wish, expected]] of wishes.entries()) {
      const following = before[index];
      if (following) expect(await takeIds(following, expected.length)).toEqual(idsOf(expected));
      const replayed = await watch({ ...wish, after: cursorAt(0) });
      expect(await takeIds(replayed, expected.length)).toEqual(idsOf(expected));
    }
  });

  it('is refused when the cursor is malformed, foreign or too old, and told the oldest', async () => {
    const { append, event, db, watch, cursorAt, start } = await setup();
    await append(event());
    await sql`select begin_log_day(now() + interval '1 day')`.execute(db);
    await append(event());
    await pruneEvents(db, { keepDays: 1, now: new Date(Date.now() + 3 * 86_400_000) });
    const node = await start();
    const refusal = (after: string) =>
      watch({ after }, node).then(
        () => null,
        (error: unknown) => error,
      );
    expect(await refusal('x')).toMatchObject({ failure: 'malformed-cursor' });
    const foreign = encodeCursor(newId(systemClock), 1);
    expect(await refusal(foreign)).toMatchObject({ failure: 'foreign-cursor' });
    expect(await refusal(cursorAt(99))).toMatchObject({ failure: 'foreign-cursor' });
    const tooOld = { failure: 'cursor-too-old', cursor: cursorAt(1) };
    expect(await refusal(cursorAt(0))).toMatchObject(tooOld);
    expect(await refusal(cursorAt(1))).toBeNull();
  });

  it('is ended when the log is pruned beneath its replay', async () => {
    const { append, event, db, watch, cursorAt, follower } = await setup({
      follower: { recent: { eventsMax: 1, payloadCharsMax: 1 } },
      limits: { pageEventsMax: 1 },
    });
    await append(event(), event(), event());
    await eventually(() => follower.position === 3);
    const reader = await watch({ after: cursorAt(0) });
    await takeIds(reader, 1);
    await sql`select begin_log_day(now() + interval '1 day')`.execute(db);
    await append(event());
    await pruneEvents(db, { keepDays: 1, now: new Date(Date.now() + 3 * 86_400_000) });
    const oldest = { failure: 'cursor-too-old', cursor: cursorAt(3) };
    await expect(takeIds(reader, 3)).rejects.toMatchObject(oldest);
  });
});

describe('the seam between replay and following (S2)', () => {
  it('has no gap and no repeat while thousands of events arrive', async () => {
    const { db, append, event, watch, start, cursorAt } = await setup({
      follower: { recent: { eventsMax: 150, payloadCharsMax: 1e7 }, gatherMs: 0 },
      limits: { pageEventsMax: 40 },
    });
    const nodes = [await start(), await start({ follower: { pollMs: 50, batchEventsMax: 30 } })];
    const random = seededRandom(7);
    const total = 4_000;
    let appended = 0;
    async function write(): Promise<void> {
      while (appended < total) {
        const count = Math.min(1 + Math.floor(random() * 20), total - appended);
        appended += count;
        await append(...Array.from({ length: count }, () => event()));
      }
    }
    /** Reads to the end, dropping its reader now and then and resuming from its last cursor. */
    async function read(): Promise<number[]> {
      const seen: number[] = [];
      let cursor = cursorAt(0);
      while ((seen.at(-1) ?? 0) < total) {
        const reader = await watch({ after: cursor }, nodes[Math.floor(random() * nodes.length)]);
        for (let left = 1 + random() * 400; left > 0 && (seen.at(-1) ?? 0) < total; left -= 1) {
          const { value } = await reader.next();
          if (!value) throw new Error('the reader ended');
          seen.push(value.event.position);
          cursor = value.cursor;
        }
        await reader.return();
      }
      return seen;
    }
    const writers = [write(), write(), write()];
    const readers = Array.from({ length: 12 }, () => read());
    await Promise.all(writers);
    const order = (await readEvents(db, { after: 0, limit: total })).map((each) => each.position);
    for (const seen of await Promise.all(readers)) expect(seen).toEqual(order);
  });
});

describe('a reader that is slow (S1)', () => {
  it('is ended with its last cursor when more waits than the bound', async () => {
    const { append, event, watch, cursorAt, follower } = await setup({
      limits: { queue: { eventsMax: 5, payloadCharsMax: 1e7 } },
    });
    const reader = await watch();
    const first = takeIds(reader, 1);
    await append(event());
    await first;
    await append(...Array.from({ length: 6 }, () => event()));
    await eventually(() => follower.position === 7);
    const ended = { failure: 'fell-behind', cursor: cursorAt(1) };
    await expect(reader.next()).rejects.toMatchObject(ended);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('is ended as well when what waits is too large', async () => {
    const { append, event, watch, follower } = await setup({
      limits: { queue: { eventsMax: 1_000, payloadCharsMax: 10_000 } },
    });
    const reader = await watch();
    const first = takeIds(reader, 1);
    await append(event());
    await first;
    await append(event('x'.repeat(9_900)));
    await eventually(() => follower.position === 2);
    await expect(reader.next()).rejects.toMatchObject({ failure: 'fell-behind' });
  });

  it('may replay as slowly as it likes', async () => {
    const { append, event, watch, cursorAt, follower } = await setup({
      limits: { queue: { eventsMax: 3, payloadCharsMax: 10_000 }, pageEventsMax: 10 },
    });
    const events = Array.from({ length: 50 }, () => event());
    await append(...events);
    await eventually(() => follower.position === 50);
    const reader = await watch({ after: cursorAt(0) });
    await takeIds(reader, 1);
    await append(...Array.from({ length: 50 }, () => event()));
    await eventually(() => follower.position === 100);
    expect(await takeIds(reader, 99)).toHaveLength(99);
  });
});

describe('the readers of a node', () => {
  it('are limited in number', async () => {
    const { watch } = await setup({ limits: { readersMax: 2 } });
    const [first] = await Promise.all([watch(), watch()]);
    await expect(watch()).rejects.toMatchObject({ failure: 'too-many-readers' });
    await first?.return();
    await watch();
  });

  it('end when their signal is aborted, and leave nothing behind', async () => {
    const { watch, live } = await setup();
    const leaving = new AbortController();
    const reader = await watch({ signal: leaving.signal });
    const pending = reader.next();
    expect(live.readerCount()).toBe(1);
    leaving.abort();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(live.readerCount()).toBe(0);
    const late = await watch({ signal: leaving.signal });
    expect(await late.next()).toEqual({ done: true, value: undefined });
  });

  it('are told where to go on when the node stops', async () => {
    const { watch, live, append, event, cursorAt } = await setup();
    const reader = await watch();
    const first = takeIds(reader, 1);
    await append(event());
    await first;
    const pending = reader.next();
    await live.stop();
    await expect(pending).rejects.toMatchObject({ failure: 'stopped', cursor: cursorAt(1) });
    await expect(watch()).rejects.toMatchObject({ failure: 'stopped' });
  });

  it('stay while Postgres is away, and miss nothing', async () => {
    const { append, event, url, teamId } = await setup();
    const proxy = await createTcpProxy(url);
    const pool = openDatabase({
      url: proxy.url,
      poolMax: 3,
      applicationName: 'test',
      log: silentLog,
    });
    onTestFinished(async () => {
      await pool.close();
      await proxy.close();
    });
    const node = await startLiveNode({ db: pool.db });
    onTestFinished(() => proxy.open());
    const reader = await node.live.watch({ teamId, isAllowed: everything });
    const events = [event(), event(), event()];
    const taking = takeIds(reader, 3);
    await append(...events.slice(0, 1));
    await eventually(() => node.follower.position === 1);
    proxy.refuse();
    await eventually(() => node.follower.status.isCutOff);
    await append(...events.slice(1));
    proxy.open();
    expect(await taking).toEqual(idsOf(events));
  });

  it('isolate each other from rights that cannot be judged', async () => {
    const { append, event, watch } = await setup();
    const failing = await watch({
      isAllowed: () => {
        throw new Error('no answer');
      },
    });
    const good = await watch();
    const [ended, taken] = [failing.next(), takeIds(good, 1)];
    ended.catch(() => {});
    const told = event();
    await append(told);
    expect(await taken).toEqual([told.id]);
    await expect(ended).rejects.toThrow('no answer');
  });
});
