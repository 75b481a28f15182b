import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { appendEvents, createEvent, type EventType, ensureEventPartitions } from '#events';
import { commandLineSource } from '#src/teams/audit/audit.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createUser } from '#teams';
import { startTestApi } from '#test/api';

const api = await startTestApi();
afterAll(() => api.close());
const { db } = api.database;
const teamId = api.mine.id;
const minuteMs = 60_000;

async function ask(document: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await api.ask(document, { variables });
  expect(errors).toEqual([]);
  return data;
}

/** `minutesAgo`: the newest reading; null for a connection without, undefined for no connection. */
async function addUser(
  clientUserId: string,
  minutesAgo?: number | null,
  state = 'FRESH',
  team = teamId,
) {
  const creation = await createUser(db, systemClock, commandLineSource, {
    teamId: team,
    clientUserId,
  });
  if (creation.kind !== 'created') throw new Error(creation.kind);
  if (minutesAgo !== undefined) await addConnection(creation.user.id, minutesAgo, state, team);
  return creation.user.id;
}

interface Account {
  readonly provider?: string;
  readonly linkedMinutesAgo?: number;
}

async function addConnection(
  userId: string,
  minutesAgo: number | null,
  state: string,
  team = teamId,
  { provider = 'dexcom', linkedMinutesAgo = 0 }: Account = {},
) {
  const now = new Date();
  const linkedAt = new Date(now.getTime() - linkedMinutesAgo * minuteMs);
  const newest = minutesAgo === null ? null : new Date(now.getTime() - minutesAgo * minuteMs);
  const id = newId(systemClock);
  await sql`
    insert into connections (id, team_id, user_id, provider, region, account_key,
      credentials_sealed, state, state_since, connected_at)
    values (${id}, ${team}, ${userId}, ${provider}, 'US', sha256(${id}::text::bytea), '\\x00',
      ${state}, ${now}, ${linkedAt})`.execute(db);
  await sql`
    insert into poll_plans (connection_id, region, account_key, next_poll_at, newest_taken_at, memory)
    select id, region, account_key, ${new Date(now.getTime() + minuteMs)}, ${newest}, '{}'
    from connections where id = ${id}`.execute(db);
}

await addUser('anna', 1);
await addUser('ben', 12);
await addUser('carla', 90);
await addUser('daichi', 90, 'SHARING_OFF');
await addUser('erik', null, 'NO_FOLLOWER');
await addUser('fatima');
await addUser('anna of another team', 1, 'FRESH', api.other.id);

const people = async (args: string) => {
  const { users } = await ask(
    `{ users(${args}) { totalCount edges { node { clientUserId } } pageInfo { hasNextPage endCursor } } }`,
  );
  const names = users.edges.map(
    (edge: { node: { clientUserId: string } }) => edge.node.clientUserId,
  );
  return { names, ...users.pageInfo, totalCount: users.totalCount };
};

