import { describe, expect, it, onTestFinished } from 'vitest';
import { attachWebSocket } from '#server';
import type { SlowReader } from '#src/server/limits/unsent-bytes.ts';
import type { WebSocketLimits } from '#src/server/web-socket/socket-limits.ts';
import { eventually } from '#test/eventually';
import { startPlainServer } from '#test/plain-server';
import { openRawSocket } from '#test/raw-socket';
import { openUnread, type UnreadRequest } from '#test/unread-connection';

type Options = Parameters<typeof startPlainServer>[0];

/** Limits under which nobody is cut within a test. */
const patient = { readerPatienceMs: 60_000, readerGraceMs: 60_000 };
/** Limits under which a reader that stands still is cut at once. */
const impatient = { readerPatienceMs: 100, readerBytesPerSecondMin: 1e9 };
const large = '{ large(chars: 6000000) }';

async function setup(limits: object = {}, socketLimits: Partial<WebSocketLimits> = {}) {
  const readers: SlowReader[] = [];
  const server = await startPlainServer({
    limits: limits as NonNullable<NonNullable<Options>['limits']>,
    attach: (attachment) =>
      attachWebSocket({
        ...attachment,
        unsent: {
          ...attachment.unsent,
          watch(connection, reader) {
            readers.push(reader);
            attachment.unsent.watch(connection, reader);
          },
        },
        isUnavailable: () => false,
        watchCredential: () => () => {},
        limits: socketLimits,
      }),
  });
  onTestFinished(() => server.stop());
  const ask = async (query: string, word = 'good') => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': word },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as {
      data?: Record<string, string>;
      errors?: { extensions: { code: string; whatToDo: string } }[];
    };
    return { status: response.status, data, code: errors?.[0]?.extensions.code };
  };
  const openOne = (request: UnreadRequest, word = 'good') =>
    openUnread(server.url, { ...request, headers: { 'x-api-key': word, ...request.headers } });
  const openSocket = async () => {
    const socket = await openRawSocket(server.url);
    await socket.init();
    return socket;
  };
  const figures = async () => {
    const text = await server.registry.metrics();
    const figureOf = (line: string) => {
      const found = text.split('\n').find((each) => each.startsWith(`${line} `));
      return found === undefined ? null : Number(found.slice(line.length + 1));
    };
    return {
      cutAt: (door: string) => figureOf(`gateway_readers_cut_total{door="${door}"}`),
      unsentBytes: figureOf('gateway_unsent_bytes'),
    };
  };
  return { server, ask, openOne, openSocket, figures, readers };
}

