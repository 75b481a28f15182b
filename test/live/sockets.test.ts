import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appendEvents, decodeCursor } from '#events';
import { systemClock } from '#std/clock';
import { eventually } from '#test/eventually';
import { type LiveGateway, startLiveGateway } from '#test/live-gateway';
import { openRawSocket } from '#test/raw-socket';
import { createTcpProxy } from '#test/tcp-proxy';

const watchAll = 'subscription ($after: String) { events(after: $after) { id cursor } }';
const watchPayloads = 'subscription ($after: String) { events(after: $after) { cursor payload } }';

describe('a socket whose client is slow (S1)', () => {
  it('is closed with 4410 and its last cursor, from where nothing is missing', async () => {
    const { append, event, openSocket } = await startLiveGateway();
    const slow = await openSocket();
    const { cursor: after } = slow;
    slow.subscribe('1', watchPayloads, { after });
    const first = event();
    await append(first);
    await slow.next();
    slow.socket.pause();
    const large = () => event({ data: { text: 'x'.repeat(20_000) } });
    const events = Array.from({ length: 1_000 }, large);
    for (let from = 0; from < events.length; from += 50) {
      await append(...events.slice(from, from + 50));
    }
    const quick = await openSocket();
    quick.subscribe('1', watchAll, { after });
    await eventually(() => quick.messages.length === 1 + 1 + events.length);
    slow.socket.resume();
    const { code, reason } = await slow.closed;
    expect(code).toBe(4410);
    const received = slow.messages.slice(1).map(({ payload }) => payload.data.events);
    expect(received.length).toBeLessThan(events.length);
    expect(reason).toBe(received.at(-1).cursor);
    expect(decodeCursor(reason)?.position).toBe(received.length);
    const resumed = await openSocket();
    resumed.subscribe('1', watchAll, { after: reason });
    const { payload } = await resumed.next();
    expect(payload.data.events.id).toBe([first, ...events][received.length]?.id);
  });
});

