import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answerHeadersOf, answerHeadersText } from '#src/webhooks/http/answer-headers.ts';
import { createPoster, type PosterOptions } from '#src/webhooks/http/post.ts';
import { createResolveHost } from '#src/webhooks/http/resolve-host.ts';
import { systemClock } from '#std/clock';
import { eventually } from '#test/eventually';
import { standingServer } from '#test/standing-server';
import {
  type Answering,
  createWebhookReceiver,
  ok,
  status,
  testAuthority,
} from '#test/webhook-receiver';
import { createAddressPolicy } from '#webhooks';

const localPolicy = createAddressPolicy({ allowsHttp: true, allowedSubnets: ['127.0.0.0/8'] });

interface Setup extends Partial<PosterOptions> {
  readonly isTls?: boolean;
  readonly answer?: Answering;
}

async function setup({ isTls = false, answer = ok, ...options }: Setup = {}) {
  const receiver = await createWebhookReceiver({ isTls, answer });
  const resolved: string[] = [];
  const poster = createPoster({
    policy: localPolicy,
    resolveHost: async (host) => {
      resolved.push(host);
      return ['127.0.0.1'];
    },
    clock: systemClock,
    statusTimeoutMs: 2_000,
    connectTimeoutMs: 1_000,
    ...options,
  });
  onTestFinished(async () => {
    await receiver.close();
    await poster.close();
  });
  const post = (url = receiver.url, body = '{"a":1}') =>
    poster.post({ url, headers: ['x-team', 'blue'], body: Buffer.from(body) });
  return { receiver, poster, post, resolved };
}

