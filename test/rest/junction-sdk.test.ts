import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Junction, JunctionClient } from '@junction-api/sdk';
import { VitalClient } from '@tryvital/vital-node';
import { sql } from 'kysely';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '#src/app/commands.ts';
import { refreshesPerHourMax } from '#src/poller/refresh-user.ts';
import { samplesPerPageMax } from '#src/rest/glucose.ts';
import { blocksOf } from '#test/docs';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { differencesFromHosted } from '#test/hosted-facts';
import { type RecordedAnswer, recordingFetch } from '#test/recording-fetch';
import { expectDocumented } from '#test/rest-document';
import { shortForm } from '#test/short-form';
import { steadyReadings, storeSamples } from '#test/stored-samples';

/**
 * The published client of the hosted service, unmodified but for its address, against the whole
 * gateway. Each answer that it was given is held against the OpenAPI document.
 */
const gateway = await startGateway();
const answers: RecordedAnswer[] = [];
afterAll(() => gateway.close());

const baseUrl = new URL(gateway.url).origin;
const fetch = recordingFetch(answers);
const client = new JunctionClient({ apiKey: gateway.apiKey, baseUrl, fetch, maxRetries: 0 });
const bearer = new JunctionClient({ baseUrl, fetch, maxRetries: 0, apiKey: '' });

async function newUser(clientUserId: string) {
  return client.user.create({ clientUserId, fallbackTimeZone: 'Europe/Berlin' });
}

async function linkedUser(name: string) {
  gateway.simulator.addAccount({ username: name, password: `${name}-password` });
  const { userId } = await newUser(name);
  const { linkToken } = await client.link.token({ userId });
  const linked = await client.link.connectPasswordProvider({
    provider: 'dexcom',
    username: name,
    password: `${name}-password`,
    region: 'us',
    vitalLinkToken: linkToken,
  });
  return { userId, linkToken, linked };
}

const ada = await linkedUser('ada');
const grace = await linkedUser('grace');

