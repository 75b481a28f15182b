import { describe, expect, it, onTestFinished } from 'vitest';
import { createShareClient, type ShareClient } from '#src/providers/dexcom-share/share-client.ts';
import { systemClock } from '#std/clock';
import { accountName, modernReading, password, sessionId } from './recorded.ts';
import { createHeldClock, failureOf, setup } from './setup.ts';
import { drip, gzipped, hang, html, json, text } from './share-server.ts';

const day = { minutes: 1440, maxCount: 288 };
const readDay = (share: ShareClient, signal?: AbortSignal) =>
  share.readGlucose('US', sessionId, day, signal);

const silent = { failure: 'unavailable', code: null, httpStatus: null, retryAfterMs: null };

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
    const { server, share } = await setup({ connectionsMax: 1, systemClock: clock });
    server.meet(hang(), json([]));
    const hanging = failureOf(readDay(share));
    await server.received(1);
    await expect(share.readGlucose('OUS', sessionId, day)).resolves.toBeDefined();
    expire();
    expect(await hanging).toMatchObject({ evidence: 'deadline' });
  });

  it('have a line of bounded length: more requests are not sent', async () => {
    const { clock, expire } = createHeldClock();
    const { server, share, told } = await setup({ requestsMax: 3, systemClock: clock });
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
    const share = createShareClient({
      clock: systemClock,
      baseUrls: { US: baseUrl, OUS: baseUrl, APAC: baseUrl },
    });
    onTestFinished(() => share.close());
    await expect(readDay(share)).resolves.toBeDefined();
  });
});
