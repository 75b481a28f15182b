import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Db } from '#db';
import {
  encodeCursor,
  ensureEventPartitions,
  findLogHead,
  judgeCursor,
  pruneEvents,
  readEvents,
} from '#events';
import { beginWriting, setupLog } from '#test/event-log';

const dayMs = 86_400_000;
const today = new Date(Math.floor(Date.now() / dayMs) * dayMs);

const daysFromToday = (days: number) => new Date(today.getTime() + days * dayMs);

async function partitionsOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'events'::regclass order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

/** Three days with two events each: positions 1 and 2 today, and so on. */
async function setup() {
  const log = await setupLog();
  for (const day of [0, 1, 2]) {
    if (day > 0) await sql`select begin_log_day(${daysFromToday(day)})`.execute(log.db);
    await log.append(log.event({ day }), log.event({ day }));
  }
  return log;
}

describe('the retention of the log', () => {
  it('drops the days that are wholly older and records how far', async () => {
    const { db } = await setup();
    const now = new Date(daysFromToday(31).getTime() + 5 * 3_600_000);
    expect(await pruneEvents(db, { keepDays: 30, now })).toBe(1);
    expect(await partitionsOf(db)).toHaveLength(4);
    expect(await findLogHead(db)).toMatchObject({ prunedPosition: 2, position: 6 });
    const read = await readEvents(db, { after: 0, limit: 10 });
    expect(read.map(({ position }) => position)).toEqual([3, 4, 5, 6]);
  });

  it('makes the cursors before it too old and leaves the others', async () => {
    const { db } = await setup();
    await pruneEvents(db, { keepDays: 30, now: daysFromToday(31) });
    const head = await findLogHead(db);
    const judge = (position: number) => judgeCursor(head, encodeCursor(head.logId, position));
    const oldestCursor = encodeCursor(head.logId, 2);
    expect(judge(1)).toEqual({ kind: 'too-old', oldestCursor });
    expect(judge(2)).toEqual({ kind: 'valid', position: 2 });
  });

  it('never drops the newest day, and does nothing twice', async () => {
    const { db } = await setup();
    const now = daysFromToday(400);
    expect(await pruneEvents(db, { keepDays: 30, now })).toBe(2);
    expect(await pruneEvents(db, { keepDays: 30, now })).toBe(0);
    expect(await findLogHead(db)).toMatchObject({ prunedPosition: 4, position: 6 });
  });

  it('drops nothing of a log without events', async () => {
    const { db } = await setupLog();
    await ensureEventPartitions(db, today);
    expect(await pruneEvents(db, { keepDays: 1, now: daysFromToday(400) })).toBe(0);
  });

  it('gives way to a reader that has the log in hand', async () => {
    const { db } = await setup();
    const reader = await beginWriting(db);
    await readEvents(reader.db, { after: 0, limit: 1 });
    expect(await pruneEvents(db, { keepDays: 30, now: daysFromToday(31) })).toBeNull();
    await reader.commit();
    expect(await pruneEvents(db, { keepDays: 30, now: daysFromToday(31) })).toBe(1);
  });
});

describe('the coming days', () => {
  it('have their partitions before they come, made once', async () => {
    const { db } = await setupLog();
    for (const name of await partitionsOf(db)) await sql.raw(`drop table ${name}`).execute(db);
    await Promise.all([ensureEventPartitions(db, today), ensureEventPartitions(db, today)]);
    expect(await partitionsOf(db)).toHaveLength(5);
    await ensureEventPartitions(db, daysFromToday(1));
    expect(await partitionsOf(db)).toHaveLength(6);
  });
});