describe('a credential that ends', () => {
  const createKey = `mutation {
    createApiKey(name: "second") { ... on CreateApiKeySuccess { secret apiKey { id } } }
  }`;
  const revokeKey = 'mutation ($id: ID!) { revokeApiKey(apiKeyId: $id) { __typename } }';

  it('ends what it opened on every node, sockets and streams', async () => {
    const { ask, openSocket, url, startNode } = await startLiveGateway();
    const second = await startNode();
    const urls = [url, `http://127.0.0.1:${second.port()}/graphql`];
    const { createApiKey } = await ask<{
      createApiKey: { secret: string; apiKey: { id: string } };
    }>(createKey);
    const { secret, apiKey } = createApiKey;
    const sockets = await Promise.all(urls.map((at) => openSocket({ apiKey: secret }, at)));
    for (const socket of sockets) socket.subscribe('1', watchAll);
    const others = await Promise.all(urls.map((at) => openSocket(undefined, at)));
    const streams = await Promise.all(
      urls.map((at) => openStream(at, { 'x-api-key': secret }, watchAll)),
    );
    await ask(revokeKey, { id: apiKey.id });
    for (const socket of sockets) {
      expect(await socket.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    }
    for (const stream of streams) {
      await stream.ended;
      expect(stream.messages().at(-1)?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
    for (const other of others) expect(other.socket.readyState).toBe(other.socket.OPEN);
  });

  const tokenFor = async ({ ask, userId }: LiveGateway, ttlSeconds = 60) => {
    const { createUserToken } = await ask<{ createUserToken: { token: string } }>(
      `mutation ($userId: ID!, $ttlSeconds: Int!) {
        createUserToken(userId: $userId, scopes: [WATCH], ttlSeconds: $ttlSeconds) {
          ... on CreateUserTokenSuccess { token }
        }
      }`,
      { userId, ttlSeconds },
    );
    return createUserToken.token;
  };

  it('ends what it opened on every node when the time of a user token has come', async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, nowMs: () => Date.now() + aheadMs };
    const gateway = await startLiveGateway({ clock });
    const { url, startNode, openSocket } = gateway;
    const urls = [url, `http://127.0.0.1:${(await startNode()).port()}/graphql`];
    const authorization = `Bearer ${await tokenFor(gateway, 120)}`;
    const earlierToken = await tokenFor(gateway);
    const sockets = await Promise.all(urls.map((at) => openSocket({ authorization }, at)));
    for (const socket of sockets) socket.subscribe('1', watchAll);
    const streams = await Promise.all(
      urls.map((at) => openStream(at, { authorization }, watchAll)),
    );
    const others = await Promise.all(urls.map((at) => openSocket(undefined, at)));
    // When those of a token have ended whose time came earlier, it has been looked for on both nodes.
    const earlier = `Bearer ${earlierToken}`;
    const early = await Promise.all(urls.map((at) => openSocket({ authorization: earlier }, at)));
    aheadMs = 61_000;
    for (const socket of early) expect((await socket.closed).code).toBe(4403);
    for (const { socket } of sockets) expect(socket.readyState).toBe(socket.OPEN);
    aheadMs = 121_000;
    for (const socket of sockets) expect((await socket.closed).code).toBe(4403);
    for (const stream of streams) {
      await stream.ended;
      expect(stream.messages().at(-1)?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
    for (const { socket } of others) expect(socket.readyState).toBe(socket.OPEN);
    const late = await openRawSocket(url);
    late.send({ type: 'connection_init', payload: { authorization } });
    expect((await late.closed).code).toBe(4403);
  });

  it('ends its sockets when its user is deleted before its time has come', async () => {
    const gateway = await startLiveGateway();
    const { openSocket, db, userId } = gateway;
    const socket = await openSocket({ authorization: `Bearer ${await tokenFor(gateway)}` });
    socket.subscribe('1', watchAll);
    await db
      .updateTable('users')
      .set({ deleted_at: new Date(), erase_at: new Date(Date.now() + 1e9) })
      .where('id', '=', userId)
      .execute();
    expect((await socket.closed).code).toBe(4403);
  });
});

describe('while Postgres is away', () => {
  it('sockets stay, and miss nothing', async () => {
    const outer = await startLiveGateway();
    const proxy = await createTcpProxy(outer.databaseUrl);
    const node = await outer.startNode({
      databaseUrl: proxy.url,
      databaseDirectUrl: proxy.url,
    });
    onTestFinished(() => proxy.open());
    const { append, event, openSocket } = outer;
    const socket = await openSocket(undefined, `http://127.0.0.1:${node.port()}/graphql`);
    socket.subscribe('1', watchAll, { after: socket.cursor });
    const events = Array.from({ length: 4 }, () => event());
    const [first, ...others] = events;
    if (first) await append(first);
    await socket.next();
    proxy.refuse();
    await append(...others);
    await eventually(() => node.parts().follower.status.isCutOff);
    proxy.open();
    const ids: string[] = [];
    await eventually(() => socket.messages.length === 5);
    for (const { payload } of socket.messages.slice(1)) ids.push(payload.data.events.id);
    expect(ids).toEqual(events.map(({ id }) => id));
  });

  it('a restart that ends all sessions is lived through as well', async () => {
    const { append, event, openSocket, db } = await startLiveGateway();
    const socket = await openSocket();
    socket.subscribe('1', watchAll, { after: socket.cursor });
    const events = Array.from({ length: 3 }, () => event());
    for (const each of events) {
      await append(each);
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
    }
    await eventually(() => socket.messages.length === 4);
    const ids = socket.messages.slice(1).map(({ payload }) => payload.data.events.id);
    expect(ids).toEqual(events.map(({ id }) => id));
  });
});

describe('any number of nodes', () => {
  it('bring the same events in the same order, and a lost NOTIFY does no harm (E4)', async () => {
    const { event, openSocket, url, startNode, db } = await startLiveGateway();
    const nodes = [await startNode(), await startNode()];
    const urls = [url, ...nodes.map((node) => `http://127.0.0.1:${node.port()}/graphql`)];
    const sockets = await Promise.all(urls.map((at) => openSocket(undefined, at)));
    for (const socket of sockets) socket.subscribe('1', watchAll, { after: socket.cursor });
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like '%listener%' and datname = current_database()`.execute(db);
    await Promise.all(Array.from({ length: 50 }, () => appendEvents(db, [event(), event()])));
    const orders = await Promise.all(
      sockets.map(async (socket) => {
        await eventually(() => socket.messages.length === 101);
        return socket.messages.slice(1).map(({ payload }) => payload.data.events.id);
      }),
    );
    for (const order of orders) expect(order).toEqual(orders[0]);
  });
});

describe('server-sent events', () => {
  it('resume by the same argument', async () => {
    const { append, event, url, apiKey, openSocket } = await startLiveGateway();
    const { cursor } = await openSocket();
    const events = Array.from({ length: 6 }, () => event());
    await append(...events.slice(0, 3));
    const first = await openStream(url, { 'x-api-key': apiKey }, watchAll, { after: cursor });
    await eventually(() => first.messages().length === 3);
    first.leave();
    await append(...events.slice(3));
    const last = first.messages().at(-1)?.data?.events.cursor;
    const second = await openStream(url, { 'x-api-key': apiKey }, watchAll, { after: last });
    await eventually(() => second.messages().length === 3);
    const ids = [...first.messages(), ...second.messages()].map(({ data }) => data?.events.id);
    expect(ids).toEqual(events.map(({ id }) => id));
  });

  it('tell where to resume, at once and with each event, and resume by themselves', async () => {
    const { append, event, url, apiKey } = await startLiveGateway();
    const first = await openStream(url, { 'x-api-key': apiKey }, watchAll);
    expect(first.headers.get('x-accel-buffering')).toBe('no');
    expect(first.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(first.headers.get('content-encoding')).toBeNull();
    // Nothing has happened yet, and the client knows from where it would miss nothing.
    await eventually(() => first.ids().length === 1);
    const [start = ''] = first.ids();
    first.leave();
    const events = Array.from({ length: 6 }, () => event());
    await append(...events.slice(0, 3));
    const headers = { 'x-api-key': apiKey, 'last-event-id': start };
    const second = await openStream(url, headers, watchAll);
    await eventually(() => second.messages().length === 3);
    const cursors = second.messages().map(({ data }) => data?.events.cursor);
    expect(second.ids()).toEqual([start, ...cursors]);
    second.leave();
    await append(...events.slice(3));
    const resumed = { ...headers, 'last-event-id': second.ids().at(-1) ?? '' };
    // The document of a client that connects again says where it began at first.
    const third = await openStream(url, resumed, watchAll, { after: start });
    await eventually(() => third.messages().length === 3);
    const ids = [...second.messages(), ...third.messages()].map(({ data }) => data?.events.id);
    expect(ids).toEqual(events.map(({ id }) => id));
  });
});

interface StreamMessage {
  readonly data?: { readonly events: { readonly id: string; readonly cursor: string } };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

async function openStream(
  url: string,
  credential: Readonly<Record<string, string>>,
  query: string,
  variables: object = {},
) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...credential,
    },
    body: JSON.stringify({ query, variables }),
    signal: leaving.signal,
  });
  let text = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  })().catch(() => {});
  const messages = (): StreamMessage[] =>
    [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? ''));
  const ids = () => [...text.matchAll(/^id: (.+)$/gm)].map(([, id = '']) => id);
  return { headers: response.headers, messages, ids, ended, leave: () => leaving.abort() };
}