describe('a reader that does not read', () => {
  it('is cut over HTTP, and counted; others are answered meanwhile', async () => {
    const { ask, openOne, figures } = await setup(impatient);
    const unread = await Promise.all(Array.from({ length: 5 }, () => openOne({ query: large })));
    expect((await ask('{ me }', 'better')).data).toEqual({ me: 'better' });
    await eventually(async () => (await figures()).cutAt('http') === unread.length);
    for (const { readAll } of unread) expect((await readAll()).length).toBeLessThan(6_000_000);
    expect((await figures()).unsentBytes).toBe(0);
  });

  it('is cut over server-sent events', async () => {
    const { openOne, figures, server } = await setup(impatient);
    const headers = { accept: 'text/event-stream' };
    const { readAll } = await openOne({ query: 'subscription { ticks }', headers });
    const left = new Promise((resolve) => server.events.addEventListener('left', resolve));
    const detail = 'x'.repeat(6_000_000);
    await eventually(async () => {
      server.events.dispatchEvent(new CustomEvent('tick', { detail }));
      return (await figures()).cutAt('sse') === 1;
    });
    await left;
    expect((await readAll()).length).toBeGreaterThan(0);
  });

  it('is cut over WebSocket, as one that watches and as one that asks', async () => {
    const { openSocket, figures, server } = await setup(impatient);
    const [watching, asking] = [await openSocket(), await openSocket()];
    watching.subscribe('1', 'subscription { ticks }');
    watching.subscribe('2', '{ me }');
    await watching.next();
    for (const { socket } of [watching, asking]) socket.pause();
    for (let id = 0; id < 3; id += 1) asking.subscribe(`${id}`, large);
    await eventually(async () => (await figures()).cutAt('websocket') === 1);
    const detail = 'x'.repeat(10_000_000);
    server.events.dispatchEvent(new CustomEvent('tick', { detail }));
    await eventually(async () => (await figures()).cutAt('websocket') === 2);
    for (const { socket, closed } of [watching, asking]) {
      socket.resume();
      expect((await closed).code).toBe(1006);
    }
  });

  it('is answered no ping while an answer waits for it', async () => {
    const { openSocket, ask, figures } = await setup(patient);
    const socket = await openSocket();
    socket.socket.pause();
    socket.subscribe('large', large);
    await eventually(async () => ((await figures()).unsentBytes ?? 0) > 0);
    for (let each = 0; each < 400; each += 1) socket.send({ type: 'ping', payload: { each } });
    await eventually(() => socket.socket.bufferedAmount === 0);
    for (let turn = 0; turn < 10; turn += 1) await ask('{ me }');
    socket.socket.resume();
    await eventually(() => socket.messages.some(({ type }) => type === 'complete'));
    socket.send({ type: 'ping', payload: { isLast: true } });
    await eventually(() => socket.messages.some(({ payload }) => payload?.isLast));
    expect(socket.messages.filter(({ type }) => type === 'pong')).toHaveLength(1);
  });

  it('is told of in metrics from the start', async () => {
    const { figures } = await setup();
    const { cutAt } = await figures();
    expect(['http', 'sse', 'websocket', 'export'].map(cutAt)).toEqual([0, 0, 0, 0]);
  });
});

describe('what waits to be read (X1)', () => {
  it('is bounded for each caller, and lets others be', async () => {
    const { ask, openOne, figures } = await setup({ ...patient, unsentBytesPerCallerMax: 1e7 });
    const unread = await Promise.all(Array.from({ length: 4 }, () => openOne({ query: large })));
    await eventually(async () => ((await figures()).unsentBytes ?? 0) > 0);
    await eventually(async () => (await ask(large)).code === 'UNAVAILABLE');
    expect((await figures()).unsentBytes).toBeLessThanOrEqual(1e7);
    expect((await ask(large, 'better')).status).toBe(200);
    expect((await ask('{ me }')).data).toEqual({ me: 'good' });
    expect(unread.length).toBe(4);
  });

  it('is bounded for the node: who has waited longest goes', async () => {
    const limits = { readerPatienceMs: 60_000, readerGraceMs: 0, unsentBytesMax: 7e6 };
    const { ask, openOne, figures } = await setup(limits);
    await openOne({ query: large }, 'good');
    await eventually(async () => ((await figures()).unsentBytes ?? 0) > 0);
    await openOne({ query: large }, 'better');
    await eventually(async () => (await figures()).cutAt('http') === 1);
    expect((await ask(large, 'better')).status).toBe(200);
  });

  it('is bounded for each answer', async () => {
    const { ask, openSocket } = await setup({ answerBytesMax: 50_000 });
    expect(await ask('{ large(chars: 60000) }')).toMatchObject({
      status: 400,
      code: 'ANSWER_TOO_LARGE',
    });
    expect((await ask('{ large(chars: 40000) }')).status).toBe(200);
    const socket = await openSocket();
    socket.subscribe('1', '{ large(chars: 60000) }');
    expect((await socket.next()).payload.errors).toMatchObject([
      { extensions: { code: 'ANSWER_TOO_LARGE', whatToDo: expect.stringContaining('smaller') } },
    ]);
    expect(await socket.next()).toEqual({ id: '1', type: 'complete' });
    socket.subscribe('2', '{ large(chars: 40000) }');
    expect((await socket.next()).payload.data.large).toHaveLength(40_000);
  });

  it('is counted in bytes, of which a letter may take three', async () => {
    const { ask, openSocket } = await setup({ answerBytesMax: 50_000 });
    const [within, beyond] = [16_000, 17_000].map((n) => `{ large(chars: ${n}, of: "グ") }`);
    expect(await ask(`${beyond}`)).toMatchObject({ status: 400, code: 'ANSWER_TOO_LARGE' });
    expect((await ask(`${within}`)).data?.large).toHaveLength(16_000);
    const socket = await openSocket();
    socket.subscribe('1', `${beyond}`);
    expect((await socket.next()).payload.errors).toMatchObject([
      { extensions: { code: 'ANSWER_TOO_LARGE' } },
    ]);
    await socket.next();
    socket.subscribe('2', `${within}`);
    expect((await socket.next()).payload.data.large).toHaveLength(16_000);
  });
});

