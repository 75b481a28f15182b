import { describe, expect, it } from 'vitest';
import type { FaultOrder } from '#src/simulator/admin/orders.ts';
import type { Effect } from '#src/simulator/share/fault.ts';
import { eventually } from '#test/eventually';
import { openRawWire, postHead } from './raw-wire.ts';
import { applicationId, type Rig, readPath, setup, startMs } from './rig.ts';

const anna = { username: 'anna', password: 'secret', visibilityDelayMs: 0 };
const ben = { username: 'ben', password: 'secret', region: 'OUS', visibilityDelayMs: 0 } as const;

async function session(order?: FaultOrder) {
  const rig = await setup();
  const account = rig.simulator.addAccount(anna);
  const sessionId = await rig.logIn(account);
  if (order) rig.simulator.addFault(order);
  const path = readPath(sessionId, 60, 12);
  return { ...rig, account, sessionId, path, ask: () => rig.post(path, {}) };
}

function authenticate({ post }: Rig, password = 'secret') {
  return post('General/AuthenticatePublisherAccount', {
    accountName: 'anna',
    password,
    applicationId,
  });
}

function lastOutcome({ simulator }: Rig): string | undefined {
  return simulator.requestsOf({ region: 'US', username: 'anna' }).requests.at(-1)?.outcome;
}

