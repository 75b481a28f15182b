import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Db, inTransaction, openDatabase } from '#db';
import { appendEvents, encodeCursor, findLogHead, judgeCursor, readEvents } from '#events';
import { silentLog } from '#std/log';
import { createTestDatabase } from '#test/database';
import { beginWriting, setupLog } from '#test/event-log';
import { eventually } from '#test/eventually';

const idsAfter = async (db: Db, after: number) =>
  (await readEvents(db, { after, limit: 1_000 })).map(({ id }) => id);

/** How many sessions of this database wait for a lock. */
async function waiterCount(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows[0]?.count ?? 0;
}

describe('the one read order (E3)', () => {
  it('never shows an event of a slow writer before one that was read', async () => {
    const { db, event, append } = await setupLog();
    const slow = await beginWriting(db);
    const fastEvent = event();
    const passed = await append(fastEvent);
    expect(await idsAfter(db, 0)).toEqual([fastEvent.id]);
    const slowEvent = event();
    await appendEvents(slow.db, [slowEvent]);
    await slow.commit();
    expect(await idsAfter(db, passed ?? 0)).toEqual([slowEvent.id]);
    expect(await idsAfter(db, 0)).toEqual([fastEvent.id, slowEvent.id]);
  });

  it('lets a second writer wait until the first one has committed', async () => {
    const { db, event, append } = await setupLog();
    const first = await beginWriting(db);
    const [firstEvent, secondEvent] = [event(), event()];
    await appendEvents(first.db, [firstEvent]);
    const second = append(secondEvent);
    await eventually(async () => (await waiterCount(db)) === 1);
    expect(await idsAfter(db, 0)).toEqual([]);
    await first.commit();
    await second;
    expect(await idsAfter(db, 0)).toEqual([firstEvent.id, secondEvent.id]);
  });

  it('holds no reader back for a transaction that appends nothing', async () => {
    const { db, event, append } = await setupLog();
    const idle = await beginWriting(db);
    const told = event();
    await append(told);
    expect(await idsAfter(db, 0)).toEqual([told.id]);
    await idle.commit();
  });

  it('holds no reader back for a transaction of another database', async () => {
    const { db, event, append } = await setupLog();
    const other = await createTestDatabase();
    onTestFinished(() => other.close());
    const idle = await beginWriting(other.db);
    await appendEvents(idle.db, [event()]);
    const told = event();
    await append(told);
    expect(await idsAfter(db, 0)).toEqual([told.id]);
    await idle.commit();
  });

  it('goes on when a writer stands still between append and commit', async () => {
    const { db, event, append, url } = await setupLog();
    const pool = openDatabase({ url, poolMax: 1, applicationName: 'stalled', log: silentLog });
    onTestFinished(() => pool.close());
    const stalled = await beginWriting(pool.db);
    await sql`set local idle_in_transaction_session_timeout = '100ms'`.execute(stalled.db);
    await appendEvents(stalled.db, [event()]);
    const told = event();
    await append(told);
    expect(await idsAfter(db, 0)).toEqual([told.id]);
    await expect(stalled.commit()).rejects.toThrow();
  });

  it('skips the positions of a writer that rolled back', async () => {
    const { db, event, append } = await setupLog();
    const [before, after] = [event(), event()];
    await append(before);
    const failing = inTransaction(db, async (tx) => {
      await appendEvents(tx, [event(), event()]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await append(after);
    expect(await idsAfter(db, 0)).toEqual([before.id, after.id]);
    expect(await findLogHead(db)).toMatchObject({ position: 4, drawnPosition: 4 });
  });

  it('holds for any interleaving of writers and a reader', async () => {
    const { db, event } = await setupLog();
    const step = fc.record({
      writer: fc.nat(3),
      action: fc.constantFrom('begin', 'append', 'commit', 'fail', 'read'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await expectOrder(db, steps, () => event());
      }),
      { numRuns: 40 },
    );
  });
});

type Step = { writer: number; action: 'begin' | 'append' | 'commit' | 'fail' | 'read' };

/** Plays the steps, each writer in its own transaction, and reads whatever is new after each. */
async function expectOrder(
  db: Db,
  steps: readonly Step[],
  makeEvent: () => ReturnType<Awaited<ReturnType<typeof setupLog>>['event']>,
) {
  const start = (await findLogHead(db)).drawnPosition;
  const writers = new Map<number, Awaited<ReturnType<typeof beginWriting>>>();
  const working: Promise<unknown>[] = [];
  const seen: number[] = [];
  let appender: number | undefined;
  async function read(): Promise<void> {
    const events = await readEvents(db, { after: seen.at(-1) ?? start, limit: 100 });
    seen.push(...events.map(({ position }) => position));
  }
  async function end(writer: number, isCommitted: boolean): Promise<void> {
    const open = writers.get(writer);
    if (!open) return;
    if (!isCommitted) await sql`rollback and chain`.execute(open.db);
    await open.commit();
    writers.delete(writer);
    if (appender === writer) appender = undefined;
  }
  for (const { writer, action } of steps) {
    if (action === 'begin' && !writers.has(writer)) writers.set(writer, await beginWriting(db));
    const open = writers.get(writer);
    // Whoever has appended commits before another one appends: the others would wait for it.
    if (action === 'append' && open) {
      if (appender !== undefined && appender !== writer) await end(appender, true);
      appender = writer;
      await appendEvents(open.db, [makeEvent()]);
    }
    if (action === 'commit') await end(writer, true);
    if (action === 'fail') await end(writer, false);
    await read();
  }
  for (const writer of [...writers.keys()]) await end(writer, true);
  await Promise.all(working);
  await read();
  const all = await readEvents(db, { after: start, limit: 1_000 });
  expect(seen).toEqual(all.map(({ position }) => position));
}

describe('a log that was dumped and restored', () => {
  it('keeps its cursors, and goes on after its last position', async () => {
    const source = await setupLog();
    const events = [source.event({ n: 1 }), source.event({ n: 2 }), source.event({ n: 3 })];
    await source.append(...events);
    const head = await findLogHead(source.db);
    const [first] = await readEvents(source.db, { after: 0, limit: 1 });
    const cursor = encodeCursor(head.logId, first?.position ?? 0);

    const copy = await createTestDatabase();
    onTestFinished(() => copy.close());
    await restore(source.db, copy.db);

    const verdict = judgeCursor(await findLogHead(copy.db), cursor);
    expect(verdict).toEqual({ kind: 'valid', position: first?.position });
    const next = source.event({ n: 4 });
    await appendEvents(copy.db, [next]);
    expect(await idsAfter(copy.db, first?.position ?? 0)).toEqual([
      events[1]?.id,
      events[2]?.id,
      next.id,
    ]);
  });

  it('is refused when its sequence was left behind', async () => {
    const source = await setupLog();
    await source.append(source.event());
    await sql`select setval('event_positions', 1, false)`.execute(source.db);
    await expect(findLogHead(source.db)).rejects.toMatchObject({ failure: 'damaged' });
  });
});

/** What a logical dump carries over: the rows, and where the sequence stands. */
async function restore(source: Db, copy: Db): Promise<void> {
  const [head, days] = await Promise.all([
    source.selectFrom('log_head').selectAll().executeTakeFirstOrThrow(),
    source.selectFrom('log_days').selectAll().execute(),
  ]);
  await copy.updateTable('log_head').set(head).execute();
  for (const day of days) {
    await copy.insertInto('log_days').values(day).execute();
    await sql`select ensure_partition('events', 'day', ${day.starts_at})`.execute(copy);
  }
  for (const event of await readEvents(source, { after: 0, limit: 1_000 })) {
    await sql`
      insert into events (position, appended_at, id, team_id, user_id, type, payload)
      values (${event.position}, ${event.appendedAt}, ${event.id}, ${event.teamId},
        ${event.userId}, ${event.type}, ${event.payload})`.execute(copy);
  }
  const { drawnPosition } = await findLogHead(source);
  await sql`select setval('event_positions', ${drawnPosition})`.execute(copy);
}
