import { describe, expect, it } from 'vitest';
import { encodeCursor } from '#events';
import { glucoseEventsOf } from '#glucose';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { eventually } from '#test/eventually';
import { sampleOf, startLiveGateway } from '#test/live-gateway';

const watchGlucose = `subscription ($userId: ID!, $after: String) {
  glucoseEvents(userId: $userId, after: $after) {
    id cursor type userId appendedAt payload
    samples {
      takenAt valueMgDl valueMmolL range trend trendArrow utcOffsetMinutes receivedAt isLate revision
    }
  }
}`;
const watchAll = `subscription ($after: String, $userId: ID, $types: [EventType!]) {
  events(after: $after, userId: $userId, types: $types) { id cursor type }
}`;
const page = `query ($after: String, $first: Int, $userId: ID, $types: [EventType!]) {
  events(after: $after, first: $first, userId: $userId, types: $types) {
    edges { cursor node { id type payload } } pageInfo { hasNextPage endCursor }
  }
}`;

describe("a user's glucose, watched", () => {
  it('comes as it was appended, with its samples typed', async () => {
    const { append, event, openSocket, userId } = await startLiveGateway();
    const socket = await openSocket();
    socket.subscribe('1', watchGlucose, { userId, after: socket.cursor });
    const late = sampleOf(userId, { valueMgDl: 401, trend: 'NONE', isLate: true, revision: 3 });
    const samples = [sampleOf(userId), { ...late, utcOffsetMinutes: null }];
    const told = event({ data: glucoseEventsOf(userId, samples)[0] });
    await append(told);
    const { payload } = await socket.next();
    expect(payload.data.glucoseEvents).toEqual({
      id: told.id,
      cursor: expect.any(String),
      type: 'DAILY_DATA_GLUCOSE_CREATED',
      userId: `User:${userId}`,
      appendedAt: expect.any(String),
      payload: told.payload,
      samples: [
        {
          takenAt: '2026-03-01T10:00:00.000Z',
          valueMgDl: 123,
          valueMmolL: 6.83,
          range: 'IN_RANGE',
          trend: 'FLAT',
          trendArrow: '→',
          utcOffsetMinutes: 60,
          receivedAt: '2026-03-01T10:00:12.000Z',
          isLate: false,
          revision: 1,
        },
        {
          takenAt: '2026-03-01T10:00:00.000Z',
          valueMgDl: 401,
          valueMmolL: 22.26,
          range: 'HIGH',
          trend: 'NONE',
          trendArrow: '',
          utcOffsetMinutes: null,
          receivedAt: '2026-03-01T10:00:12.000Z',
          isLate: true,
          revision: 3,
        },
      ],
    });
  });

  it('is of that user only, and of no other type', async () => {
    const { append, event, openSocket, userId, createUser } = await startLiveGateway();
    const otherId = await createUser('grace');
    const socket = await openSocket();
    socket.subscribe('1', watchGlucose, { userId: `User:${userId}`, after: socket.cursor });
    const wanted = [event(), event({ type: 'daily.data.glucose.updated' })];
    const unwanted = [
      event({ userId: otherId }),
      event({ userId: null, type: 'webhook.endpoint.disabled' }),
      event({ type: 'provider.connection.stalled' }),
      event({ teamId: newId(systemClock) }),
    ];
    await append(...unwanted, ...wanted);
    for (const { id } of wanted) {
      expect((await socket.next()).payload.data.glucoseEvents.id).toBe(id);
    }
  });

  it('does not exist for ids that do not, nor for those of another team', async () => {
    const { openSocket, db, userId } = await startLiveGateway();
    const otherTeamId = newId(systemClock);
    await db.insertInto('teams').values({ id: otherTeamId, name: 'other' }).execute();
    const foreign = { id: newId(systemClock), team_id: otherTeamId, client_user_id: 'x' };
    const at = { created_at: new Date(), updated_at: new Date() };
    await db
      .insertInto('users')
      .values({ ...foreign, ...at })
      .execute();
    const socket = await openSocket();
    const answers = [];
    for (const [index, id] of [newId(systemClock), foreign.id].entries()) {
      socket.subscribe(`${index}`, watchGlucose, { userId: id });
      const { payload } = await socket.next();
      const { message, extensions } = payload.errors[0];
      answers.push({ message, ...extensions, requestId: null });
      expect(await socket.next()).toEqual({ id: `${index}`, type: 'complete' });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ code: 'NOT_FOUND', argument: 'userId' });
    expect(userId).not.toBe(foreign.id);
  });
});