describe('a fault', () => {
  it('throttles without saying for how long', async () => {
    const rig = await session({ effect: { kind: 'throttle' } });
    const answer = await rig.ask();
    expect(answer.status).toBe(429);
    expect(answer.headers.has('retry-after')).toBe(false);
    expect(lastOutcome(rig)).toBe('fault:throttle');
  });

  it('throttles for a number of seconds, or until a date', async () => {
    const seconds = await session({ effect: { kind: 'throttle', retryAfterSeconds: 90 } });
    expect((await seconds.ask()).headers.get('retry-after')).toBe('90');
    const effect = { kind: 'throttle', retryAfterSeconds: 90, isRetryAfterDate: true } as const;
    const date = await session({ effect });
    const expected = new Date(startMs + 90_000).toUTCString();
    expect((await date.ask()).headers.get('retry-after')).toBe(expected);
  });

  it.each([502, 503, 504])('is the page of a front end with %d', async (status) => {
    const { ask } = await session({ effect: { kind: 'gateway-error', status } });
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.text).toMatch(/^<!DOCTYPE html>/);
  });

  it('is the page for a blocked client', async () => {
    const { ask } = await session({ effect: { kind: 'blocked' } });
    const answer = await ask();
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('1020');
    expect(answer.headers.get('server')).toBe('cloudflare');
  });

  it('is an empty body', async () => {
    const { ask } = await session({ effect: { kind: 'empty' } });
    expect(await ask()).toMatchObject({ status: 200, text: '' });
  });

  it('cuts the JSON and ends the answer as if it were whole', async () => {
    const { ask } = await session({ effect: { kind: 'truncated' } });
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(answer.text.startsWith('[{"WT"')).toBe(true);
    expect(answer.json).toBeUndefined();
  });

  it('cuts the connection in the middle of an answer', async () => {
    const { simulator, path } = await session({ effect: { kind: 'truncated', isCut: true } });
    const wire = await openRawWire(simulator.url);
    wire.send(postHead(path));
    const { text } = await wire.ended();
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const promised = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    expect(body.length).toBeGreaterThan(0);
    expect(body.length).toBeLessThan(promised);
  });

  it('drips the answer over a time', async () => {
    const { simulator, path, clock } = await session({ effect: { kind: 'slow', overMs: 10_000 } });
    const wire = await openRawWire(simulator.url);
    wire.send(postHead(path));
    const head = await wire.until(/\r\n\r\n/);
    expect(head).toContain('200 OK');
    expect(head.endsWith('\r\n\r\n')).toBe(true);
    await eventually(() => expect(clock.sleeperCount()).toBe(1));
    await clock.advance(5000);
    const half = await wire.until(/\{"WT"/);
    expect(half).not.toMatch(/0\r\n\r\n$/);
    await clock.advance(5000);
    expect(await wire.until(/\r\n0\r\n\r\n$/)).toContain('}]');
  });

  it('never answers, and counts the client that left', async () => {
    const rig = await session({ effect: { kind: 'hang' } });
    const wire = await openRawWire(rig.simulator.url);
    wire.send(postHead(rig.path));
    await eventually(() => expect(lastOutcome(rig)).toBe('fault:hang'));
    await rig.clock.advance(3_600_000);
    expect(await wire.until(/^/)).toBe('');
    expect(rig.clock.sleeperCount()).toBe(1);
  });

  it('never answers and hangs up after a time', async () => {
    const rig = await session({ effect: { kind: 'hang', forMs: 60_000 } });
    const wire = await openRawWire(rig.simulator.url);
    wire.send(postHead(rig.path));
    await eventually(() => expect(rig.clock.sleeperCount()).toBe(1));
    await rig.clock.advance(60_000);
    expect((await wire.ended()).text).toBe('');
  });

  it('resets the connection', async () => {
    const { simulator, path } = await session({ effect: { kind: 'reset' } });
    const wire = await openRawWire(simulator.url);
    wire.send(postHead(path));
    expect(await wire.ended()).toEqual({ text: '', isReset: true });
  });

  it('is an error object under 200', async () => {
    const { ask } = await session({
      effect: { kind: 'error', code: 'SessionNotValid', status: 200 },
    });
    expect(await ask()).toMatchObject({ status: 200, json: { Code: 'SessionNotValid' } });
  });

  it('is an error that nobody knows', async () => {
    const { ask } = await session({ effect: { kind: 'error', code: 'Odd', message: 'What?' } });
    expect(await ask()).toMatchObject({ status: 500, json: { Code: 'Odd', Message: 'What?' } });
  });

  it('refuses right credentials for once, which does not count towards the lockout', async () => {
    const rig = await session();
    const effect = { kind: 'refuse-credentials' } as const;
    rig.simulator.addFault({ effect, calls: ['login'], count: 7 });
    for (let attempt = 0; attempt < 7; attempt++) {
      const answer = await authenticate(rig);
      expect(answer.json).toMatchObject({ Code: 'AccountPasswordInvalid' });
    }
    expect((await authenticate(rig)).status).toBe(200);
  });

  it('fails to sign on, which is no refusal', async () => {
    const rig = await session({ effect: { kind: 'sign-on-failure' }, calls: ['login'] });
    const { json } = await authenticate(rig);
    expect(json).toMatchObject({ Code: 'SSO_InternalError' });
    expect((json as { Message: string }).Message).not.toContain('Cannot Authenticate');
  });

  it('gives the null UUID for a session', async () => {
    const rig = await session({ effect: { kind: 'null-uuid' }, calls: ['login'] });
    const answer = await authenticate(rig);
    expect(answer).toMatchObject({ status: 200, json: '00000000-0000-0000-0000-000000000000' });
  });

  it('delays the true answer, which is then that of the later time', async () => {
    const rig = await session({ effect: { kind: 'latency', delayMs: 400_000 }, calls: ['read'] });
    const before = rig.simulator.readingsOf(rig.account, startMs, startMs - 300_000).at(-1);
    const asked = rig.ask();
    await eventually(() => expect(rig.clock.sleeperCount()).toBe(1));
    await rig.clock.advance(400_000);
    const [newest] = (await asked).json as { WT: string }[];
    expect(newest?.WT).not.toBe(`Date(${before?.atMs})`);
  });

  it('leaves what it replaces undone: no session, no failure counted', async () => {
    const rig = await session({
      effect: { kind: 'gateway-error', status: 503 },
      calls: ['login'],
      count: 6,
    });
    for (let attempt = 0; attempt < 6; attempt++) {
      expect((await authenticate(rig, 'wrong')).status).toBe(503);
    }
    expect((await authenticate(rig)).status).toBe(200);
  });
});

