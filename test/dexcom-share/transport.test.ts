import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDexcomShare, type DexcomShare } from '#dexcom-share';
import { systemClock } from '#std/clock';
import { accountName, modernReading, password, sessionId } from './recorded.ts';
import { createHeldClock, failureOf, setup } from './setup.ts';
import {
  type Behaviour,
  cutShort,
  drip,
  gzipped,
  hang,
  hangUp,
  html,
  json,
  raw,
  reset,
  text,
} from './share-server.ts';

const day = { minutes: 1440, maxCount: 288 };
const readDay = (share: DexcomShare, signal?: AbortSignal) =>
  share.readGlucose('US', sessionId, day, signal);

const silent = { failure: 'unavailable', code: null, httpStatus: null, retryAfterMs: null };

describe('a connection that fails', () => {
  it('is refused', async () => {
    const { server, share } = await setup();
    await server.stop();
    const error = await failureOf(readDay(share));
    expect(error).toMatchObject({ ...silent, evidence: 'network', networkCode: 'ECONNREFUSED' });
  });

  it('leads to a host that does not exist', async () => {
    const nowhere = 'http://share.invalid';
    const { share } = await setup({ baseUrls: { US: nowhere, OUS: nowhere, APAC: nowhere } });
    const error = await failureOf(readDay(share));
    expect(error).toMatchObject({ ...silent, evidence: 'network' });
    expect(error.networkCode).toMatch(/^E(NOTFOUND|AI_AGAIN)$/);
  });

  it.each([
    ['is reset', reset()],
    ['is closed without an answer', hangUp()],
    ['is closed in the middle of the body', cutShort(`[${modernReading}`)],
    ['answers what is not HTTP', raw('SSH-2.0-OpenSSH_9.9\r\n')],
    ['answers headers without end', raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`)],
  ])('%s, after which nothing is sent again', async (_, behaviour) => {
    const { server, share } = await setup();
    server.meet(behaviour);
    expect(await failureOf(readDay(share))).toMatchObject({ ...silent, evidence: 'network' });
    const login = await failureOf(share.authenticate('US', accountName, password));
    expect(login).toMatchObject({ ...silent, evidence: 'network' });
    expect(server.requests).toHaveLength(2);
  });

  it('was kept and dies under a password, which is sent once', async () => {
    const { server, share } = await setup({ connectionsMax: 1 });
    server.meet(json([]), hangUp());
    await readDay(share);
    const error = await failureOf(share.authenticate('US', accountName, password));
    expect(error).toMatchObject({ ...silent, evidence: 'network' });
    expect(server.requests).toHaveLength(2);
    expect(server.connectionCount()).toBe(1);
  });

  it('speaks no TLS where TLS is asked for', async () => {
    const { server } = await setup();
    const secure = server.baseUrl.replace('http:', 'https:');
    const { share } = await setup({ baseUrls: { US: secure, OUS: secure, APAC: secure } });
    const error = await failureOf(share.authenticate('US', accountName, password));
    expect(error).toMatchObject({ ...silent, evidence: 'network' });
    expect(server.requests).toHaveLength(0);
  });

  it('leaves no text of the server in the error', async () => {
    const { server, share } = await setup();
    server.meet(raw('HTTP/1.1 2OO leaked-words\r\n\r\n'));
    const error = await failureOf(readDay(share));
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('leaked');
    expect(error.cause).toBeUndefined();
  });
});

describe('a deadline', () => {
  const slow: readonly [string, Behaviour][] = [
    ['an answer', hang()],
    ['the end of an answer', drip(`[${modernReading},`)],
  ];

  it.each(slow)('ends the wait for %s', async (_, behaviour) => {
    const { clock, expire } = createHeldClock();
    const { server, share } = await setup({ deadlineClock: clock });
    server.meet(behaviour);
    const reading = failureOf(readDay(share));
    await server.received(1);
    expire();
    expect(await reading).toMatchObject({ ...silent, evidence: 'deadline', networkCode: null });
    expect(server.requests).toHaveLength(1);
  });

  it('is as long as it is told to be', async () => {
    const { server, share, told } = await setup({ requestTimeoutMs: 80 });
    server.meet(hang());
    expect(await failureOf(readDay(share))).toMatchObject({ evidence: 'deadline' });
    expect(told[0]?.durationMs).toBeGreaterThanOrEqual(79);
  });

  it('counts from the call, so that it covers the wait for a connection', async () => {
    const { clock, expire } = createHeldClock();
    const { server, share } = await setup({ deadlineClock: clock, connectionsMax: 1 });
    server.meet(hang());
    const calls = [failureOf(readDay(share)), failureOf(readDay(share))];
    await server.received(1);
    expire();
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ ...silent, evidence: 'deadline' });
    }
    expect(server.requests).toHaveLength(1);
  });

  it('is shorter for a handshake that never ends', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void mute.close());
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const secure = `https://127.0.0.1:${port}`;
    const baseUrls = { US: secure, OUS: secure, APAC: secure };
    const { share } = await setup({ baseUrls, connectTimeoutMs: 50 });
    const error = await failureOf(readDay(share));
    const networkCode = 'UND_ERR_CONNECT_TIMEOUT';
    expect(error).toMatchObject({ ...silent, evidence: 'deadline', networkCode });
  });

  it('is measured in real time unless told otherwise, however time passes elsewhere', async () => {
    const hasty = { ...systemClock, sleep: async () => {} };
    const { server, share } = await setup({ clock: hasty });
    server.meet(json([]));
    await expect(readDay(share)).resolves.toMatchObject({ returnedCount: 0 });
  });
});

describe('a caller that gives up', () => {
  const reason = new Error('no longer wanted');

  it('gets its own reason, and the connection is given up too', async () => {
    const { server, share, told } = await setup();
    const closed = Promise.withResolvers<void>();
    server.meet((response) => response.on('close', closed.resolve), json([]));
    const caller = new AbortController();
    const reading = readDay(share, caller.signal);
    await server.received(1);
    caller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await closed.promise;
    expect(told).toMatchObject([{ outcome: 'aborted' }]);
    await expect(readDay(share)).resolves.toMatchObject({ returnedCount: 0 });
  });

  it('sends nothing when it has given up before', async () => {
    const { server, share } = await setup();
    const signal = AbortSignal.abort(reason);
    const login = share.authenticate('US', accountName, password, signal);
    await expect(login).rejects.toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  it('is not made to wait for the second question about sharing', async () => {
    const { server, share } = await setup();
    server.meet(json(true), hang());
    const caller = new AbortController();
    const sharing = share.readSharing('US', sessionId, caller.signal);
    await server.received(2);
    caller.abort(reason);
    await expect(sharing).rejects.toBe(reason);
  });

  it('leaves no listener on its signal', async () => {
    const { server, share } = await setup();
    server.meet(json([]));
    const { signal } = new AbortController();
    let listenerCount = 0;
    const counted = new Proxy(signal, {
      get(target, name) {
        if (name === 'addEventListener') listenerCount += 1;
        if (name === 'removeEventListener') listenerCount -= 1;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    for (let round = 0; round < 5; round += 1) await readDay(share, counted);
    expect(listenerCount).toBe(0);
  });
});

describe('a body', () => {
  it('may be compressed', async () => {
    const { server, share } = await setup();
    server.meet(gzipped(`[${modernReading}]`));
    await expect(readDay(share)).resolves.toMatchObject({ returnedCount: 1, unreadableCount: 0 });
  });

  it('is unreadable when it unfolds beyond the limit', async () => {
    const { server, share } = await setup({ bodyBytesMax: 10_000 });
    server.meet(gzipped(`[${' '.repeat(1_000_000)}]`));
    const error = await failureOf(readDay(share));
    expect(error).toMatchObject({ failure: 'unreadable', evidence: 'oversized', httpStatus: 200 });
  });

  it('is given up as soon as it is beyond the limit', async () => {
    const { server, share } = await setup({ bodyBytesMax: 10_000 });
    const closed = Promise.withResolvers<void>();
    server.meet((response) => {
      response.on('close', closed.resolve);
      drip('x'.repeat(20_000))(response);
    });
    const error = await failureOf(readDay(share));
    expect(error).toMatchObject({ failure: 'unreadable', evidence: 'oversized' });
    await closed.promise;
    server.meet(json([]));
    await expect(readDay(share)).resolves.toMatchObject({ returnedCount: 0 });
  });

  it('beyond the limit does not hide the status of an error', async () => {
    const { server, share } = await setup({ bodyBytesMax: 10 });
    server.meet(html(503), html(429, { 'retry-after': '1' }));
    expect(await failureOf(readDay(share))).toMatchObject({ failure: 'unavailable' });
    expect(await failureOf(readDay(share))).toMatchObject({ failure: 'throttled' });
  });

  it('of a mebibyte is within the limit unless told otherwise', async () => {
    const { server, share } = await setup();
    const mebibyte = `[${' '.repeat(1024 * 1024 - 2)}]`;
    server.meet(text(200, mebibyte), text(200, `${mebibyte} `));
    await expect(readDay(share)).resolves.toMatchObject({ returnedCount: 0 });
    expect(await failureOf(readDay(share))).toMatchObject({ evidence: 'oversized' });
  });

  it.each([
    ['damaged', text(200, `[${modernReading}]`, { 'content-encoding': 'gzip' })],
    ['of a kind that was not asked for', text(200, 'x', { 'content-encoding': 'br' })],
  ])('is unreadable when its compression is %s', async (_, behaviour) => {
    const { server, share } = await setup();
    server.meet(behaviour);
    const error = await failureOf(readDay(share));
    expect(error).toMatchObject({ failure: 'unreadable', evidence: 'bad-encoding' });
  });

  it('may come without Content-Length, in pieces', async () => {
    const { server, share } = await setup();
    server.meet((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const end = () => response.end(`${modernReading.slice(30)}]`);
      response.write(`[${modernReading.slice(0, 30)}`, end);
    });
    await expect(readDay(share)).resolves.toMatchObject({ returnedCount: 1, unreadableCount: 0 });
  });
});

describe('the connections of a region', () => {
  it('are kept from one request to the next', async () => {
    const { server, share } = await setup();
    server.meet(json([]));
    for (let round = 0; round < 20; round += 1) await readDay(share);
    expect(server.requests).toHaveLength(20);
    // A second one is opened when a request comes before the first is seen to be free again.
    expect(server.connectionCount()).toBeLessThanOrEqual(2);
  });

  it('are bounded, and those who wait get their turn', async () => {
    const { server, share } = await setup({ connectionsMax: 2 });
    const held: (() => void)[] = [];
    server.meet((response) => held.push(() => json([])(response)));
    const reads = Array.from({ length: 6 }, () => readDay(share));
    for (const count of [2, 4, 6]) {
      await server.received(count);
      expect(server.requests).toHaveLength(count);
      for (const release of held.splice(0)) release();
    }
    await Promise.all(reads);
    expect(server.connectionCount()).toBe(2);
  });

  it('are apart from those of another region', async () => {
    const { clock, expire } = createHeldClock();
    const { server, share } = await setup({ connectionsMax: 1, deadlineClock: clock });
    server.meet(hang(), json([]));
    const hanging = failureOf(readDay(share));
    await server.received(1);
    await expect(share.readGlucose('OUS', sessionId, day)).resolves.toBeDefined();
    expire();
    expect(await hanging).toMatchObject({ evidence: 'deadline' });
  });

  it('have a line of bounded length: more requests are not sent', async () => {
    const { clock, expire } = createHeldClock();
    const { server, share, told } = await setup({ requestsMax: 3, deadlineClock: clock });
    server.meet(hang());
    const reads = Array.from({ length: 3 }, () => failureOf(readDay(share)));
    expect(await failureOf(readDay(share))).toMatchObject({ ...silent, evidence: 'not-sent' });
    await server.received(3);
    expire();
    await Promise.all(reads);
    server.meet(json([]));
    await expect(readDay(share)).resolves.toBeDefined();
    expect(server.requests).toHaveLength(4);
    expect(told).toHaveLength(5);
  });

  it('are closed once what is in flight has ended, and take no more', async () => {
    const { server, share } = await setup();
    const held: (() => void)[] = [];
    server.meet((response) => held.push(() => json([])(response)));
    const reading = readDay(share);
    await server.received(1);
    const closing = share.close();
    expect(await failureOf(readDay(share))).toMatchObject({ ...silent, evidence: 'network' });
    for (const release of held) release();
    await expect(reading).resolves.toMatchObject({ returnedCount: 0 });
    await closing;
    await share.close();
    expect(server.requests).toHaveLength(1);
  });
});

describe('the hook for metrics', () => {
  it('is told of each request as it ends, and of nothing secret', async () => {
    const { server, share, told } = await setup();
    server.meet(json(sessionId), json([]), html(429), text(200, ''), json(true), html(404));
    await share.authenticate('US', accountName, password);
    await readDay(share);
    await failureOf(readDay(share));
    await failureOf(readDay(share));
    await share.readSharing('OUS', sessionId);
    expect(told).toEqual(
      [
        { region: 'US', call: 'authenticate', outcome: 'answered' },
        { region: 'US', call: 'read-glucose', outcome: 'answered' },
        { region: 'US', call: 'read-glucose', outcome: 'throttled' },
        { region: 'US', call: 'read-glucose', outcome: 'session-ended' },
        { region: 'OUS', call: 'read-sharing-state', outcome: 'answered' },
        { region: 'OUS', call: 'read-followers', outcome: 'unavailable' },
      ].map((request) => ({ ...request, durationMs: expect.any(Number) })),
    );
  });

  it('need not be there', async () => {
    const { server } = await setup();
    server.meet(json([]));
    const { baseUrl } = server;
    const share = createDexcomShare({
      clock: systemClock,
      baseUrls: { US: baseUrl, OUS: baseUrl, APAC: baseUrl },
    });
    onTestFinished(() => share.close());
    await expect(readDay(share)).resolves.toBeDefined();
  });
});
