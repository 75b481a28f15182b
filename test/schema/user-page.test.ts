import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { commandLineSource } from '#src/teams/audit/audit.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createUser } from '#teams';
import { startTestApi } from '#test/api';
import { minuteMs, startMs, storeSamples } from '#test/stored-samples';
import { createVirtualClock } from '#test/virtual-clock';

const dayMinutes = 24 * 60;
/** What is older than eight days is looked for by itself. */
const nowMs = startMs + 20 * dayMinutes * minuteMs + 150_000;
const api = await startTestApi({ clock: createVirtualClock(nowMs) });
afterAll(() => api.close());
const { db } = api.database;

async function addUser(teamId: string, minutes: readonly number[]): Promise<string> {
  const clientUserId = newId(systemClock);
  const timeZone = minutes.length > 1 ? 'Europe/Berlin' : null;
  const source = commandLineSource;
  const user = { teamId, clientUserId, timeZone, birthDate: timeZone && '1990-02-28' };
  const creation = await createUser(db, systemClock, source, user);
  if (creation.kind !== 'created') throw new Error(creation.kind);
  const { id } = creation.user;
  if (minutes.length > 0) {
    await storeSamples(
      db,
      id,
      minutes.map((minute, place) => [minute, 100 + place]),
    );
  }
  return id;
}

/** `told` says whether all that may be null has a value. */
async function addConnection(
  teamId: string,
  userId: string,
  told: boolean,
  isLive = true,
  { id = newId(systemClock), provider = 'dexcom' } = {},
) {
  const now = new Date(nowMs);
  const instant = told ? sql`${now}::timestamptz - interval '0.000001 s'` : sql`null`;
  await sql`
    insert into connections (id, team_id, user_id, provider, region, account_key,
      credentials_sealed, state, state_since, state_until, connected_at, disconnected_at,
      is_sharing_on, follower_count)
    values (${id}, ${teamId}, ${userId}, ${provider}, 'OUS', sha256(${id}::text::bytea),
      ${isLive ? sql`'\\x00'::bytea` : sql`null`},
      ${isLive ? 'FRESH' : 'DISCONNECTED'}, ${now}::timestamptz - interval '1.999999 s', ${instant},
      ${now}, ${isLive ? null : now}, ${told || null}, ${told ? 2 : null})`.execute(db);
  await sql`
    insert into poll_plans (connection_id, region, account_key, next_poll_at, memory,
      newest_taken_at, last_poll_at, last_reading_at, last_outcome)
    select id, region, account_key, ${instant}, '{"cadenceMs": 300000, "delayMs": 12000}',
      ${instant}, ${instant}, ${instant}, ${told ? 'read' : null}
    from connections where id = ${id}`.execute(db);
}

const fields = `id clientUserId timeZone birthDate createdAt updatedAt
  latestSample { takenAt receivedAt valueMgDl valueMmolL trend ageSeconds rateMgDlPerMinute
    revision provider isLate utcOffsetMinutes }
  connections { id provider region state stateSince stateUntil meaning whatToDo isSharingOn
    followerCount connectedAt disconnectedAt nextPollAt lastPollAt newestReadingAt lastReadingAt
    asideCount recentPolls { at } user { id } }`;

const page = (users: string) =>
  `query ($first: Int = 100) { users(first: $first) { edges { node { ${users} } }
    pageInfo { hasNextPage endCursor } } }`;

/** All that an overview may ask: more than this is not read ahead. */
const overviewFields = `id clientUserId timeZone
  latestSample { takenAt valueMgDl valueMmolL range trend trendArrow ageSeconds rateMgDlPerMinute }
  connections { id state stateSince stateUntil meaning whatToDo nextPollAt lastPollAt
    newestReadingAt }`;

/** Behind a fragment nothing is read ahead. */
const oneByOne = (asked: string) => `${page('...User')} fragment User on User { ${asked} }`;

async function see(document: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await api.ask(document, { variables });
  expect(errors).toEqual([]);
  return data.users;
}

it('a page of users is the same whether it is read ahead or field by field', async () => {
  const teamId = api.mine.id;
  const empty = await addUser(teamId, []);
  const old = await addUser(teamId, [0]);
  const recent = await addUser(teamId, [0, 19 * dayMinutes, 20 * dayMinutes]);
  const other = await addUser(api.other.id, [20 * dayMinutes]);
  await addConnection(teamId, recent, true);
  await addConnection(teamId, recent, true, false);
  await addConnection(teamId, empty, false);
  await addConnection(teamId, old, true, false);
  await addConnection(api.other.id, other, true);

  const ahead = await see(page(overviewFields));
  expect(ahead).toEqual(await see(oneByOne(overviewFields)));
  const whole = await see(page(fields));
  expect(whole).toEqual(await see(oneByOne(fields)));
  // biome-ignore lint/suspicious/noExplicitAny: an answer, whose fields are told above.
  const byId = new Map(whole.edges.map(({ node }: any) => [node.id, node]));
  expect(byId.get(`User:${recent}`)).toMatchObject({
    latestSample: { valueMgDl: 102 },
    connections: [{ state: 'FRESH', followerCount: 2 }],
  });
  expect(byId.get(`User:${empty}`)).toMatchObject({
    latestSample: null,
    connections: [{ nextPollAt: null, isSharingOn: null }],
  });
  expect(byId.get(`User:${old}`)).toMatchObject({
    latestSample: { valueMgDl: 100 },
    connections: [],
  });
  expect(byId.has(`User:${other}`)).toBe(false);
  for (const first of [1, 2]) {
    for (const asked of [fields, overviewFields]) {
      expect(await see(page(asked), { first })).toEqual(await see(oneByOne(asked), { first }));
    }
  }
});

it('a page of users tells disconnected connections beside the others where both are asked', async () => {
  const both = page(
    'latestSample { valueMgDl } connections { id } all: connections(includesDisconnected: true) { id }',
  );
  const { edges } = await see(both);
  // biome-ignore lint/suspicious/noExplicitAny: an answer, whose fields are told above.
  const counts = edges.map(({ node }: any) => [node.connections.length, node.all.length]);
  expect(counts).toContainEqual([0, 1]);
  expect(counts).toContainEqual([1, 2]);
});

it('a page of users tells several connections of one user in their order, and the user once', async () => {
  const userId = await addUser(api.mine.id, [20 * dayMinutes]);
  // Of two ids of one millisecond, either may be the lesser.
  const [first, second] = [newId(systemClock), newId(systemClock)].toSorted();
  await addConnection(api.mine.id, userId, true, true, { id: second, provider: 'dexcom_v3' });
  await addConnection(api.mine.id, userId, true, true, { id: first, provider: 'dexcom' });
  const { edges } = await see(page(overviewFields));
  // biome-ignore lint/suspicious/noExplicitAny: an answer, whose fields are told above.
  const [user, ...others] = edges.filter(({ node }: any) => node.id === `User:${userId}`);
  expect(others).toEqual([]);
  expect(user.node.latestSample.valueMgDl).toBe(100);
  expect(user.node.connections.map(({ id }: { id: string }) => id)).toEqual([
    `Connection:${first}`,
    `Connection:${second}`,
  ]);
});
