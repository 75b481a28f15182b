import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attachWebSocket, type WebSocketService } from '#server';
import type { WebSocketLimits } from '#src/server/web-socket/socket-limits.ts';
import { eventually } from '#test/eventually';
import { startPlainServer } from '#test/plain-server';
import { openRawSocket, type RawSocketOptions } from '#test/raw-socket';

interface Options {
  readonly limits?: Partial<WebSocketLimits>;
  readonly server?: Parameters<typeof startPlainServer>[0];
}

async function setup({ limits = {}, server: overrides = {} }: Options = {}) {
  const watched = new Map<string, () => void>();
  let sockets: WebSocketService | undefined;
  const server = await startPlainServer({
    ...overrides,
    attach(attachment) {
      sockets = attachWebSocket({
        ...attachment,
        isUnavailable: (error) => (error as Error).constructor.name === 'Unavailable',
        watchCredential(actor, onEnd) {
          watched.set(String(actor), onEnd);
          return () => watched.delete(String(actor));
        },
        connectionAckPayload: () => ({ cursor: 'here' }),
        limits,
      });
      return sockets;
    },
  });
  onTestFinished(() => server.stop());
  const open = (options?: RawSocketOptions) => openRawSocket(server.url, options);
  const opened = async (options?: RawSocketOptions) => {
    const socket = await open(options);
    await socket.init();
    return socket;
  };
  const tick = () => server.events.dispatchEvent(new Event('tick'));
  return { server, open, opened, tick, watched, socketCount: () => sockets?.socketCount() };
}

const ticks = 'subscription { ticks }';
const tickOf = (id: string) => ({ id, type: 'next', payload: { data: { ticks: 'tick' } } });