describe('what waits to be read of text whose letters take three bytes', () => {
  const wide = '{ large(chars: 6000000, of: "グ") }';
  const [bytes, bytesOfKernelMax] = [18e6, 11e6];
  const limits = { ...patient, answerBytesMax: 3e7, unsentBytesPerCallerMax: 2.2e7 };

  it('is counted in bytes, over HTTP', async () => {
    const { openOne, ask, figures } = await setup(limits);
    await openOne({ query: wide });
    await eventually(async () => ((await figures()).unsentBytes ?? 0) > 0);
    expect((await figures()).unsentBytes).toBeGreaterThan(bytes - bytesOfKernelMax);
    expect((await ask(wide)).code).toBe('UNAVAILABLE');
  });

  it('is counted in bytes, over WebSocket, and so is what was read of it', async () => {
    const { openSocket, figures, readers } = await setup(limits);
    const socket = await openSocket();
    socket.socket.pause();
    socket.subscribe('1', wide);
    await eventually(async () => ((await figures()).unsentBytes ?? 0) > 0);
    expect((await figures()).unsentBytes).toBeGreaterThan(bytes);
    const takenBefore = readers[0]?.bytesTaken() ?? 0;
    expect(takenBefore).toBeLessThan(1_000);
    const other = await openSocket();
    other.subscribe('1', wide);
    expect((await other.next()).payload.errors).toMatchObject([
      { extensions: { code: 'UNAVAILABLE' } },
    ]);
    socket.socket.resume();
    await eventually(() => readers[0]?.bytesLeft() === 0);
    expect((readers[0]?.bytesTaken() ?? 0) - takenBefore).toBeGreaterThan(bytes);
  });
});

describe('the operations of a caller', () => {
  it('are bounded until their answers are read, over HTTP', async () => {
    const { ask, openOne } = await setup({ ...patient, operationsPerCallerMax: 2 });
    const [first] = await Promise.all([openOne({ query: large }), openOne({ query: large })]);
    await eventually(async () => (await ask('{ me }')).code === 'RATE_LIMITED');
    expect((await ask('{ me }', 'better')).status).toBe(200);
    first?.socket.resume();
    await eventually(async () => (await ask('{ me }')).status === 200);
  });

  it('are bounded until their answers are read, over one socket and over several', async () => {
    const { ask, openSocket } = await setup(
      { ...patient, operationsPerCallerMax: 3 },
      { operationsPerSocketMax: 2 },
    );
    const socket = await openSocket();
    socket.subscribe('0', 'subscription { ticks }');
    for (const id of ['1', '2', '3']) socket.subscribe(id, '{ slow }');
    const { id, payload } = await socket.next();
    expect(id).toBe('3');
    expect(payload).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    const other = await openSocket();
    other.socket.pause();
    other.subscribe('1', large);
    await eventually(async () => (await ask('{ me }')).code === 'RATE_LIMITED');
    other.socket.resume();
    await eventually(async () => (await ask('{ me }')).status === 200);
    other.socket.terminate();
  });

  it('are free again when their socket is gone', async () => {
    const { ask, openSocket, server } = await setup({ ...patient, operationsPerCallerMax: 1 });
    const socket = await openSocket();
    socket.subscribe('1', '{ slow }');
    await eventually(() => server.slowCount() === 1);
    expect((await ask('{ me }')).code).toBe('RATE_LIMITED');
    socket.socket.terminate();
    server.release();
    await eventually(async () => (await ask('{ me }')).status === 200);
  });
});