/** A server that speaks no HTTP of its own accord. */
async function rawServer(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => onSocket(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('posting a webhook', () => {
  it('sends the exact bytes once and tells status, time and the head of the answer', async () => {
    const { receiver, post } = await setup();
    const answer = await post(`${receiver.url}?key=1`, '{"name": "Zoë"}');
    expect(answer).toMatchObject({ status: 200, failure: null, answerHead: 'thanks' });
    expect(answer.answerHeaders).toMatch(/^date: /m);
    expect(answer.answerHeaders).not.toMatch(/^connection|^keep-alive/m);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]).toMatchObject({
      method: 'POST',
      path: '/hook?key=1',
      body: '{"name": "Zoë"}',
      headers: { 'content-length': '16', 'x-team': 'blue', host: `127.0.0.1:${receiver.port}` },
    });
  });

  it.each([
    [200, null],
    [201, null],
    [204, null],
    [299, null],
    [301, 'redirect'],
    [304, 'redirect'],
    [308, 'redirect'],
    [400, 'status'],
    [404, 'status'],
    [410, 'status'],
    [500, 'status'],
    [503, 'status'],
  ])('a status of %i is a failure named %s', async (code, failure) => {
    const { post } = await setup({ answer: status(code) });
    expect(await post()).toMatchObject({ status: code, failure });
  });

  it('follows no redirect (W2)', async () => {
    const elsewhere = await setup();
    const answer = status(307, { location: elsewhere.receiver.url });
    const { post } = await setup({ answer });
    expect(await post()).toMatchObject({ status: 307, failure: 'redirect' });
    expect(elsewhere.receiver.received).toEqual([]);
  });

  it('hands the Retry-After header over as it came', async () => {
    const { post } = await setup({ answer: status(429, { 'retry-after': '7' }) });
    expect(await post()).toMatchObject({ status: 429, retryAfter: '7' });
  });

  it('uses connections again', async () => {
    const { receiver, post, resolved } = await setup();
    const url = `http://receiver.test:${receiver.port}/`;
    for (let n = 0; n < 10; n += 1) expect(await post(url)).toMatchObject({ failure: null });
    expect(receiver.received).toHaveLength(10);
    expect(receiver.connectionCount()).toBeLessThanOrEqual(2);
    expect(resolved.length).toBeLessThanOrEqual(2);
  });

  it('waits for the status, as long as it may take, and no longer', async () => {
    // Nothing else would end it.
    const { receiver, post } = await setup({ statusTimeoutMs: 200, answer: () => {} });
    const answer = await post();
    expect(answer).toMatchObject({ status: null, failure: 'timeout', answerHead: null });
    expect(answer.durationMs).toBeGreaterThanOrEqual(195);
    await eventually(() => receiver.connectionCount() === 0);
  });

  it('lets the status decide while the body drips, and cuts it off', async () => {
    const { receiver, post } = await setup({
      statusTimeoutMs: 300,
      answer: (response) => response.writeHead(200).write('drip'),
    });
    const answer = await post();
    expect(answer).toMatchObject({ status: 200, failure: null, answerHead: 'drip' });
    await eventually(() => receiver.connectionCount() === 0);
  });

  it('keeps 2 KB of a huge body and cuts it off', async () => {
    let sentBytes = 0;
    const { receiver, post } = await setup({
      answer(response) {
        response.writeHead(500).on('error', () => {});
        const pour = () => {
          while (response.writable && sentBytes < 1e9 && response.write('x'.repeat(65_536))) {
            sentBytes += 65_536;
          }
        };
        response.on('drain', pour);
        pour();
      },
    });
    const answer = await post();
    expect(answer).toMatchObject({ status: 500, failure: 'status' });
    expect(answer.answerHead).toBe('x'.repeat(2048));
    await eventually(() => receiver.connectionCount() === 0);
    expect(sentBytes).toBeLessThan(50_000_000);
  });

  it('keeps an answer that is no text in a form that Postgres takes', async () => {
    const { post } = await setup({
      answer: (response) => response.writeHead(200).end(Buffer.from([0, 0xff, 0x41])),
    });
    expect((await post()).answerHead).toBe('\uFFFD\uFFFDA');
  });

  it('names what went wrong on the way', async () => {
    const { post } = await setup();
    const silent = await rawServer((socket) => socket.resetAndDestroy());
    const hangsUp = await rawServer((socket) => socket.once('data', () => socket.end()));
    const babbles = await rawServer((socket) =>
      socket.once('data', () => socket.write('SSH-2.0-OpenSSH_9.9\r\n')),
    );
    const bloated = await rawServer((socket) =>
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n`)),
    );
    const unused = await rawServer(() => {});
    const { port } = new URL(unused);
    expect((await post(silent)).failure).toMatch(/^(reset|connect)$/);
    expect((await post(hangsUp)).failure).toBe('reset');
    expect((await post(babbles)).failure).toBe('unreadable');
    expect((await post(bloated)).failure).toBe('unreadable');
    expect((await post(`https://127.0.0.1:${port}/`)).failure).toBe('tls');
    expect((await post('http://127.0.0.1:1/')).failure).toBe('connect');
  });

  it('gives up a connection that does not come about', async () => {
    // Not by the deadline over all.
    const { post } = await setup({ connectTimeoutMs: 150, statusTimeoutMs: 600_000, isTls: false });
    // It accepts, but never answers the TLS handshake.
    const mute = await rawServer(() => {});
    const answer = await post(mute.replace('http:', 'https:'));
    expect(answer.failure).toBe('tls');
  });

  it('gives up a name server that does not answer', async () => {
    const { post } = await setup({
      connectTimeoutMs: 150,
      resolveHost: () => new Promise(() => {}),
    });
    expect((await post('http://slow.test/')).failure).toBe('dns');
  });
});

describe('posting over TLS', () => {
  const trustedAuthorities = [testAuthority];

  it('names the host in SNI and Host, and checks the certificate against it', async () => {
    const names: unknown[] = [];
    const { receiver, post } = await setup({
      isTls: true,
      trustedAuthorities,
      answer(response, _webhook, socket) {
        names.push((socket as Socket & { servername: unknown }).servername);
        ok(response, _webhook, socket);
      },
    });
    const answer = await post(`https://receiver.test:${receiver.port}/`);
    expect(answer).toMatchObject({ status: 200, failure: null });
    expect(names).toEqual(['receiver.test']);
    expect(receiver.received[0]?.headers.host).toBe(`receiver.test:${receiver.port}`);
  });

  it('refuses a certificate for another name, and one that nobody vouches for', async () => {
    const trusting = await setup({ isTls: true, trustedAuthorities });
    const other = await trusting.post(`https://other.test:${trusting.receiver.port}/`);
    expect(other).toMatchObject({ status: null, failure: 'tls' });
    expect(await trusting.post()).toMatchObject({ failure: null });
    const { post, receiver } = await setup({ isTls: true });
    expect(await post()).toMatchObject({ status: null, failure: 'tls' });
    expect(receiver.received).toEqual([]);
  });
});

describe('connecting (W2)', () => {
  it('goes to the address that was judged, whatever the name would say a second time', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    let asked = 0;
    const { receiver, post } = await setup({
      resolveHost: async () => answers[asked++] ?? [],
    });
    const url = `http://rebinding.test:${receiver.port}/`;
    expect(await post(url)).toMatchObject({ status: 200 });
    expect(asked).toBe(1);
  });

  it('judges the address anew for each connection', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    let asked = 0;
    const { receiver, post } = await setup({ resolveHost: async () => answers[asked++] ?? [] });
    receiver.answerWith((response) => response.writeHead(200, { connection: 'close' }).end());
    const url = `http://rebinding.test:${receiver.port}/`;
    expect(await post(url)).toMatchObject({ status: 200 });
    await eventually(() => receiver.connectionCount() === 0);
    expect(await post(url)).toMatchObject({ status: null, failure: 'dns' });
    expect(asked).toBe(2);
    expect(receiver.received).toHaveLength(1);
  });

  it('refuses a name when any one of its addresses is forbidden', async () => {
    const { receiver, post } = await setup({ resolveHost: async () => ['127.0.0.1', '10.0.0.1'] });
    const answer = await post(`http://mixed.test:${receiver.port}/`);
    expect(answer.failure).toBe('dns');
    expect(receiver.received).toEqual([]);
  });

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0177.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://localhost/',
    'http://metadata.localhost./',
  ])('refuses %s where no subnet is allowed', async (url) => {
    const policy = createAddressPolicy({ allowsHttp: true });
    const { post } = await setup({ policy, resolveHost: createResolveHost() });
    expect((await post(url)).failure).toBe('forbidden-address');
  });

  it('tries the next of several addresses when one does not answer', async () => {
    const { receiver, post } = await setup({ resolveHost: async () => ['127.0.0.2', '127.0.0.1'] });
    const url = `http://several.test:${receiver.port}/`;
    expect(await post(url)).toMatchObject({ status: 200, failure: null });
  });

  it('reaches a receiver far away although another of its addresses is dead', async () => {
    // Two that stand still: connections to them wait in the kernel.
    const dead = await standingServer('127.0.0.2');
    const far = await standingServer('127.0.0.3', dead.port);
    for (const order of [
      ['127.0.0.3', '127.0.0.2'],
      ['127.0.0.2', '127.0.0.3'],
    ]) {
      let triedCount = 0;
      const { sleep } = systemClock;
      const clock = {
        ...systemClock,
        async sleep(delayMs: number, signal?: AbortSignal) {
          await sleep(delayMs, signal);
          if (delayMs === 250) triedCount += 1;
        },
      };
      const { poster } = await setup({
        clock,
        resolveHost: async () => order,
        statusTimeoutMs: 20_000,
        connectTimeoutMs: 15_000,
      });
      far.stop();
      await far.fill();
      const posting = poster.post({
        url: `http://receiver.test:${dead.port}/`,
        headers: [],
        body: Buffer.from('{}'),
      });
      // Both have been tried for longer than the one before has to itself.
      await eventually(() => triedCount === order.length);
      far.goOn();
      expect(await posting).toMatchObject({ status: 200, failure: null });
    }
  });

  it('sends again at once when a connection that is used again is reset', async () => {
    let requestCount = 0;
    const bodies: string[] = [];
    const url = await rawServer((socket) => {
      let isUsed = false;
      socket.on('data', (data) => {
        requestCount += 1;
        if (isUsed) return socket.resetAndDestroy();
        isUsed = true;
        bodies.push(String(data));
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const { post } = await setup();
    const sent = Array.from({ length: 5 }, (_, n) => `{"number":${n}}`);
    for (const body of sent) {
      expect(await post(url, body)).toMatchObject({ status: 200, failure: null });
      // The connection is free a moment after its answer.
      await new Promise(setImmediate);
    }
    expect(requestCount).toBeGreaterThan(sent.length);
    expect(bodies.map((text) => text.slice(text.indexOf('{')))).toEqual(sent);
    for (const text of bodies) expect(text).toContain('x-team: blue');
  });

  it('does not send again when a new connection is reset', async () => {
    let requestCount = 0;
    const url = await rawServer((socket) => {
      socket.on('data', () => {
        requestCount += 1;
        socket.resetAndDestroy();
      });
    });
    const { post } = await setup();
    expect(await post(url)).toMatchObject({ status: null, failure: 'reset' });
    expect(requestCount).toBe(1);
  });

  it('says so when a name has no address', async () => {
    const { post } = await setup({ resolveHost: async () => [] });
    expect((await post('http://nowhere.test/')).failure).toBe('dns');
    const failing = await setup({ resolveHost: () => Promise.reject(new Error('NXDOMAIN')) });
    expect((await failing.post('http://nowhere.test/')).failure).toBe('dns');
  });
});

describe('the headers of an answer', () => {
  it('are kept in their order, without those of the connection and the value of a cookie', () => {
    const text = answerHeadersText({
      date: 'Fri, 27 Nov 2026 12:00:00 GMT',
      connection: 'keep-alive',
      'set-cookie': ['session=secret; HttpOnly'],
      via: ['1.1 one', '1.1 two'],
    });
    expect(text).not.toContain('secret');
    expect(answerHeadersOf(text)).toEqual([
      { name: 'date', value: 'Fri, 27 Nov 2026 12:00:00 GMT' },
      { name: 'set-cookie', value: null },
      { name: 'via', value: '1.1 one' },
      { name: 'via', value: '1.1 two' },
    ]);
  });

  it('are kept whole or not at all, and no more than 1 KB of them', () => {
    const long = 'x'.repeat(600);
    const text = answerHeadersText({ one: long, two: long, three: 'short' });
    expect(answerHeadersOf(text)).toEqual([{ name: 'one', value: long }]);
    expect(answerHeadersOf('')).toEqual([]);
  });
});