describe('users, by the published client', () => {
  it('are created, and a second time answered with the one that is there', async () => {
    const created = await newUser('mary');
    expect(created).toMatchObject({ clientUserId: 'mary', teamId: gateway.teamId });
    expect(created.createdOn).toBeInstanceOf(Date);
    expect(created.connectedSources).toEqual([]);
    expect(created.fallbackTimeZone).toMatchObject({ id: 'Europe/Berlin' });
    const error = await newUser('mary').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Junction.BadRequestError);
    expect((error as Junction.BadRequestError).body).toEqual({
      detail: {
        error_type: 'INVALID_REQUEST',
        error_message: 'Client user id already exists.',
        user_id: created.userId,
        created_on: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      },
    });
  });

  it('are found by either id, with what they are connected to', async () => {
    const found = await client.user.get({ userId: ada.userId });
    expect(found.connectedSources).toMatchObject([
      { provider: { slug: 'dexcom' }, source: { slug: 'dexcom' } },
    ]);
    // One that is a word of a path, too.
    for (const clientUserId of ['a b/c@d', 'device']) {
      const odd = await newUser(clientUserId);
      expect(await client.user.getByClientUserId({ clientUserId })).toEqual(odd);
    }
  });

  it('are listed by place', async () => {
    const all = await client.user.getAll({});
    expect(all).toMatchObject({ offset: 0, limit: 100, total: all.users.length });
    const second = await client.user.getAll({ offset: 1, limit: 1 });
    expect(second.users.map(({ userId }) => userId)).toEqual([all.users[1]?.userId]);
    expect(second.total).toBe(all.total);
  });

  it('are changed, and what is null is taken away', async () => {
    const { userId } = await newUser('to-change');
    await client.user.patch({ userId, fallbackTimeZone: 'Asia/Tokyo', clientUserId: 'changed' });
    const changed = await client.user.get({ userId });
    expect(changed).toMatchObject({
      clientUserId: 'changed',
      fallbackTimeZone: { id: 'Asia/Tokyo' },
    });
    await client.user.patch({ userId, fallbackTimeZone: null as never });
    expect((await client.user.get({ userId })).fallbackTimeZone).toBeNull();
    const taken = client.user.patch({ userId, clientUserId: 'ada' });
    await expect(taken).rejects.toMatchObject({ statusCode: 400 });
  });

  it('are refused bounds of ingestion, which are not kept here', async () => {
    const bounded = client.user.create({ clientUserId: 'bounded', ingestionStart: '2026-01-01' });
    await expect(bounded).rejects.toThrow(Junction.BadRequestError);
    await expect(client.user.getByClientUserId({ clientUserId: 'bounded' })).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('are deleted and brought back, however often it is asked', async () => {
    const { userId } = await newUser('to-delete');
    expect(await client.user.delete({ userId })).toEqual({ success: true });
    expect(await client.user.delete({ userId })).toEqual({ success: true });
    await expect(client.user.get({ userId })).rejects.toMatchObject({ statusCode: 404 });
    expect(await client.user.undoDelete({ userId })).toEqual({ success: true });
    expect(await client.user.undoDelete({ userId })).toEqual({ success: true });
    await client.user.delete({ userId });
    await client.user.undoDelete({ clientUserId: 'to-delete' });
    expect(await client.user.get({ userId })).toMatchObject({ clientUserId: 'to-delete' });
  });

  it('are given a token for a front end, which GraphQL takes and these routes do not', async () => {
    const { signInToken, userId } = await client.user.getUserSignInToken({ userId: ada.userId });
    expect(userId).toBe(ada.userId);
    const asked = await globalThis.fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${signInToken}` },
      body: JSON.stringify({ query: '{ viewer { user { clientUserId } } }' }),
    });
    expect(await asked.json()).toEqual({ data: { viewer: { user: { clientUserId: 'ada' } } } });
    const { status } = await globalThis.fetch(`${baseUrl}/v2/user/${ada.userId}`, {
      headers: { authorization: `Bearer ${signInToken}` },
    });
    expect(status).toBe(403);
  });
});

describe('linking, by the published client', () => {
  it('gives the page of the link', async () => {
    const { linkToken, linkWebUrl } = await client.link.token({
      userId: ada.userId,
      provider: 'dexcom',
      filterOnProviders: ['dexcom'],
      onClose: 'redirect',
    });
    expect(linkWebUrl).toMatch(new RegExp(`^${baseUrl}/link/[\\w-]{22}#token=${linkToken}$`));
  });

  it('refuses an address that is not registered, and a provider that is not here', async () => {
    const redirectUrl = 'https://app.example/done';
    const unknown = client.link.token({ userId: ada.userId, redirectUrl });
    await expect(unknown).rejects.toMatchObject({
      statusCode: 400,
      body: { detail: { error_message: expect.stringContaining('updateTeam(linkRedirectUrls') } },
    });
    await gateway.ask(
      'mutation R($urls: [String!]) { updateTeam(linkRedirectUrls: $urls) { __typename } }',
      { urls: [redirectUrl] },
    );
    await client.link.token({ userId: ada.userId, redirectUrl });
    const fitbit = client.link.token({ userId: ada.userId, provider: 'fitbit' });
    await expect(fitbit).rejects.toMatchObject({ statusCode: 400 });
    const withoutApp = client.link.token({ userId: ada.userId, provider: 'dexcom_v3' });
    await expect(withoutApp).rejects.toMatchObject({
      statusCode: 400,
      body: { detail: { error_message: expect.stringContaining('Use dexcom.') } },
    });
  });

  it('needs no key, and answers 200 with what went wrong', async () => {
    expect(ada.linked).toMatchObject({ state: 'success', connected: true, provider: 'dexcom' });
    expect(ada.linked.errorType ?? null).toBeNull();
    const { userId } = await newUser('wrong-password');
    const { linkToken: vitalLinkToken } = await client.link.token({ userId });
    const login = { provider: 'dexcom', username: 'nobody', password: 'x', region: 'de' } as const;
    const refused = await bearer.link.connectPasswordProvider({ ...login, vitalLinkToken });
    expect(refused).toMatchObject({
      state: 'error',
      connected: false,
      errorType: 'provider_credential_error',
      error: expect.stringContaining('OUS'),
    });
  });

  it('names why a token is not good, and asks nobody at Dexcom', async () => {
    // Who has just logged in may not do so again.
    const hasty = await linkedUser('hasty');
    const login = { provider: 'dexcom', username: 'ada', password: 'ada-password' } as const;
    const used = await bearer.link.connectPasswordProvider({
      ...login,
      vitalLinkToken: hasty.linkToken,
    });
    expect(used).toMatchObject({ state: 'error', errorType: 'token_consumed' });
    const without = await bearer.link.connectPasswordProvider(login);
    expect(without).toMatchObject({ state: 'error', errorType: 'invalid_token' });
    const { linkToken: vitalLinkToken } = await client.link.token({ userId: hasty.userId });
    const region = 'us';
    const early = await bearer.link.connectPasswordProvider({ ...login, vitalLinkToken, region });
    expect(early).toMatchObject({
      errorType: 'provider_api_error',
      error: expect.stringContaining('Try again at'),
    });
  });

  it('gives the same answer to the same login again, with no second one', async () => {
    const twice = gateway.simulator.addAccount({ username: 'twice', password: 'twice-password' });
    const { userId } = await newUser('twice');
    const { linkToken: vitalLinkToken } = await client.link.token({ userId });
    const login = { provider: 'dexcom', username: 'twice', password: 'twice-password' } as const;
    const ask = () =>
      bearer.link.connectPasswordProvider({ ...login, vitalLinkToken, region: 'us' });
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(({ state }) => state)).toEqual(['success', 'success']);
    expect(gateway.simulator.requestsOf(twice).logins).toBe(1);
  });

  it('is tried again once the moment has come that an answer named', async () => {
    const { userId } = await linkedUser('patient');
    const { linkToken: vitalLinkToken } = await client.link.token({ userId });
    const login = {
      provider: 'dexcom',
      username: 'patient',
      password: 'patient-password',
    } as const;
    const ask = () =>
      bearer.link.connectPasswordProvider({ ...login, vitalLinkToken, region: 'us' });
    const early = await ask();
    expect(early.error).toContain('Try again at');
    expect(await ask()).toEqual(early);
    // That moment comes, and the account may be logged in to again.
    await gateway.db.deleteFrom('login_budgets').execute();
    await sql`
      update link_attempts
      set answer = answer || jsonb_build_object('until', now() - interval '10 seconds')
      where answer ->> 'kind' = 'throttled'`.execute(gateway.db);
    expect(await ask()).toMatchObject({ state: 'success' });
  });

  it('lists the providers for a token, and for a key', async () => {
    const { linkToken: vitalLinkToken } = await client.link.token({ userId: ada.userId });
    const [link] = await bearer.link.getAllProviders({ vitalLinkToken });
    expect(link).toMatchObject({ slug: 'dexcom', authType: 'password' });
    const [provider] = await client.providers.getAll();
    expect(provider).toMatchObject({ slug: 'dexcom', supportedResources: ['glucose'] });
  });
});