describe('the protocol graphql-transport-ws', () => {
  it('acknowledges, and tells from where one may go on', async () => {
    const { open } = await setup();
    const socket = await open();
    const ack = await socket.init();
    expect(ack).toEqual({ type: 'connection_ack', payload: { cursor: 'here' } });
  });

  it('answers queries and brings what subscriptions yield, until they end', async () => {
    const { opened, tick, server } = await setup();
    const socket = await opened();
    socket.subscribe('q', '{ me }');
    expect(await socket.next()).toEqual({
      id: 'q',
      type: 'next',
      payload: { data: { me: 'good' } },
    });
    expect(await socket.next()).toEqual({ id: 'q', type: 'complete' });
    socket.subscribe('s', ticks);
    await eventually(() => server.lastFacts().signal);
    socket.subscribe('after', '{ me }');
    await socket.next();
    await socket.next();
    tick();
    expect(await socket.next()).toEqual(tickOf('s'));
    server.events.dispatchEvent(new Event('end'));
    expect(await socket.next()).toEqual({ id: 's', type: 'complete' });
  });

  const malformed = [
    '',
    'no JSON',
    '[]',
    'null',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"","payload":{"query":"{ me }"}}',
    '{"type":"subscribe","id":"1","payload":{"query":1}}',
    '{"type":"complete"}',
    '{"type":"connection_init","payload":"x"}',
    '{"type":"ping","payload":7}',
    '{"type":"stop","id":"1"}',
  ];
  it.each(malformed)('closes with 4400 on the message %j', async (text) => {
    const { open } = await setup();
    const socket = await open();
    socket.send(text);
    expect((await socket.closed).code).toBe(4400);
  });

  it('closes with 4401 on a subscription before the acknowledgement', async () => {
    const { open } = await setup();
    const socket = await open();
    socket.subscribe('1', ticks);
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  const refused: [string, object | undefined][] = [
    ['without a credential', {}],
    ['without a payload', undefined],
    ['with a wrong one', { apiKey: 'guess' }],
    ['with an expired one', { authorization: 'Bearer old' }],
    ['with what is no credential', { apiKey: 7 }],
  ];
  it.each(refused)('closes with 4403 %s', async (_, payload) => {
    const { open } = await setup();
    const socket = await open();
    socket.send({ type: 'connection_init', ...(payload ? { payload } : {}) });
    expect(await socket.closed).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  const accepted = [
    { apiKey: 'good' },
    { authorization: 'Bearer good' },
    { 'x-api-key': 'good' },
    { Authorization: 'bearer good' },
  ];
  it.each(accepted)('lets in with %j', async (payload) => {
    const { open } = await setup();
    const socket = await open();
    expect(await socket.init(payload)).toMatchObject({ type: 'connection_ack' });
  });

  it.each(['graphql-ws', 'mqtt', null])('closes with 4406 on the subprotocol %j', async (name) => {
    const { server } = await setup();
    // Client libraries give up by themselves when their subprotocol is not taken.
    expect(await closeCodeOfHandshake(server.origin, name)).toBe(4406);
  });

  it('closes with 4408 when it is not told in time who is there', async () => {
    const { open } = await setup({ limits: { initMs: 30 } });
    const socket = await open();
    const reason = 'Connection initialisation timeout';
    expect(await socket.closed).toEqual({ code: 4408, reason });
  });

  it('closes with 4409 on an id that is in use', async () => {
    const { opened } = await setup();
    const socket = await opened();
    socket.subscribe('1', ticks);
    socket.subscribe('1', ticks);
    const reason = 'Subscriber for 1 already exists';
    expect(await socket.closed).toEqual({ code: 4409, reason });
  });

  it('closes with 4409 also when the id is longer than a reason may be', async () => {
    const { opened, server } = await setup();
    const socket = await opened();
    const id = 'é'.repeat(500);
    socket.subscribe(id, ticks);
    socket.subscribe(id, ticks);
    const { code, reason } = await socket.closed;
    expect(code).toBe(4409);
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    expect(reason).toMatch(/^Subscriber for é+$/);
    expect(server.lines().filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('closes with 4400 on a message that only servers send, as a mistake of the client', async () => {
    const { opened, server } = await setup();
    for (const type of ['next', 'error', 'connection_ack']) {
      const socket = await opened();
      socket.send({ id: '1', type, payload: {} });
      expect((await socket.closed).code).toBe(4400);
    }
    expect(server.lines().filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('closes with 4429 when it is told twice who is there', async () => {
    const { opened } = await setup();
    const socket = await opened();
    socket.send({ type: 'connection_init', payload: { apiKey: 'good' } });
    const reason = 'Too many initialisation requests';
    expect(await socket.closed).toEqual({ code: 4429, reason });
  });

  it('closes with 4429 when it is told twice before it has answered', async () => {
    const { open } = await setup();
    const socket = await open();
    socket.send({ type: 'connection_init', payload: { apiKey: 'good' } });
    socket.send({ type: 'connection_init', payload: { apiKey: 'good' } });
    expect((await socket.closed).code).toBe(4429);
  });

  it('answers a ping with its payload, also before it knows who is there', async () => {
    const { open } = await setup();
    const socket = await open();
    socket.send({ type: 'ping', payload: { n: 1 } });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { n: 1 } });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.send({ type: 'pong', payload: { unasked: true } });
    expect(await socket.init()).toMatchObject({ type: 'connection_ack' });
  });
});

describe('a message of a subscription', () => {
  // Where the frame's length changes the form in which it is written.
  const bare = JSON.stringify(tickOf('')).length;
  it.each([125, 126, 127, 65_535, 65_536, 65_537])('may be %i bytes long', async (bytes) => {
    const { opened, tick } = await setup();
    const socket = await opened();
    const id = 'x'.repeat(bytes - bare);
    let length = 0;
    socket.socket.on('message', (data: Buffer) => {
      length = data.length;
    });
    socket.subscribe(id, ticks);
    socket.subscribe('q', '{ me }');
    await socket.next();
    await socket.next();
    tick();
    tick();
    expect(await socket.next()).toEqual(tickOf(id));
    expect(length).toBe(bytes);
    expect(await socket.next()).toEqual(tickOf(id));
  });

  it.each(['1', 'ü', '😀"\\\n', 'x'.repeat(300), '\u0000'])('names its id %j', async (id) => {
    const { opened, tick } = await setup();
    const socket = await opened();
    socket.subscribe(id, ticks);
    socket.subscribe('q', '{ me }');
    await socket.next();
    await socket.next();
    tick();
    expect(await socket.next()).toEqual(tickOf(id));
  });
});

describe('completing', () => {
  it('ends a subscription, after which nothing of it comes', async () => {
    const { opened, tick } = await setup();
    const socket = await opened();
    socket.subscribe('1', ticks);
    socket.subscribe('2', ticks);
    socket.subscribe('q', '{ me }');
    await socket.next();
    await socket.next();
    socket.send({ id: '1', type: 'complete' });
    socket.send({ type: 'ping' });
    await socket.next();
    tick();
    expect(await socket.next()).toEqual(tickOf('2'));
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { cursor: 'here' } });
  });

  it('before the subscription has begun, it never begins', async () => {
    const { opened, tick, server } = await setup();
    const socket = await opened();
    const left = new Promise((resolve) => server.events.addEventListener('left', resolve));
    socket.subscribe('1', ticks);
    socket.send({ id: '1', type: 'complete' });
    await left;
    tick();
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { cursor: 'here' } });
  });

  it('what is unknown or over does nothing', async () => {
    const { opened, server } = await setup();
    const socket = await opened();
    socket.send({ id: 'none', type: 'complete' });
    socket.subscribe('1', ticks);
    socket.subscribe('q', '{ me }');
    await socket.next();
    await socket.next();
    server.events.dispatchEvent(new Event('end'));
    expect(await socket.next()).toEqual({ id: '1', type: 'complete' });
    socket.send({ id: '1', type: 'complete' });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { cursor: 'here' } });
  });

  it('frees the id at once for another subscription', async () => {
    const { opened, tick } = await setup();
    const socket = await opened();
    for (let round = 0; round < 20; round += 1) {
      socket.subscribe('1', ticks);
      socket.send({ id: '1', type: 'complete' });
    }
    socket.subscribe('1', ticks);
    socket.subscribe('q', '{ me }');
    const q = { id: 'q', type: 'next', payload: { data: { me: 'good' } } };
    expect(await socket.next()).toEqual(q);
    expect(await socket.next()).toEqual({ id: 'q', type: 'complete' });
    tick();
    expect(await socket.next()).toEqual(tickOf('1'));
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { cursor: 'here' } });
  });

  it('a query that runs keeps its answer to itself', async () => {
    const { opened, server } = await setup();
    const socket = await opened();
    socket.subscribe('1', '{ slow }');
    await eventually(() => server.slowCount() === 1);
    socket.send({ id: '1', type: 'complete' });
    socket.send({ type: 'ping' });
    await socket.next();
    server.release();
    socket.subscribe('2', '{ me }');
    expect(await socket.next()).toMatchObject({ id: '2', type: 'next' });
    expect(socket.messages.filter(({ id }) => id === '1')).toEqual([]);
  });
});