describe('all events of a team, watched', () => {
  it('can be narrowed to a user and to types, and bring added types to who names them (E5)', async () => {
    const { append, event, openSocket, userId } = await startLiveGateway();
    const socket = await openSocket();
    const { cursor: after } = socket;
    const types = ['PROVIDER_CONNECTION_STALLED'];
    socket.subscribe('all', watchAll, { after });
    socket.subscribe('user', watchAll, { after, userId });
    socket.subscribe('types', watchAll, { after, types });
    socket.subscribe('asked', watchAll, { after, types: ['DEXCOM_STATUS_CHANGED'] });
    const told = {
      glucose: event(),
      stalled: event({ type: 'provider.connection.stalled' }),
      added: event({ userId: null, type: 'dexcom.status.changed' }),
      team: event({ userId: null, type: 'webhook.endpoint.disabled' }),
    };
    await append(...Object.values(told));
    await eventually(() => socket.messages.length === 1 + 3 + 2 + 1 + 1);
    const idsOf = (id: string) =>
      socket.messages
        .filter((message) => message.id === id)
        .map(({ payload }) => payload.data.events.id);
    const { glucose, stalled, added, team } = told;
    expect(idsOf('asked')).toEqual([added.id]);
    expect(idsOf('all')).toEqual([glucose.id, stalled.id, team.id]);
    expect(idsOf('user')).toEqual([glucose.id, stalled.id]);
    expect(idsOf('types')).toEqual([stalled.id]);
  });

  it('are those of its own user for a user token', async () => {
    const { append, event, openSocket, userId, createUser, ask } = await startLiveGateway();
    const otherId = await createUser('grace');
    const { createUserToken } = await ask<{ createUserToken: { token: string } }>(
      `mutation ($userId: ID!) {
        createUserToken(userId: $userId, scopes: [WATCH]) {
          ... on CreateUserTokenSuccess { token }
        }
      }`,
      { userId },
    );
    const socket = await openSocket({ authorization: `Bearer ${createUserToken.token}` });
    const { cursor: after } = socket;
    socket.subscribe('other', watchGlucose, { userId: otherId });
    expect((await socket.next()).payload.errors[0].extensions.code).toBe('NOT_FOUND');
    await socket.next();
    socket.subscribe('mine', watchAll, { after });
    const mine = event();
    await append(event({ userId: otherId }), event({ userId: null }), mine);
    expect((await socket.next()).payload.data.events.id).toBe(mine.id);
  });
});

describe('a cursor given to a subscription', () => {
  it('is refused by a typed error when one cannot go on from it', async () => {
    const { append, event, openSocket, db, startNode } = await startLiveGateway();
    await append(event(), event());
    const { log_id: logId } = await db
      .selectFrom('log_head')
      .select('log_id')
      .executeTakeFirstOrThrow();
    await db.updateTable('log_head').set({ pruned_position: 1 }).execute();
    const node = await startNode();
    const socket = await openSocket(undefined, `http://127.0.0.1:${node.port()}/graphql`);
    const cases: [string, object][] = [
      ['x', { code: 'INVALID_ARGUMENT', argument: 'after' }],
      [encodeCursor(newId(systemClock), 1), { code: 'FOREIGN_CURSOR', argument: 'after' }],
      [encodeCursor(logId, 9), { code: 'FOREIGN_CURSOR' }],
      [
        encodeCursor(logId, 0),
        { code: 'CURSOR_TOO_OLD', oldestCursor: encodeCursor(logId, 1), argument: 'after' },
      ],
    ];
    for (const [after, extensions] of cases) {
      socket.subscribe('1', watchAll, { after });
      const { payload } = await socket.next();
      expect(payload.errors[0].extensions).toMatchObject(extensions);
      expect(await socket.next()).toEqual({ id: '1', type: 'complete' });
    }
  });
});

describe('the log, by pages', () => {
  it('is read to its end, from where a subscription goes on without a gap', async () => {
    const { append, event, openSocket, ask } = await startLiveGateway();
    const events = Array.from({ length: 7 }, () => event());
    await append(...events);
    const seen: string[] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage; ) {
      const data: { events: Page } = await ask(page, { after, first: 3 });
      seen.push(...data.events.edges.map(({ node }) => node.id));
      ({ hasNextPage, endCursor: after } = data.events.pageInfo);
    }
    expect(seen).toEqual(events.map(({ id }) => id));
    const socket = await openSocket();
    const next = event();
    await append(next);
    socket.subscribe('1', watchAll, { after });
    expect((await socket.next()).payload.data.events.id).toBe(next.id);
  });

  it('is refused from a cursor that is too old, with the oldest one that works', async () => {
    const { append, event, db, url, apiKey } = await startLiveGateway();
    const events = [event(), event()];
    await append(...events);
    const { log_id: logId } = await db
      .selectFrom('log_head')
      .select('log_id')
      .executeTakeFirstOrThrow();
    await db.updateTable('log_head').set({ pruned_position: 1 }).execute();
    const read = async (after: string) => {
      const headers = { 'content-type': 'application/json', 'x-api-key': apiKey };
      const body = JSON.stringify({ query: page, variables: { after } });
      return (await fetch(url, { method: 'POST', headers, body })).json();
    };
    const { errors } = await read(encodeCursor(logId, 0));
    const { code, oldestCursor } = errors[0].extensions;
    expect(code).toBe('CURSOR_TOO_OLD');
    const { data } = await read(oldestCursor);
    expect(data.events.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([
      events[1]?.id,
    ]);
  });

  it('has an end also when it shows nothing', async () => {
    const { append, event, ask } = await startLiveGateway();
    const types = ['WEBHOOK_ENDPOINT_TEST'];
    const empty = await ask<{ events: Page }>(page, { types });
    expect(empty.events).toMatchObject({ edges: [], pageInfo: { hasNextPage: false } });
    await append(event());
    const later = await ask<{ events: Page }>(page, {
      types,
      after: empty.events.pageInfo.endCursor,
    });
    const { endCursor } = later.events.pageInfo;
    const test = event({ type: 'webhook.endpoint.test' });
    await append(test);
    const full = await ask<{ events: Page }>(page, { types, after: endCursor });
    expect(full.events.edges.map(({ node }) => node.payload)).toEqual([test.payload]);
  });
});

interface Page {
  readonly edges: { readonly cursor: string; readonly node: { id: string; payload: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