describe('what a user is connected to, by the published client', () => {
  it('is told with what is wrong and since when', async () => {
    const { providers } = await client.user.getConnectedProviders({ userId: ada.userId });
    expect(providers).toMatchObject([
      { slug: 'dexcom', status: 'connected', resourceAvailability: { glucose: {} } },
    ]);
    expect(providers?.[0]?.errorDetails ?? null).toBeNull();
    const hermit = gateway.simulator.addAccount({
      username: 'hermit',
      password: 'hermit-password',
    });
    gateway.simulator.changeAccount(hermit, { isSharing: false });
    const { userId } = await newUser('hermit');
    const { linkToken: vitalLinkToken } = await client.link.token({ userId });
    const login = { provider: 'dexcom', username: 'hermit', password: 'hermit-password' } as const;
    await bearer.link.connectPasswordProvider({ ...login, vitalLinkToken, region: 'us' });
    const errors = await eventually(async () => {
      const { providers } = await client.user.getConnectedProviders({ userId });
      return providers?.[0]?.status === 'error' ? providers : null;
    });
    expect(errors[0]?.errorDetails).toMatchObject({
      errorType: 'required_scopes_not_granted',
      errorMessage: expect.stringContaining('Share'),
      erroredAt: expect.any(Date),
    });
  });

  it('is refreshed, within the limits of this gateway', async () => {
    const refreshed = await client.user.refresh({ userId: ada.userId, timeout: 30 });
    expect(refreshed).toEqual({
      success: true,
      userId: ada.userId,
      refreshedSources: ['dexcom/vitals/glucose'],
      inProgressSources: [],
      failedSources: [],
    });
    const { userId } = await newUser('unlinked');
    const unlinked = client.user.refresh({ userId });
    await expect(unlinked).rejects.toMatchObject({
      statusCode: 400,
      body: { success: false, user_id: userId, error: 'user has no connected sources' },
    });
  });

  it('is refreshed so often, and then told when to ask again', async () => {
    const { userId } = await linkedUser('eager');
    // What was asked within 15 seconds is not asked again.
    for (let count = 0; count < refreshesPerHourMax; count += 1) {
      expect(await client.user.refresh({ userId })).toMatchObject({ failedSources: [] });
    }
    await expect(client.user.refresh({ userId })).rejects.toMatchObject({
      statusCode: 429,
      body: { detail: expect.stringMatching(/too often within an hour\. Ask again at .+Z\.$/) },
    });
  });

  it('is told what goes on, where Dexcom does not answer in time', async () => {
    const { userId } = await linkedUser('slow');
    const linkedAgo = { last_poll_at: new Date(Date.now() - 60_000) };
    const own = gateway.db.selectFrom('connections').select('id').where('user_id', '=', userId);
    const plans = gateway.db.updateTable('poll_plans').set(linkedAgo);
    await plans.where('connection_id', '=', own).execute();
    const account = { username: 'slow', region: 'US' } as const;
    gateway.simulator.addFault({ account, effect: { kind: 'hang', forMs: 7_000 } });
    const asked = client.user.refresh({ userId, timeout: 5 });
    const { data, rawResponse } = await asked.withRawResponse();
    expect(rawResponse.status).toBe(202);
    expect(data).toEqual({
      success: true,
      userId,
      refreshedSources: [],
      inProgressSources: ['dexcom/vitals/glucose'],
      failedSources: [],
    });
  });

  it('is told of devices and of what was last asked', async () => {
    expect(await client.user.getDevices({ userId: ada.userId })).toEqual([]);
    const { data } = await client.introspect.getUserResources({ userId: ada.userId });
    expect(data).toMatchObject([
      {
        userId: ada.userId,
        provider: { dexcom: { glucose: { lastAttempt: { status: 'success' } } } },
      },
    ]);
    const first = await client.introspect.getUserResources({ userLimit: 1 });
    const next = await client.introspect.getUserResources({
      userLimit: 1,
      nextCursor: first.nextCursor ?? '',
    });
    expect(first.data[0]?.userId).toBe(ada.userId);
    expect(next.data[0]?.userId).toBe(grace.userId);
    const pulls = await client.introspect.getUserHistoricalPulls({ userId: ada.userId });
    expect(pulls.data).toMatchObject([{ userId: ada.userId }]);
  });

  it('ends, however often it is asked', async () => {
    const { userId } = await linkedUser('to-deregister');
    const ended = { userId, provider: 'dexcom' } as const;
    expect(await client.user.deregisterProvider(ended)).toEqual({ success: true });
    expect(await client.user.deregisterProvider(ended)).toEqual({ success: true });
    expect(await client.user.getConnectedProviders({ userId })).toEqual({ providers: [] });
    const never = client.user.deregisterProvider({ userId: ada.userId, provider: 'fitbit' });
    await expect(never).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('glucose, by the published client', () => {
  const yesterday = new Date(Date.now() - 26 * 3_600_000).toISOString().slice(0, 10);

  it('comes in groups, in mmol/L, with the digits that give mg/dL back', async () => {
    const { groups, nextCursor } = await client.vitals.glucoseGrouped({
      userId: ada.userId,
      startDate: yesterday,
    });
    expect(Object.keys(groups)).toEqual(['dexcom']);
    const [group] = groups.dexcom ?? [];
    expect(group?.source.provider).toBe('dexcom');
    expect(group?.data.length).toBeGreaterThan(200);
    expect(nextCursor ?? null).toBeNull();
    for (const sample of group?.data ?? []) {
      const { value_mg_dl: valueMgDl } = sample as unknown as { value_mg_dl: number };
      expect(sample.unit).toBe('mmol/L');
      expect(Math.round(sample.value * 18.01559)).toBe(valueMgDl);
      expect(sample).toHaveProperty('trend');
    }
    const instants = group?.data.map(({ timestamp }) => timestamp.getTime()) ?? [];
    expect(instants).toEqual([...instants].sort((one, other) => one - other));
  });

  it('comes as a plain list too', async () => {
    const plain = await client.vitals.glucose({ userId: ada.userId, startDate: yesterday });
    const { groups } = await client.vitals.glucoseGrouped({
      userId: ada.userId,
      startDate: yesterday,
    });
    expect(plain).toEqual(groups.dexcom?.[0]?.data);
  });

  it('comes page by page, each sample once, and never as a list that is longer', async () => {
    const { userId } = await newUser('long-worn');
    const readings = steadyReadings(samplesPerPageMax + 10);
    await storeSamples(gateway.db, userId, readings);
    const range = { userId, startDate: '2026-03-01', endDate: '2026-05-01' };
    const first = await client.vitals.glucoseGrouped(range);
    const nextCursor = first.nextCursor ?? '';
    const second = await client.vitals.glucoseGrouped({ ...range, nextCursor });
    const times = [first, second].map(({ groups }) =>
      (groups.dexcom?.[0]?.data ?? []).map(({ timestamp }) => timestamp.getTime()),
    );
    expect(times.map(({ length }) => length)).toEqual([samplesPerPageMax, 10]);
    expect(new Set(times.flat()).size).toBe(readings.length);
    expect(second.nextCursor ?? null).toBeNull();
    await expect(client.vitals.glucose(range)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is of the provider that is asked for alone, in groups and as a list', async () => {
    const { userId } = await newUser('of-both');
    await storeSamples(gateway.db, userId, [[0, 100]]);
    await storeSamples(gateway.db, userId, [[60, 120]], 'dexcom_v3');
    const range = { userId, startDate: '2026-03-01', endDate: '2026-03-01' };
    const valuesOf = async (more: { provider?: string }) => {
      const { groups } = await client.vitals.glucoseGrouped({ ...range, ...more });
      const values = (data: readonly { value: number }[]) => data.map(({ value }) => value);
      const grouped = Object.entries(groups).map(([slug, [group]]) => [
        slug,
        values(group?.data ?? []),
      ]);
      const plain = values(await client.vitals.glucose({ ...range, ...more }));
      return { grouped: Object.fromEntries(grouped), plain };
    };
    const [share, oauth] = [5.55, 6.66];
    expect(await valuesOf({})).toEqual({
      grouped: { dexcom: [share], dexcom_v3: [oauth] },
      plain: [share, oauth],
    });
    expect(await valuesOf({ provider: 'dexcom_v3' })).toEqual({
      grouped: { dexcom_v3: [oauth] },
      plain: [oauth],
    });
    expect(await valuesOf({ provider: 'dexcom' })).toEqual({
      grouped: { dexcom: [share] },
      plain: [share],
    });
  });

  it('is empty where it begins later than now and no end is told', async () => {
    const startDate = new Date(Date.now() + 3_600_000).toISOString();
    const { groups } = await client.vitals.glucoseGrouped({ userId: ada.userId, startDate });
    expect(groups).toEqual({});
    expect(await client.vitals.glucose({ userId: ada.userId, startDate })).toEqual([]);
  });

  it('is bounded by both dates, and is empty for another provider', async () => {
    const ask = async (startDate: string, endDate: string, provider?: string) => {
      const range = { userId: ada.userId, startDate, endDate, ...(provider ? { provider } : {}) };
      const { groups } = await client.vitals.glucoseGrouped(range);
      return groups.dexcom?.[0]?.data ?? [];
    };
    const all = await ask(yesterday, '2199-01-01');
    const [first, second, third] = all.map(({ timestamp }) => timestamp.toISOString());
    const two = await ask(second ?? '', (third ?? '').replace('Z', '+00:00'));
    expect(two.map(({ timestamp }) => timestamp.toISOString())).toEqual([second, third]);
    expect(first).toBeDefined();
    expect(await ask(yesterday, '2199-01-01', 'fitbit')).toEqual([]);
    await expect(ask('yesterday', '2199-01-01')).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('any other call', () => {
  it('is told by name that it is not served', async () => {
    const sleep = client.sleep.get({ userId: ada.userId, startDate: '2026-01-01' });
    await expect(sleep).rejects.toMatchObject({
      statusCode: 404,
      body: { detail: expect.stringContaining(`GET /v2/summary/sleep/${ada.userId}`) },
    });
    const metrics = client.fetch('/v2/user/metrics');
    expect((await metrics).status).toBe(404);
    expect(await (await metrics).json()).toEqual({
      detail: expect.stringContaining('GET /v2/user/metrics is not served here'),
    });
    const demo = client.link.connectDemoProvider({ userId: ada.userId, provider: 'oura' });
    await expect(demo).rejects.toMatchObject({ statusCode: 404 });
  });

  it('is so for a second factor, which Dexcom does not ask for and no link waits for', async () => {
    const factor = { mfaCode: '123456', vitalLinkToken: ada.linkToken };
    const path = '/v2/link/provider/password/dexcom/complete_mfa';
    const notServed = {
      statusCode: 404,
      body: { detail: expect.stringContaining(`POST ${path} `) },
    };
    const asked = bearer.link.completePasswordProviderMfa({ provider: 'dexcom', ...factor });
    await expect(asked).rejects.toMatchObject(notServed);
    const older = new VitalClient({ apiKey: gateway.apiKey, baseUrl, fetch, maxRetries: 0 });
    const askedByOlder = older.link.completePasswordProviderMfa('dexcom', factor);
    await expect(askedByOlder).rejects.toMatchObject(notServed);
  });
});

describe('the older published client', () => {
  const older = new VitalClient({ apiKey: gateway.apiKey, baseUrl, fetch, maxRetries: 0 });
  const created = older.user.create({ clientUserId: 'older' });

  it('creates, finds, lists, changes and deletes users too', async () => {
    const { userId } = await created;
    const again = older.user.create({ clientUserId: 'older' });
    const known = { detail: { user_id: userId } };
    await expect(again).rejects.toMatchObject({ statusCode: 400, body: known });
    expect((await older.user.get(userId)).clientUserId).toBe('older');
    expect((await older.user.getByClientUserId('older')).userId).toBe(userId);
    expect((await older.user.getAll({ limit: 500 })).users.map((each) => each.userId)).toContain(
      userId,
    );
    await older.user.patch(userId, { fallbackTimeZone: 'Asia/Tokyo' });
    expect((await older.user.get(userId)).fallbackTimeZone).toMatchObject({ id: 'Asia/Tokyo' });
    expect(await older.user.getUserSignInToken(userId)).toMatchObject({ userId });
    expect(await older.user.delete(userId)).toEqual({ success: true });
    expect(await older.user.undoDelete({ clientUserId: 'older' })).toEqual({ success: true });
  });

  it('links, and reads what it is linked to, too', async () => {
    gateway.simulator.addAccount({ username: 'older', password: 'older-password' });
    const { userId } = await created;
    const { linkToken: vitalLinkToken } = await older.link.token({ userId });
    expect(await older.link.getAllProviders({ vitalLinkToken })).toMatchObject([
      { slug: 'dexcom' },
    ]);
    expect(await older.providers.getAll()).toMatchObject([{ slug: 'dexcom' }]);
    const linked = await older.link.connectPasswordProvider('dexcom', {
      username: 'older',
      password: 'older-password',
      region: 'us',
      vitalLinkToken,
    });
    expect(linked).toMatchObject({ state: 'success', connected: true });
    const { providers } = await older.user.getConnectedProviders(userId);
    expect(providers).toMatchObject([{ slug: 'dexcom', status: 'connected' }]);
    expect(await older.user.refresh(userId, { timeout: 30 })).toMatchObject({ success: true });
    expect(await older.user.getDevices(userId)).toEqual([]);
    const startDate = new Date(Date.now() - 86_400_000).toISOString();
    const { groups } = await older.vitals.glucoseGrouped(userId, { startDate });
    expect(groups.dexcom?.[0]?.data.length).toBeGreaterThan(200);
    const plain = await older.vitals.glucose(userId, { startDate });
    expect(plain).toEqual(groups.dexcom?.[0]?.data);
    const { data } = await older.introspect.getUserResources({ userId });
    expect(data).toMatchObject([{ userId }]);
    const pulls = await older.introspect.getUserHistoricalPulls({ userId });
    expect(pulls.data).toMatchObject([{ userId }]);
    expect(await older.user.deregisterProvider(userId, 'dexcom')).toEqual({ success: true });
    expect(await older.user.delete(userId)).toEqual({ success: true });
  });
});

describe('what was asked above', () => {
  it('stands in the audit like what is asked by GraphQL', async () => {
    const { auditEntries } = await gateway.ask<{
      auditEntries: { edges: { node: { action: string } }[] };
    }>('{ auditEntries(first: 100) { edges { node { action } } } }');
    const actions = new Set(auditEntries.edges.map(({ node }) => node.action));
    for (const action of [
      ...['user.created', 'user.updated', 'user.deleted', 'user.delete-undone'],
      ...['user-token.created', 'link-token.created', 'connection.linked', 'user.refreshed'],
      ...['connection.link-failed', 'connection.disconnected'],
    ]) {
      expect(actions).toContain(action);
    }
  });
});

describe('the page for those who come from there', () => {
  it('shows a program that runs as it stands', { timeout: shortForm('program') }, async () => {
    gateway.simulator.addAccount({ username: 'lena', password: 'lena-password' });
    const [program = ''] = blocksOf('docs/coming-from-junction.md', 'ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { env: { ...process.env, API_KEY: gateway.apiKey, GATEWAY: baseUrl } },
    );
    expect(stdout).toMatch(
      /^a page to link on: http:\S+\/link\/\S+\nlinked: success\nreadings: \d{3}\n$/,
    );
  });

  it('shows how old readings are saved, and the import takes them in', async () => {
    const [, shown = ''] = blocksOf('docs/coming-from-junction.md', 'ts');
    const folder = await mkdtemp(join(tmpdir(), 'gateway-junction-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'glucose.json');
    const here = shown.replace('{ apiKey }', '{ apiKey, baseUrl: process.env.GATEWAY }');
    await promisify(execFile)(
      process.execPath,
      ['--input-type=module-typescript', '--eval', here.replace('glucose.json', path)],
      { env: { ...process.env, JUNCTION_API_KEY: gateway.apiKey, GATEWAY: baseUrl } },
    );
    const { userId: user } = await client.user.create({ clientUserId: 'lena-again' });
    const config = { databaseUrl: gateway.databaseUrl, encryptionKeys: null };
    const options = { user, junction: path };
    const told: string[] = [];
    const tell = (line: string) => told.push(line);
    const said = await commands.import?.(config, [], options, tell);
    expect(said).toMatch(/^Read \d{3} readings: \d{3} are new/);
    expect(told).toEqual([]);
  });
});

describe('every answer that was given above', () => {
  it('is as the OpenAPI document says', () => {
    expect(answers.length).toBeGreaterThan(50);
    for (const answer of answers) expectDocumented(answer);
  });

  it('has the keys and the types that the hosted service says of it', () => {
    expect(differencesFromHosted(answers)).toEqual([]);
  });
});