describe('errors', () => {
  it('of a document are told as such, and the socket stays', async () => {
    const { opened } = await setup();
    const socket = await opened();
    const documents = { syntax: '{ ', unknown: '{ nothing }', none: '' };
    for (const [id, document] of Object.entries(documents)) {
      socket.subscribe(id, document);
      const { type, payload } = await socket.next();
      expect({ id, type }).toEqual({ id, type: 'error' });
      expect(payload[0].extensions).toMatchObject({ code: expect.any(String) });
      expect(payload[0].extensions.requestId).toEqual(expect.any(String));
    }
    socket.subscribe('q', '{ me }');
    expect(await socket.next()).toMatchObject({ id: 'q', type: 'next' });
  });

  it('of ours are masked and logged once', async () => {
    const { opened, server } = await setup();
    const socket = await opened();
    socket.subscribe('1', '{ broken }');
    const { payload } = await socket.next();
    expect(payload.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(payload)).not.toContain('hunter2');
    expect(server.lines().filter(({ event }) => event === 'request.failed')).toHaveLength(1);
  });
});

describe('the limits of a socket', () => {
  it('close with 1008 on too many subscriptions', async () => {
    const { opened } = await setup({ limits: { subscriptionsPerSocketMax: 2 } });
    const socket = await opened();
    for (const id of ['1', '2', '3']) socket.subscribe(id, ticks);
    expect(await socket.closed).toEqual({ code: 1008, reason: 'Too many subscriptions' });
  });

  it('count only what runs', async () => {
    const { opened } = await setup({ limits: { subscriptionsPerSocketMax: 1 } });
    const socket = await opened();
    for (const id of ['1', '2', '3', '4']) {
      socket.subscribe(id, '{ me }');
      expect(await socket.next()).toMatchObject({ id, type: 'next' });
      expect(await socket.next()).toEqual({ id, type: 'complete' });
    }
  });

  it('close with 1008 on too many messages', async () => {
    const { opened } = await setup({ limits: { messagesPerPingMax: 5 } });
    const socket = await opened();
    for (let n = 0; n < 6; n += 1) socket.send({ type: 'ping' });
    expect(await socket.closed).toEqual({ code: 1008, reason: 'Too many messages' });
  });

  it('close with 1008 on a ping that is to be answered at length', async () => {
    const { opened } = await setup();
    const socket = await opened();
    socket.send({ type: 'ping', payload: { text: 'x'.repeat(1_000) } });
    expect(await socket.closed).toEqual({ code: 1008, reason: 'Too long a ping' });
  });

  it('hold for requests as over HTTP, by caller and not by socket', async () => {
    const { opened } = await setup({ limits: { requestsPerMinutePerCaller: 12 } });
    const [first, second] = [await opened(), await opened()];
    const codes: unknown[] = [];
    for (let n = 0; n < 14; n += 1) {
      const socket = n % 2 === 0 ? first : second;
      socket.subscribe(`${n}`, '{ me }');
      const { type, payload } = await socket.next();
      codes.push(type === 'error' ? payload[0].extensions.code : type);
      if (type !== 'error') await socket.next();
    }
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('next'));
    expect(codes.at(-1)).toBe('RATE_LIMITED');
    for (const [id, query] of Object.entries({ s: ticks, i: '{ nothing }', t: '{ not' })) {
      first.subscribe(id, query);
      const { payload } = await first.next();
      expect(payload[0].extensions.code).toBe('RATE_LIMITED');
    }
    first.send({ type: 'ping' });
    expect(await first.next()).toEqual({ type: 'pong', payload: { cursor: 'here' } });
  });

  it('of a caller who asks too often leave what its team may ask for', async () => {
    const { open, opened } = await setup({
      limits: { requestsPerMinutePerCaller: 6 },
      server: { limits: { requestsPerMinutePerTeam: 12 } },
    });
    const [greedy, other] = [await opened(), await open()];
    await other.init({ apiKey: 'better' });
    for (let n = 0; n < 90; n += 1) greedy.subscribe(`${n}`, '{ nothing }');
    await eventually(() => greedy.messages.length > 60);
    other.subscribe('1', '{ me }');
    expect((await other.next()).payload).toEqual({ data: { me: 'better' } });
  });

  it('hold no slot for an operation that cannot be told which it is', async () => {
    const { opened } = await setup({ server: { limits: { operationsPerCallerMax: 2 } } });
    const socket = await opened();
    for (const id of ['1', '2', '3', '4']) {
      socket.subscribe(id, 'query A { me } query B { me }');
      const { type, payload } = await socket.next();
      expect(type).toBe('error');
      expect(payload[0].extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
    }
    socket.subscribe('5', '{ me }');
    expect(await socket.next()).toMatchObject({ id: '5', type: 'next' });
  });

  it('close with 1009 on a message that is too large', async () => {
    const { opened } = await setup({ limits: { messageBytesMax: 1_000 } });
    const socket = await opened();
    socket.send({ type: 'ping', payload: { text: 'x'.repeat(1_000) } });
    expect((await socket.closed).code).toBe(1009);
  });

  it('close with 1008 on a message in too many parts', async () => {
    const { open } = await setup();
    const { socket, closed } = await open();
    for (let n = 0; n < 70; n += 1) socket.send(' ', { fin: false });
    expect((await closed).code).toBe(1008);
  });

  it('cut whoever does not end a message, whatever pings come between', async () => {
    const { opened } = await setup({ server: { limits: { unfinishedMsMax: 300 } } });
    const [fragments, piece, whole] = await Promise.all([opened(), opened(), opened()]);
    fragments.socket.send('{', { fin: false });
    const pings = setInterval(() => fragments.socket.ping(), 50);
    onTestFinished(() => clearInterval(pings));
    // The head of a masked frame of 1,000 bytes, and a few of those.
    connectionOf(piece.socket).write(Buffer.from([0x81, 0xfe, 0x03, 0xe8, 1, 2, 3, 4, 5, 6]));
    expect((await fragments.closed).code).toBe(1006);
    expect((await piece.closed).code).toBe(1006);
    whole.socket.send('{"type":', { fin: false });
    whole.socket.send('"ping"}');
    expect(await whole.next()).toMatchObject({ type: 'pong' });
  });

  it('bound the unfinished messages of a network: the one that began first goes', async () => {
    const limits = { unfinishedBytesPerNetworkMax: 160_000 };
    const { opened } = await setup({ server: { limits } });
    const [first, second] = [await opened(), await opened()];
    first.socket.send('x'.repeat(90_000), { fin: false });
    first.socket.ping();
    await new Promise((resolve) => first.socket.once('pong', resolve));
    second.socket.send('x'.repeat(90_000), { fin: false });
    expect((await first.closed).code).toBe(1006);
    second.socket.ping();
    await new Promise((resolve) => second.socket.once('pong', resolve));
  });

  it('close with 1013 when a caller has too many sockets, until one of them goes', async () => {
    const { open, opened, socketCount } = await setup({ limits: { socketsPerCallerMax: 1 } });
    const first = await opened();
    const second = await open();
    second.send({ type: 'connection_init', payload: { apiKey: 'good' } });
    expect(await second.closed).toEqual({ code: 1013, reason: 'Too many sockets' });
    const other = await open();
    expect(await other.init({ apiKey: 'better' })).toMatchObject({ type: 'connection_ack' });
    first.socket.close();
    await eventually(() => socketCount() === 1);
    await opened();
  });

  it('close with 1013 when the node is full, until one of its sockets goes', async () => {
    const { open, opened } = await setup({ limits: { socketsMax: 1 } });
    const first = await opened();
    const { closed } = await open();
    expect(await closed).toEqual({ code: 1013, reason: 'Too many sockets' });
    first.socket.close();
    await first.closed;
    await eventually(opened);
  });

  it('close with 1013 when too many of a network have shown no credential', async () => {
    const { open, opened } = await setup({
      limits: { newcomersPerNetworkMax: 2 },
      server: { trustedProxies: ['127.0.0.1'] },
    });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    const silent = await open(from('192.0.2.1'));
    const admitted = await opened(from('192.0.2.1'));
    await open(from('192.0.2.1'));
    const refused = await open(from('192.0.2.1'));
    expect(await refused.closed).toEqual({ code: 1013, reason: 'Too many sockets' });
    await opened(from('192.0.2.2'));
    silent.socket.close();
    await silent.closed;
    await eventually(() => opened(from('192.0.2.1')));
    admitted.socket.close();
  });

  it('count those of IPv6 that have shown no credential by /48, and all of them', async () => {
    const { open, opened } = await setup({
      limits: { newcomersPerNetworkMax: 2, newcomersMax: 3 },
      server: { trustedProxies: ['127.0.0.1'] },
    });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    await open(from('2001:db8:0:1::1'));
    await open(from('2001:db8:0:2::1'));
    const refused = await open(from('2001:db8:0:3::1'));
    expect((await refused.closed).code).toBe(1013);
    await opened(from('192.0.2.1'));
    await open(from('192.0.2.2'));
    const late = await open(from('192.0.2.3'));
    expect((await late.closed).code).toBe(1013);
  });

  it('let nobody in when a full node has told many so', async () => {
    const { open, opened } = await setup({ limits: { socketsMax: 1, rejectedSocketsMax: 0 } });
    await opened();
    await expect(open()).rejects.toThrow('503');
  });

  it('refuse whoever guesses credentials, and let the right one in all the same', async () => {
    const { open } = await setup();
    for (let n = 0; n < 12; n += 1) {
      const socket = await open();
      socket.send({ type: 'connection_init', payload: { apiKey: `guess ${n}` } });
      expect((await socket.closed).code).toBe(4403);
    }
    expect(await (await open()).init()).toMatchObject({ type: 'connection_ack' });
  });
});

