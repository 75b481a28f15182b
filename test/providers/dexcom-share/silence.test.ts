import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ShareClient } from '#src/providers/dexcom-share/share-client.ts';
import { systemClock } from '#std/clock';
import { accountName, modernReading, password, sessionId } from './recorded.ts';
import { createHeldClock, failureOf, setup } from './setup.ts';
import { type Behaviour, cutShort, drip, hang, hangUp, json, raw, reset } from './share-server.ts';

const day = { minutes: 1440, maxCount: 288 };
const readDay = (share: ShareClient, signal?: AbortSignal) =>
  share.readGlucose('US', sessionId, day, signal);

const silent = { failure: 'unavailable', code: null, httpStatus: null, retryAfterMs: null };

describe('a connection that fails', () => {
  it('is refused', async () => {
    const { server, share } = await setup();
    await server.stop();
    const error = await failureOf(readDay(share));
    expect(error).toMatchObject({ ...silent, evidence: 'network', networkCode: 'ECONNREFUSED' });
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
    const { server, share } = await setup({ systemClock: clock });
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
    const { server, share } = await setup({ systemClock: clock, connectionsMax: 1 });
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