describe('people', () => {
  it('are counted on all pages, with what was searched', async () => {
    expect(await people('first: 2')).toMatchObject({ totalCount: 7, hasNextPage: true });
    expect(await people('search: "A", first: 1')).toMatchObject({ totalCount: 4 });
    expect(await people('search: "nobody"')).toMatchObject({ totalCount: 0, names: [] });
  });

  it('are found by the state that they are in now, also one that only time tells', async () => {
    expect((await people('states: [DELAYED]')).names).toEqual(['ben']);
    expect((await people('states: [NO_RECENT_DATA]')).names).toEqual(['carla']);
    const both = await people('states: [SHARING_OFF, NO_FOLLOWER], search: "i"');
    expect(both).toMatchObject({ names: ['daichi', 'erik'], totalCount: 2 });
    const { errors } = await api.ask('{ users(states: []) { totalCount } }');
    expect(errors).toMatchObject([{ extensions: { argument: 'states' } }]);
  });

  it('come in the order of their last reading, page by page, each once', async () => {
    const all = { NEWEST_READING: '', OLDEST_READING: '' };
    const orders: Record<string, string[]> = {};
    for (const order of Object.keys(all)) {
      const seen: string[] = [];
      let after = '';
      for (let page = 0; page < 5; page += 1) {
        const { names, hasNextPage, endCursor } = await people(
          `order: ${order}, first: 2 ${after}`,
        );
        seen.push(...names);
        after = `, after: "${endCursor}"`;
        if (!hasNextPage) break;
      }
      orders[order] = seen;
    }
    expect(orders.NEWEST_READING?.slice(0, 2)).toEqual(['anna', 'ben']);
    expect(new Set(orders.NEWEST_READING).size).toBe(7);
    expect(orders.NEWEST_READING?.slice(2, 4).sort()).toEqual(['carla', 'daichi']);
    expect(orders.OLDEST_READING?.slice(-2)).toEqual(['ben', 'anna']);
    expect(new Set(orders.OLDEST_READING).size).toBe(7);
    const { errors } = await api.ask(
      '{ users(order: OLDEST_READING, after: "eA") { totalCount } }',
    );
    expect(errors).toMatchObject([{ extensions: { argument: 'after' } }]);
  });

  it('have goals of their own, which are those of adults unless told', async () => {
    const goals = async (name: string) => {
      const { user } = await ask(`{ user(clientUserId: "${name}") { id glucoseGoals } }`);
      return user;
    };
    const { id, glucoseGoals } = await goals('anna');
    expect(glucoseGoals).toBe('ADULT');
    const set = (wanted: string) =>
      ask(
        `mutation ($id: ID!) { updateUser(userId: $id, glucoseGoals: ${wanted}) {
          ... on UpdateUserSuccess { user { glucoseGoals } } } }`,
        { id },
      );
    for (const wanted of ['PREGNANCY', 'OLDER_OR_HIGH_RISK', 'ADULT']) {
      expect(await set(wanted)).toEqual({ updateUser: { user: { glucoseGoals: wanted } } });
      expect((await goals('anna')).glucoseGoals).toBe(wanted);
    }
    expect((await goals('ben')).glucoseGoals).toBe('ADULT');
  });

  it('are found by their ids, all at once, but those of another team', async () => {
    const { rows } = await sql<{ id: string; name: string }>`
      select id, client_user_id as name from users order by id desc`.execute(db);
    const idOf = (name: string) => rows.find((row) => row.name === name)?.id;
    const ids = ['carla', 'anna', 'anna of another team', 'anna'].map(idOf);
    const { users } = await ask(
      `query ($ids: [ID!]) { users(ids: $ids) { totalCount edges { node { clientUserId } } } }`,
      { ids: [...ids, newId(systemClock)] },
    );
    expect(users).toEqual({
      totalCount: 2,
      edges: [{ node: { clientUserId: 'anna' } }, { node: { clientUserId: 'carla' } }],
    });
    for (const args of ['ids: []', 'ids: ["a"]', `ids: ["${ids[0]}"], search: "a"`]) {
      const { errors } = await api.ask(`{ users(${args}) { edges { cursor } } }`);
      expect(errors[0]?.message).toContain('ids');
    }
  });

  it('are counted by the state of their connections', async () => {
    const { connectionCounts } = await ask('{ connectionCounts { state count } }');
    expect(connectionCounts).toEqual([
      { state: 'DELAYED', count: 1 },
      { state: 'FRESH', count: 1 },
      { state: 'NO_FOLLOWER', count: 1 },
      { state: 'NO_RECENT_DATA', count: 1 },
      { state: 'SHARING_OFF', count: 1 },
    ]);
  });

  it('lack readings by the age of the newest, whatever the state says', async () => {
    expect((await people('lacksReadings: true')).names).toEqual(['carla', 'daichi']);
    await addUser('gita', 300, 'UNREACHABLE');
    const waiting = { linkedMinutesAgo: 300 };
    await addConnection((await addUser('hugo')) ?? '', null, 'WAITING', teamId, waiting);
    // Share is silent, and by consent a reading of an hour ago is as new as any.
    const both = (await addUser('ivy', 90, 'NEEDS_ATTENTION')) ?? '';
    await addConnection(both, 70, 'FRESH', teamId, { provider: 'dexcom_v3' });
    const late = (await addUser('jens', 90, 'THROTTLED')) ?? '';
    await addConnection(late, 500, 'UNREACHABLE', teamId, { provider: 'dexcom_v3' });
    const silent = await people('lacksReadings: true, order: OLDEST_READING');
    expect(silent.names).toEqual(['hugo', 'gita', 'carla', 'daichi', 'jens']);
    expect(silent.totalCount).toBe(5);
    const choice = 'lacksReadings: true, states: [UNREACHABLE], search: "g"';
    expect(await people(choice)).toMatchObject({ names: ['gita'], totalCount: 1 });
  });

  it('are counted once each, by the states of all their connections', async () => {
    const { userCounts } = await ask('{ userCounts { states count } }');
    expect(userCounts).toEqual([
      { states: ['DELAYED'], count: 1 },
      { states: ['DELAYED', 'NEEDS_ATTENTION'], count: 1 },
      { states: ['FRESH'], count: 1 },
      { states: ['NO_FOLLOWER'], count: 1 },
      { states: ['NO_RECENT_DATA'], count: 1 },
      { states: ['SHARING_OFF'], count: 1 },
      { states: ['THROTTLED', 'UNREACHABLE'], count: 1 },
      { states: ['UNREACHABLE'], count: 1 },
      { states: ['WAITING'], count: 1 },
    ]);
  });
});

