import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { inTransaction } from '#db';
import { appendEvents, createEvent, eraseUserEvents, findLogHead, readEvents } from '#events';
import { eventPayloadBytesMax } from '#src/events/event.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createTestDatabase } from '#test/database';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function setup() {
  const database = await createTestDatabase();
  closing.push(() => database.close());
  const teamId = newId(systemClock);
  const userId = newId(systemClock);
  const event = (data: unknown = {}, ofUserId: string | null = userId) =>
    createEvent(systemClock, {
      type: 'daily.data.glucose.created',
      teamId,
      userId: ofUserId,
      clientUserId: 'ada',
      data,
    });
  return { db: database.db, url: database.url, teamId, userId, event };
}

describe('appending events', () => {
  it('keeps their order and the exact text of their payloads', async () => {
    const { db, event, teamId, userId } = await setup();
    const odd = { ...event(), payload: '{ "b" : 1.50,\n "a":"\\u0041\\"\\\\, {}", "b": 2 }' };
    const events = [event({ n: 1 }), odd, event({ n: 'ü 😀 NULL' })];
    const last = await appendEvents(db, events);
    const read = await readEvents(db, { after: 0, limit: 10 });
    expect(read.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(read.map(({ payload }) => payload)).toEqual(events.map(({ payload }) => payload));
    expect(read.at(-1)?.position).toBe(last);
    expect(read[0]).toMatchObject({
      teamId,
      userId,
      endpointId: null,
      type: 'daily.data.glucose.created',
    });
    expect(read[0]?.appendedAt).toBeInstanceOf(Date);
  });

  it('writes the envelope that consumers know, with our own fields beside', async () => {
    const { event, teamId, userId } = await setup();
    const { id, payload } = event({ source_id: 0 });
    expect(JSON.parse(payload)).toEqual({
      event_type: 'daily.data.glucose.created',
      user_id: userId,
      client_user_id: 'ada',
      team_id: teamId,
      id,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      data: { source_id: 0 },
    });
  });

  it('takes no event that is larger than the limit', async () => {
    const { event } = await setup();
    expect(() => event('x'.repeat(eventPayloadBytesMax))).toThrow(/is within its limit/);
  });

  it('does nothing for none', async () => {
    const { db } = await setup();
    expect(await appendEvents(db, [])).toBeNull();
    expect(await findLogHead(db)).toMatchObject({ position: 0, drawnPosition: 0 });
  });

  it('appends nothing when the transaction fails (E1)', async () => {
    const { db, event } = await setup();
    const failing = inTransaction(db, async (tx) => {
      await appendEvents(tx, [event()]);
      throw new Error('after all');
    });
    await expect(failing).rejects.toThrow('after all');
    const kept = event();
    await appendEvents(db, [kept]);
    const read = await readEvents(db, { after: 0, limit: 10 });
    expect(read.map(({ id }) => id)).toEqual([kept.id]);
  });

  it('reads by team, user, type and range', async () => {
    const { db, event, teamId, userId } = await setup();
    const others = createEvent(systemClock, {
      type: 'webhook.endpoint.disabled',
      teamId: newId(systemClock),
      userId: null,
      clientUserId: null,
      data: {},
    });
    const events = [event({}, null), event(), others, event()];
    await appendEvents(db, events);
    const idsOf = async (filter: object) =>
      (await readEvents(db, { after: 0, limit: 10, ...filter })).map(({ id }) => id);
    const [first, second, , fourth] = events.map(({ id }) => id);
    expect(await idsOf({ teamId })).toEqual([first, second, fourth]);
    expect(await idsOf({ teamId, userId })).toEqual([second, fourth]);
    expect(await idsOf({ types: ['webhook.endpoint.disabled'] })).toEqual([others.id]);
    expect(await idsOf({ after: 1, until: 3 })).toEqual([second, others.id]);
    expect(await idsOf({ limit: 1 })).toEqual([first]);
  });

  it('keeps later positions in later days when the clock goes back', async () => {
    const { db, event } = await setup();
    await appendEvents(db, [event()]);
    const tomorrow = new Date(Math.floor(Date.now() / 86_400_000 + 1) * 86_400_000);
    await sql`select begin_log_day(${tomorrow})`.execute(db);
    const late = event();
    await appendEvents(db, [late]);
    const [, read] = await readEvents(db, { after: 0, limit: 10 });
    expect(read).toMatchObject({ id: late.id, appendedAt: tomorrow });
    expect(await readEvents(db, { after: 1, limit: 10 })).toHaveLength(1);
  });
});

describe('the log (E2)', () => {
  const changes: readonly [string, string][] = [
    ['an update', 'update events set payload = payload'],
    ['a delete', 'delete from events'],
    ['a truncate', 'truncate events'],
    ['an update of a partition', 'update PARTITION set payload = payload'],
    ['a delete from a partition', 'delete from PARTITION'],
    ['a truncate of a partition', 'truncate PARTITION'],
  ];
  it.each(changes)('refuses %s', async (_, statement) => {
    const { db, event } = await setup();
    await appendEvents(db, [event()]);
    const { rows } = await sql<{ name: string }>`
      select tableoid::regclass::text as name from events`.execute(db);
    const change = sql.raw(statement.replace('PARTITION', rows[0]?.name ?? '')).execute(db);
    await expect(change).rejects.toMatchObject({ code: '42501' });
    expect(await readEvents(db, { after: 0, limit: 10 })).toHaveLength(1);
  });

  it('lets the events of a user go, and nothing else, under a role of its own', async () => {
    const { db, event, userId } = await setup();
    const another = newId(systemClock);
    await appendEvents(db, [event(), event({}, another), event({}, null), event()]);
    expect(await eraseUserEvents(db, userId)).toBe(2);
    const read = await readEvents(db, { after: 0, limit: 10 });
    expect(read.map((each) => each.userId)).toEqual([another, null]);
    expect(await findLogHead(db)).toMatchObject({ position: 3, drawnPosition: 4 });
    const update = inTransaction(db, async (tx) => {
      const { rows } = await sql<{ name: string }>`
        select pg_get_userbyid(proowner) as name from pg_proc
        where oid = 'erase_user_events(uuid)'::regprocedure`.execute(tx);
      await sql`set local role ${sql.id(rows[0]?.name ?? '')}`.execute(tx);
      await sql`update events set payload = '{}'`.execute(tx);
    });
    await expect(update).rejects.toMatchObject({ code: '42501' });
  });

  it('lets no other role call the erasing function', async () => {
    const { db, userId } = await setup();
    await sql`create role stranger_${sql.raw(userId.replaceAll('-', ''))}`.execute(db);
    const call = inTransaction(db, async (tx) => {
      await sql`set local role stranger_${sql.raw(userId.replaceAll('-', ''))}`.execute(tx);
      await eraseUserEvents(tx, userId);
    });
    await expect(call).rejects.toMatchObject({ code: '42501' });
    await sql`drop role stranger_${sql.raw(userId.replaceAll('-', ''))}`.execute(db);
  });
});