describe('the life of a socket', () => {
  it('ends with its credential, with the code on which clients bring another one', async () => {
    const { open, opened, watched, tick } = await setup();
    const socket = await opened();
    const other = await open();
    await other.init({ apiKey: 'better' });
    socket.subscribe('1', ticks);
    other.subscribe('1', ticks);
    watched.get('good')?.();
    expect(await socket.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    await eventually(() => !watched.has('good'));
    tick();
    expect(await other.next()).toEqual(tickOf('1'));
  });

  it('ends when its client is dead, and not while it answers pings', async () => {
    const { opened, socketCount } = await setup({ limits: { pingMs: 50 } });
    const alive = await opened();
    const dead = await opened({ autoPong: false });
    expect((await dead.closed).code).toBe(1006);
    await eventually(() => alive.pingCount() > 3);
    expect(socketCount()).toBe(1);
  });

  it('is closed with 1012 when the node stops, and nobody comes in any more', async () => {
    const { open, opened, server } = await setup();
    const socket = await opened();
    socket.subscribe('1', ticks);
    const stopping = server.stop();
    const late = open().catch((error: Error) => error);
    expect(await socket.closed).toEqual({ code: 1012, reason: 'Service restart' });
    await stopping;
    expect(await late).toBeInstanceOf(Error);
  });

  it('is closed with 1013 when it cannot be told just now who is there', async () => {
    const { open } = await setup();
    const socket = await open();
    socket.send({ type: 'connection_init', payload: { apiKey: 'down' } });
    expect(await socket.closed).toEqual({ code: 1013, reason: 'Try again later' });
  });

  it('leaves its subscriptions when it is lost', async () => {
    const { opened, server } = await setup();
    const left = new Promise((resolve) => server.events.addEventListener('left', resolve));
    const socket = await opened();
    socket.subscribe('1', ticks);
    socket.subscribe('q', '{ me }');
    await socket.next();
    socket.socket.terminate();
    await left;
  });
});

describe('the door', () => {
  it('stands at the path of the API only', async () => {
    const { server } = await setup();
    await expect(openRawSocket(`${server.origin}/elsewhere`)).rejects.toThrow('404');
    await openRawSocket(`${server.url}?with=query`);
  });

  it('is closed to pages of origins that are not allowed', async () => {
    const { open, server } = await setup({ server: { corsOrigins: ['https://app.example'] } });
    await expect(open({ headers: { origin: 'https://evil.example' } })).rejects.toThrow('403');
    await expect(open({ headers: { origin: 'null' } })).rejects.toThrow('403');
    await open({ headers: { origin: 'https://app.example' } });
    await open({ headers: { origin: server.origin } });
  });
});

/** Shakes hands byte by byte, and reads the code of the close frame that follows. */
async function closeCodeOfHandshake(origin: string, subprotocol: string | null): Promise<number> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  const lines = [
    'GET /graphql HTTP/1.1',
    'host: gateway',
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(subprotocol === null ? [] : [`sec-websocket-protocol: ${subprotocol}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk]);
    const start = bytes.indexOf('\r\n\r\n') + 4;
    if (start < 4 || bytes.length < start + 4) continue;
    expect(bytes[start]).toBe(0x88);
    socket.destroy();
    return bytes.readUInt16BE(start + 2);
  }
  throw new Error('the socket was closed without a word');
}

function connectionOf(socket: object): Socket {
  return (socket as { _socket: Socket })._socket;
}