describe('the log', () => {
  const ids: string[] = [];
  const append = async (
    count: number,
    type: EventType = 'daily.data.glucose.created',
    team = teamId,
  ) => {
    for (let each = 0; each < count; each += 1) {
      const facts = { type, teamId: team, userId: null, clientUserId: null, data: {} };
      const event = createEvent(systemClock, facts);
      await appendEvents(db, [event]);
      if (team === teamId) ids.push(event.id);
    }
  };
  const page =
    'edges { cursor node { id appendedAt } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
  const events = async (args: string) => {
    const { events } = await ask(`{ events(${args}) { ${page} } }`);
    const found = events.edges.map(({ node }: { node: { id: string } }) => node.id);
    return { ...events.pageInfo, found, edges: events.edges };
  };

  it('is read from its newest end, page by page, and live from where it began', async () => {
    await ensureEventPartitions(db, new Date());
    expect(await events('order: NEWEST_FIRST')).toMatchObject({ found: [], hasNextPage: false });
    await append(5);
    await append(2, 'provider.connection.stalled', api.other.id);
    const newest = ids.toReversed();
    const first = await events('order: NEWEST_FIRST, first: 2');
    expect(first).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(first.found).toEqual(newest.slice(0, 2));
    const older = await events(`order: NEWEST_FIRST, first: 2, before: "${first.endCursor}"`);
    expect(older.found).toEqual(newest.slice(2, 4));
    const last = await events(`order: NEWEST_FIRST, first: 2, before: "${older.endCursor}"`);
    expect(last).toMatchObject({
      found: newest.slice(4),
      hasNextPage: false,
      hasPreviousPage: true,
    });
    await append(1);
    expect((await events(`after: "${first.startCursor}"`)).found).toEqual(ids.slice(5));
    expect((await events(`before: "${first.endCursor}"`)).found).toEqual(ids.slice(0, 3));
  });

  it('is read within times, in either order', async () => {
    const { edges } = await events('first: 100');
    const [, second, third, fourth] = edges.map(
      ({ node }: { node: { appendedAt: string } }) => node.appendedAt,
    );
    // Times are told in milliseconds, and several events may share one.
    const within = await events(`from: "${second}", to: "${fourth}"`);
    const times = within.edges.map(({ node }: { node: { appendedAt: string } }) => node.appendedAt);
    expect(times.every((at: string) => at >= second && at <= fourth)).toBe(true);
    const backwards = await events(`from: "${second}", to: "${fourth}", order: NEWEST_FIRST`);
    expect(backwards.found).toEqual(within.found.toReversed());
    expect((await events(`from: "${third}", to: "2020-01-01T00:00:00Z"`)).found).toEqual([]);
  });

  it('tells one event by the id that webhooks carry, and none of another team', async () => {
    const [, id] = ids;
    const one = '($id: ID!) { event(id: $id) { id type payload cursor } }';
    const { event } = await ask(`query ${one}`, { id });
    expect(event).toMatchObject({ id, type: 'DAILY_DATA_GLUCOSE_CREATED' });
    expect(JSON.parse(event.payload).id).toBe(id);
    expect((await events(`after: "${event.cursor}", first: 1`)).found).toEqual([ids[2]]);
    const asOther = await api.ask(`query ${one}`, { variables: { id }, apiKey: api.other.apiKey });
    expect(asOther.data).toEqual({ event: null });
    expect(await ask(`query ${one}`, { id: newId(systemClock) })).toEqual({ event: null });
    const { errors } = await api.ask(`query ${one}`, { variables: { id: 'x' } });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_ARGUMENT', argument: 'id' } }]);
  });
});
