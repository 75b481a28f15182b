import { describe, expect, it } from 'vitest';
import { openRawWire, postHead } from './raw-wire.ts';
import { readPath, setup, startMs } from './rig.ts';

const anna = { username: 'anna', password: 'secret', visibilityDelayMs: 0 };

async function session(options: Parameters<typeof setup>[0] = {}) {
  const rig = await setup(options);
  const account = rig.simulator.addAccount(anna);
  const sessionId = await rig.logIn(account);
  const wire = await openRawWire(rig.simulator.url);
  return { ...rig, account, wire, head: postHead(readPath(sessionId, 10, 1)) };
}

const whole = /^HTTP\/1\.1 200 OK[\s\S]*\[\{"WT"[\s\S]*\r\n0\r\n\r\n$/;

describe('two stray bytes after an empty body', () => {
  it('in one packet with the request do not spoil its answer', async () => {
    const { wire, head } = await session();
    wire.send(`${head}""`);
    const { text, isReset } = await wire.ended();
    expect(text).toMatch(whole);
    expect(text).not.toMatch(/HTTP\/1\.1 400/);
    expect(isReset).toBe(false);
  });

  it('tell the client not to use the connection again', async () => {
    const { wire, head } = await session();
    wire.send(`${head}""`);
    expect(await wire.until(/\r\n\r\n/)).toMatch(/^connection: close\r$/im);
  });

  it('while the answer is still to come do not spoil it', async () => {
    const { wire, head, simulator, clock } = await session();
    simulator.addFault({ effect: { kind: 'latency', delayMs: 1000 }, calls: ['read'] });
    wire.send(`${head}""`);
    while (clock.sleeperCount() === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(1000);
    expect((await wire.ended()).text).toMatch(whole);
  });

  it('after the answer close the connection without a word', async () => {
    const { wire, head } = await session();
    wire.send(head);
    const answer = await wire.until(/\r\n0\r\n\r\n$/);
    wire.send('""');
    expect(await wire.ended()).toEqual({ text: answer, isReset: false });
  });

  it('leave the next request of another connection alone', async () => {
    const { wire, head, simulator } = await session();
    wire.send(`${head}""`);
    await wire.ended();
    const next = await openRawWire(simulator.url);
    next.send(head);
    expect(await next.until(/\r\n0\r\n\r\n$/)).toMatch(whole);
  });
});

describe('a connection', () => {
  it('carries many requests', async () => {
    const { wire, head, simulator } = await session();
    for (let count = 1; count <= 3; count++) {
      wire.send(head);
      await wire.until(new RegExp(`(\\r\\n0\\r\\n\\r\\n[\\s\\S]*){${count}}$`));
    }
    expect(simulator.requestsOf(anna && { region: 'US', username: 'anna' }).reads).toBe(3);
  });

  it('may carry a request without a length', async () => {
    const { wire, head } = await session();
    wire.send(head.replace('Content-Length: 0\r\n', ''));
    expect(await wire.until(/\r\n0\r\n\r\n$/)).toMatch(whole);
  });

  it('knows the region by the host that the client came for', async () => {
    const { simulator } = await setup();
    simulator.addAccount({ ...anna, region: 'APAC' });
    const body = JSON.stringify({ accountName: 'anna', password: 'secret' });
    const ask = async (host: string) => {
      const wire = await openRawWire(simulator.url);
      const path = 'General/AuthenticatePublisherAccount';
      const head = postHead(path, [`Content-Length: ${body.length}`]);
      wire.send(head.replace('Host: 127.0.0.1', `Host: ${host}`) + body);
      return (await wire.until(/\r\n\r\n.*["}]$/)).slice(0, 12);
    };
    expect(await ask('share.dexcom.jp')).toBe('HTTP/1.1 200');
    expect(await ask('share2.dexcom.com')).toBe('HTTP/1.1 500');
  });

  it('serves HTTP/1.0 without chunks', async () => {
    const { wire, head } = await session();
    wire.send(head.replace('HTTP/1.1', 'HTTP/1.0'));
    const { text } = await wire.ended();
    expect(text).toMatch(/content-length: \d+/i);
    expect(text).not.toMatch(/chunked/i);
    expect(text.endsWith(']')).toBe(true);
  });

  it('is answered with the time of the clock that the simulator was given', async () => {
    const { wire, head } = await session();
    wire.send(head);
    expect(await wire.until(/\r\n\r\n/)).toContain(`Date: ${new Date(startMs).toUTCString()}`);
  });
});
