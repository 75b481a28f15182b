import { describe, expect, it } from 'vitest';
import { openRawWire } from './raw-wire.ts';
import { readPath, setup, startMs } from './rig.ts';

async function adminRig(options: Parameters<typeof setup>[0] = {}) {
  const rig = await setup({ adminPort: 0, ...options });
  const order = async (name: string, args?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${rig.simulator.adminUrl}/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(args === undefined ? {} : { body: JSON.stringify(args) }),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  return { ...rig, order };
}

const anna = { username: 'anna', password: 'secret' };
const account = { username: 'anna' };

describe('the admin address', () => {
  it('is another one than the public, which takes no orders', async () => {
    const { simulator } = await adminRig();
    expect(simulator.adminUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(simulator.adminUrl).not.toBe(simulator.url);
    const asked = await fetch(`${simulator.url}/totals`, { method: 'POST' });
    expect(asked.status).toBe(404);
    const share = await fetch(
      `${simulator.adminUrl}/ShareWebServices/Services/General/SystemUtcTime`,
    );
    expect(share.status).toBe(404);
  });

  it('need not be there', async () => {
    const { simulator } = await setup({ adminPort: null });
    expect(() => simulator.adminUrl).toThrow();
  });

  it('lists its orders', async () => {
    const { simulator } = await adminRig();
    const { orders } = (await (await fetch(simulator.adminUrl)).json()) as { orders: string[] };
    expect(orders).toContain('add-account');
    expect(orders).toContain('add-fault');
  });

  it('takes the token that it was given, and no other', async () => {
    const { order } = await adminRig({ adminToken: 'open-sesame' });
    expect((await order('totals')).status).toBe(401);
    expect((await order('totals', {}, { Authorization: 'Bearer wrong' })).status).toBe(401);
    const answer = await order('totals', {}, { Authorization: 'Bearer open-sesame' });
    expect(answer.status).toBe(200);
  });

  it('takes no orders from a page in a browser', async () => {
    const { order, simulator } = await adminRig();
    expect((await order('totals', {}, { 'Content-Type': 'text/plain' })).status).toBe(415);
    const wire = await openRawWire(simulator.adminUrl);
    wire.send('POST /totals HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n');
    expect(await wire.until(/\r\n\r\n/)).toContain('403');
  });

  it.each([
    ['no-such-order', {}, 404],
    ['find-account', { username: 7 }, 400],
    ['add-account', { username: 'x', password: 'y', sharing: true }, 400],
    ['lock-out', { account: { username: 'nobody' } }, 404],
  ])('says what is wrong with %s %j', async (name, args, status) => {
    const { order } = await adminRig();
    const answer = await order(name, args);
    expect(answer.status).toBe(status);
    expect(answer.json.error).toBeTypeOf('string');
  });
});

describe('an order', () => {
  it('adds an account that can be logged in to', async () => {
    const { order, logIn, read } = await adminRig();
    const { json } = await order('add-account', {
      ...anna,
      region: 'OUS',
      email: 'a@example.com',
      person: { seed: 5, profile: 'brittle' },
      cadenceMs: 20_000,
      visibilityDelayMs: 0,
    });
    expect(json).toMatchObject({ region: 'OUS', username: 'anna' });
    const session = await logIn({ region: 'OUS', username: 'a@example.com', password: 'secret' });
    expect(session).toMatch(/^[0-9a-f-]{36}$/);
    await expect(read(session)).rejects.toThrow('SessionIdNotFound');
  });

  it('refuses a name that is taken', async () => {
    const { order } = await adminRig();
    await order('add-account', anna);
    const again = await order('add-account', { ...anna, username: 'ANNA' });
    expect(again.status).toBe(400);
  });

  it('gives an account the id that is wanted', async () => {
    const { order } = await adminRig();
    const accountId = '5f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f';
    const added = await order('add-account', { ...anna, accountId });
    expect(added).toMatchObject({ status: 200, json: { accountId } });
    const other = await order('add-account', { ...anna, username: 'ben', accountId });
    expect(other.status).toBe(400);
    const odd = await order('add-account', { ...anna, username: 'ben', accountId: '1' });
    expect(odd.status).toBe(400);
  });

  it('moves an account to another region or id: its sessions end, its readings stay', async () => {
    const { order, simulator, logIn, read, post } = await adminRig();
    const wearer = simulator.addAccount({ ...anna, visibilityDelayMs: 0 });
    const session = await logIn(wearer);
    const before = await read(session);
    const moved = await order('move-account', { account, toRegion: 'OUS' });
    expect(moved.json).toMatchObject({ region: 'OUS', accountId: wearer.accountId });
    expect(await order('find-account', account)).toMatchObject({ json: { isDone: true } });
    expect((await post(readPath(session, 10, 1), {})).json).toMatchObject({
      Code: 'SessionIdNotFound',
    });
    const base = `${simulator.url}/ous`;
    const abroad = await logIn({ ...anna, region: 'OUS' });
    expect(await read(abroad, { base })).toEqual(before);
    const accountId = '5f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f';
    const renamed = await order('move-account', {
      account: { ...account, region: 'OUS' },
      accountId,
    });
    expect(renamed.json).toMatchObject({ region: 'OUS', accountId });
  });

  it('answers 400 with a word, as when the interface has changed', async () => {
    const { order, post } = await adminRig();
    await order('add-fault', { effect: { kind: 'bad-request' }, calls: ['login'], count: 1 });
    const answer = await post('General/AuthenticatePublisherAccount', {});
    expect(answer).toMatchObject({ status: 400, text: 'InvalidArgument' });
  });

  it('adds many accounts with names that can be told', async () => {
    const { order, logIn } = await adminRig();
    const { json } = await order('add-accounts', { count: 1000 });
    expect(json).toMatchObject({ count: 1000, first: { username: 'wearer-000000' } });
    const last = { username: 'wearer-000999', password: 'password-of-wearer-000999' };
    expect(await logIn(last)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('strikes, tells and forgives', async () => {
    const { order, logIn, post } = await adminRig();
    await order('add-account', anna);
    const session = await logIn(anna);
    const effect = { kind: 'throttle', retryAfterSeconds: 400 };
    const { json } = await order('add-fault', { effect, account, calls: ['read'] });
    expect((await post(readPath(session, 10, 1), {})).status).toBe(429);
    expect((await order('list-faults', {})).json).toMatchObject([{ ...json, struck: 1 }]);
    expect((await order('remove-fault', json)).json).toEqual({ isRemoved: true });
    expect((await post(readPath(session, 10, 1), {})).status).toBe(200);
  });

  it('changes people, sessions, readings and styles', async () => {
    const { order, logIn, read, post } = await adminRig();
    await order('add-account', { ...anna, visibilityDelayMs: 0 });
    const session = await logIn(anna);
    const done = { status: 200, json: { isDone: true } };
    expect(await order('change-account', { account, isSharing: false })).toEqual(done);
    expect(await read(session)).toEqual([]);
    await order('change-account', { account, isSharing: true });
    const gap = { account, fromMs: startMs - 3_600_000, toMs: startMs };
    expect(await order('add-gap', gap)).toEqual(done);
    expect(await read(session, { minutes: 55 })).toEqual([]);
    expect(await order('add-reading', { account, valueMgDl: 222 })).toEqual(done);
    expect((await read(session, { minutes: 55 })).map(({ Value }) => Value)).toEqual([222]);
    expect(await order('set-utc-offset', { account, utcOffsetMinutes: 60, fromMs: 0 })).toEqual(
      done,
    );
    expect((await read(session, { maxCount: 1 }))[0]?.DT).toContain('+0100');
    const revision = { account, atMs: startMs, valueMgDl: 99 };
    expect(await order('revise-reading', revision)).toEqual(done);
    expect((await read(session, { maxCount: 1 }))[0]?.Value).toBe(99);
    expect(await order('set-style', { trends: 'int' })).toEqual(done);
    expect((await read(session, { maxCount: 1 }))[0]?.Trend).toBe(4);
    const wrong = { account, fromMs: startMs, toMs: startMs + 1, errorMs: 60_000 };
    expect(await order('add-clock-error', wrong)).toEqual(done);
    expect((await read(session, { maxCount: 1 }))[0]?.WT).toBe(`Date(${startMs + 60_000})`);
    expect(await order('end-troubles', { account })).toEqual(done);
    expect((await read(session, { maxCount: 1 }))[0]?.WT).toBe(`Date(${startMs})`);
    expect(await order('start-sensor', { account })).toEqual(done);
    expect((await order('kill-sessions', { account })).json).toEqual({ count: 1 });
    expect((await post(readPath(session, 10, 1), {})).status).toBe(500);
    expect(await order('lock-out', { account, forMs: 60_000 })).toEqual(done);
    await expect(logIn(anna)).rejects.toThrow();
    expect(await order('unlock', { account })).toEqual(done);
    await expect(logIn(anna)).resolves.toBeTypeOf('string');
    await order('change-account', { account, password: 'other' });
    await expect(logIn({ ...anna, password: 'other' })).resolves.toBeTypeOf('string');
  });

  it('tells what was asked of an account, and what it has', async () => {
    const { order, logIn, read } = await adminRig();
    await order('add-account', anna);
    await read(await logIn(anna));
    expect((await order('requests-of', account)).json).toMatchObject({
      total: 3,
      reads: 1,
      logins: 1,
      passwordRequests: 2,
    });
    expect((await order('totals', {})).json).toMatchObject({ accounts: 1, requests: 3 });
    expect((await order('pace', {})).json).toMatchObject({ mostLogins: 1 });
    const day = { account, untilMs: startMs, afterMs: startMs - 86_400_000 };
    expect((await order('readings-of', day)).json).toHaveLength(288);
    expect((await order('list-accounts', {})).json).toMatchObject([{ username: 'anna' }]);
    expect((await order('find-account', account)).json).toMatchObject({
      settings: { isSharing: true },
    });
    expect((await order('find-account', { username: 'bob' })).json).toEqual({ isDone: true });
  });
});

describe('the orders about the OAuth API', () => {
  it('register a client, enter what a wearer ate, take consents back, and tell the calls', async () => {
    const { order } = await adminRig();
    await order('add-account', anna);
    const client = {
      clientId: 'app',
      clientSecret: 'secret',
      redirectUris: ['https://a.example/'],
    };
    expect((await order('add-oauth-client', client)).json).toMatchObject({ realm: 'us' });
    expect((await order('add-oauth-client', { clientId: 'app' })).status).toBe(400);
    await order('change-wearer', { account, hasDiary: false, times: 'mixed' });
    const atMs = startMs - 7_200_000;
    const { json } = await order('add-entry', { account, type: 'carbs', value: '30', atMs });
    await order('change-entry', { account, key: json.key, value: '35' });
    await order('change-egv', { account, atMs, isDeleted: true });
    const entries = await order('entries-of', { account, fromMs: atMs, toMs: startMs });
    expect(entries.json).toMatchObject([{ key: json.key, value: '35', status: 'updated' }]);
    await order('set-oauth-style', { pkce: 'refused' });
    await order('add-oauth-fault', { effect: { kind: 'lost-answer' }, calls: ['refresh'] });
    await order('clear-oauth-faults');
    expect((await order('expire-tokens')).json).toEqual({ count: 0 });
    expect((await order('revoke-grants', { account })).json).toEqual({ count: 0 });
    expect((await order('oauth-calls')).json).toEqual([]);
    await order('clear-oauth-calls');
    expect((await order('oauth-totals')).json).toMatchObject({ calls: 0 });
  });
});