describe('a fault strikes', () => {
  const effect: Effect = { kind: 'blocked' };

  async function twoRegions() {
    const rig = await setup();
    const [us, ous] = [rig.simulator.addAccount(anna), rig.simulator.addAccount(ben)];
    const sessions = { US: await rig.logIn(us), OUS: await rig.logIn(ous) };
    const statusIn = async (region: 'US' | 'OUS') => {
      const base = rig.simulator.baseUrls[region];
      return (await rig.post(readPath(sessions[region], 10, 1), {}, { base })).status;
    };
    return { ...rig, us, ous, statusIn };
  }

  it('one account', async () => {
    const { simulator, ous, statusIn } = await twoRegions();
    simulator.addFault({ effect, account: ous });
    expect([await statusIn('US'), await statusIn('OUS')]).toEqual([200, 403]);
  });

  it('one region', async () => {
    const { simulator, statusIn } = await twoRegions();
    simulator.addFault({ effect, region: 'US' });
    expect([await statusIn('US'), await statusIn('OUS')]).toEqual([403, 200]);
  });

  it('some kinds of calls', async () => {
    const rig = await session({ effect, calls: ['login'] });
    expect((await rig.ask()).status).toBe(200);
    expect((await authenticate(rig)).status).toBe(403);
  });

  it('a number of times', async () => {
    const { ask } = await session({ effect, count: 2 });
    const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status);
    expect(statuses).toEqual([403, 403, 200]);
  });

  it('from one instant until another', async () => {
    const { ask, clock } = await session({
      effect,
      fromMs: startMs + 1000,
      untilMs: startMs + 2000,
    });
    const statuses: number[] = [];
    for (let second = 0; second < 3; second++) {
      statuses.push((await ask()).status);
      await clock.advance(1000);
    }
    expect(statuses).toEqual([200, 403, 200]);
  });

  it('with a probability, the same way for one seed', async () => {
    const run = async (seed: number) => {
      const { ask } = await session({ effect, probability: 0.3, seed });
      const statuses: number[] = [];
      for (let count = 0; count < 60; count++) statuses.push((await ask()).status);
      return statuses;
    };
    const statuses = await run(5);
    const struck = statuses.filter((status) => status === 403).length;
    expect(struck).toBeGreaterThan(8);
    expect(struck).toBeLessThan(30);
    expect(await run(5)).toEqual(statuses);
    expect(await run(6)).not.toEqual(statuses);
  });

  it('in the order in which faults were added, and spares the count of the others', async () => {
    const { ask, simulator } = await session({ effect, count: 1 });
    simulator.addFault({ effect: { kind: 'throttle' }, count: 1 });
    const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status);
    expect(statuses).toEqual([403, 429, 200]);
  });

  it('late when it is joined by latency', async () => {
    const { ask, simulator, clock } = await session({ effect });
    simulator.addFault({ effect: { kind: 'latency', delayMs: 700 } });
    const asked = ask();
    await eventually(() => expect(clock.sleeperCount()).toBe(1));
    await clock.advance(700);
    expect((await asked).status).toBe(403);
  });

  it('until it is removed', async () => {
    const { ask, simulator } = await session();
    const faultId = simulator.addFault({ effect });
    expect((await ask()).status).toBe(403);
    expect(simulator.listFaults()).toMatchObject([{ faultId, struck: 1, remaining: null }]);
    expect(simulator.removeFault(faultId)).toBe(true);
    expect((await ask()).status).toBe(200);
    simulator.addFault({ effect });
    simulator.clearFaults();
    expect((await ask()).status).toBe(200);
  });
});

describe('stopping', () => {
  it('ends answers that hang', async () => {
    const rig = await session({ effect: { kind: 'hang' } });
    const wire = await openRawWire(rig.simulator.url);
    wire.send(postHead(rig.path));
    await eventually(() => expect(rig.clock.sleeperCount()).toBe(1));
    await rig.simulator.stop();
    expect((await wire.ended()).text).toBe('');
  });

  it('can be followed by a start at the same address, with all that was known', async () => {
    const rig = await session();
    const { url } = rig.simulator;
    await rig.simulator.stop();
    await rig.simulator.stop();
    await rig.simulator.start();
    await rig.simulator.start();
    expect(rig.simulator.url).toBe(url);
    const wire = await openRawWire(url);
    wire.send(postHead(rig.path));
    expect(await wire.until(/\r\n0\r\n\r\n$/)).toContain('"WT"');
  });
});
