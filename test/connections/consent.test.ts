import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JunctionClient } from '@junction-api/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#src/app/commands.ts';
import { consentsPerLinkMax } from '#src/connections/consents/consent.ts';
import {
  attemptOf,
  consentAt,
  consentConfig,
  createBrowser,
  linkByConsent,
  publicUrl,
  registerApps,
  startLink,
} from '#test/consents';
import { eventually } from '#test/eventually';
import { whileLineIsFull } from '#test/full-line';
import { ask, linkUser, startGateway, type TestGateway } from '#test/gateway';
import { faultsByHosted } from '#test/hosted-facts';
import { type RecordedAnswer, recordingFetch } from '#test/recording-fetch';
import { expectDocumented } from '#test/rest-document';

let gateway: TestGateway;
let nextName = 0;

beforeAll(async () => {
  gateway = await startGateway({ config: consentConfig });
  registerApps(gateway.simulator);
});

afterAll(() => gateway.close());

async function newUser() {
  nextName += 1;
  const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
    'mutation C($id: String!) { createUser(clientUserId: $id) { ... on CreateUserSuccess { user { id } } } }',
    { id: `wearer-${nextName}` },
  );
  return createUser.user.id;
}

async function newLink(userId: string) {
  const { createLinkToken } = await gateway.ask<{
    createLinkToken: { linkToken: string; linkId: string };
  }>(
    `mutation T($id: ID!) {
      createLinkToken(userId: $id) { ... on CreateLinkTokenSuccess { linkToken linkId } }
    }`,
    { id: userId },
  );
  return createLinkToken;
}

function newAccount() {
  nextName += 1;
  const who = { username: `name-${nextName}`, password: 'the-password' };
  gateway.simulator.addAccount({ ...who, region: 'US' });
  return who;
}

async function setup() {
  const userId = await newUser();
  return { userId, ...(await newLink(userId)), who: newAccount() };
}

interface Told {
  readonly connections: readonly { readonly provider: string; readonly state: string }[];
  readonly samples: { readonly edges: readonly { readonly node: Node }[] };
}

interface Node {
  readonly takenAt: string;
  readonly valueMgDl: number;
  readonly provider: string;
  readonly origin: string;
  readonly revision: number;
}

async function told(userId: string) {
  const { user } = await gateway.ask<{ user: Told }>(
    `query S($id: ID!, $from: DateTime!) {
      user(id: $id) {
        connections { provider state }
        samples(from: $from, first: 1000) { edges { node { takenAt valueMgDl provider origin revision } } }
      }
    }`,
    { id: userId, from: new Date(Date.now() - 2 * 86_400_000).toISOString() },
  );
  return { connections: user.connections, samples: user.samples.edges.map(({ node }) => node) };
}

interface Pulled {
  readonly from: string;
  readonly to: string;
  readonly doneDownTo: string;
  readonly sampleCount: number;
  readonly endedAt: string | null;
}

const hourMs = 3_600_000;

/** Brings readings of a user in from a file, as an operator does. */
async function importPast(userId: string, atMs: readonly number[], sgv: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-past-'));
  const path = join(folder, 'entries.json');
  await writeFile(path, JSON.stringify(atMs.map((date) => ({ type: 'sgv', date, sgv }))));
  const config = { databaseUrl: gateway.databaseUrl, encryptionKeys: null };
  const options = { user: userId.replace('User:', ''), nightscout: path };
  await commands.import?.(config, [], options, () => {});
  await rm(folder, { recursive: true });
}

const nowhere = `${publicUrl}/link/${'0'.repeat(22)}`;

describe('linking by consent', () => {
  it('leads a browser to Dexcom and back to the page of the link, and readings come', async () => {
    const { userId, linkToken, linkId, who } = await setup();
    const { started, start, end } = await linkByConsent(gateway, linkToken, who);
    expect(start.status).toBe(303);
    expect(end).toMatchObject({
      status: 303,
      location: `${publicUrl}/link/${linkId}#token=${linkToken}&attempt=${started.attemptId}`,
    });
    expect(await attemptOf(gateway, linkToken, started.attemptId)).toMatchObject({
      __typename: 'LinkSuccess',
    });
    await eventually(async () => (await told(userId)).samples.length > 100);
    const figures = await (await fetch(new URL('/metrics', gateway.url))).text();
    for (const call of ['token', 'egvs']) {
      const answered = `gateway_dexcom_oauth_requests_total{call="${call}",outcome="answered"}`;
      expect(figures.split('\n').find((line) => line.startsWith(answered))).toMatch(/ [1-9]\d*$/);
    }
    const { connections, samples } = await told(userId);
    expect(connections).toEqual([{ provider: 'DEXCOM_V3', state: 'FRESH' }]);
    expect(new Set(samples.map((each) => `${each.provider} ${each.origin}`))).toEqual(
      new Set(['DEXCOM_V3 OAUTH']),
    );
    const pulled = await eventually(async () => {
      const { user } = await gateway.ask<{ user: { connections: { historicalPull: Pulled }[] } }>(
        `query H($id: ID!) {
          user(id: $id) {
            connections { historicalPull { from to doneDownTo sampleCount endedAt } }
          }
        }`,
        { id: userId },
      );
      const [connection] = user.connections;
      return connection?.historicalPull.endedAt ? connection.historicalPull : null;
    });
    expect(pulled.doneDownTo).toBe(pulled.from);
    expect(Date.parse(pulled.to) - Date.parse(pulled.from)).toBe(2 * 86_400_000);
    expect(pulled.sampleCount).toBeGreaterThan(200);
  });

  it('keeps what Share told live beside it, and a reading that both tell is one sample (R3)', async () => {
    const { userId, linkToken, who } = await setup();
    const account = { region: 'US', username: who.username } as const;
    // Of two readings that Share tells too, and of one that nobody else tells.
    const nowMs = Date.now();
    const [revised, kept] = gateway.simulator
      .readingsOf(account, nowMs - 2 * hourMs, nowMs - 3 * hourMs)
      .map(({ wallMs, versions }) => ({ atMs: wallMs, valueMgDl: versions.at(-1)?.valueMgDl }));
    if (!revised || !kept) throw new Error('the sensor told nothing');
    const past = [revised.atMs, kept.atMs, nowMs - 40 * hourMs];
    await importPast(userId, past, 333);
    const valuesAt = async () => {
      const { samples } = await told(userId);
      return past.map((atMs) => {
        const near = samples.filter((each) => Math.abs(Date.parse(each.takenAt) - atMs) < 2_000);
        return near.map(({ valueMgDl, origin, revision }) => [valueMgDl, origin, revision]);
      });
    };
    expect(await valuesAt()).toEqual(past.map(() => [[333, 'IMPORT', 1]]));
    await linkUser(gateway, userId, { ...who, region: 'US' });
    await eventually(async () => (await told(userId)).samples.length > 100);
    const imported = [[333, 'IMPORT', 1]];
    expect(await valuesAt()).toEqual([
      [[revised.valueMgDl, 'SHARE', 2]],
      [[kept.valueMgDl, 'SHARE', 2]],
      imported,
    ]);
    const corrected = revised.valueMgDl === 150 ? 151 : 150;
    gateway.simulator.changeEgv(account, { atMs: revised.atMs, valueMgDl: corrected });
    await linkByConsent(gateway, linkToken, who);
    const both = await eventually(async () => {
      const all = await told(userId);
      const isRead = all.connections.every(({ state }) => state === 'FRESH');
      return all.connections.length === 2 && isRead && all;
    });
    expect(both.connections.map(({ provider }) => provider).toSorted()).toEqual([
      'DEXCOM',
      'DEXCOM_V3',
    ]);
    const atMs = both.samples.map(({ takenAt }) => Date.parse(takenAt));
    const apartMs = atMs.slice(1).map((at, i) => Math.abs(at - (atMs[i] ?? 0)));
    expect(Math.min(...apartMs)).toBeGreaterThan(200_000);
    const own = both.samples.filter(({ origin }) => origin !== 'IMPORT');
    expect(own.filter(({ revision }) => revision > 1)).toHaveLength(2);
    const stands = await eventually(async () => {
      const [first, ...others] = await valuesAt();
      return first?.[0]?.[1] === 'OAUTH' && [first, ...others];
    });
    expect(stands).toEqual([[[corrected, 'OAUTH', 3]], [[kept.valueMgDl, 'SHARE', 2]], imported]);
    await importPast(userId, past, 222);
    expect(await valuesAt()).toEqual(stands);
  });

  it('gives a start page without the link token, and a cookie for the way back alone', async () => {
    const { linkToken, who } = await setup();
    const { started, start, browser } = await linkByConsent(gateway, linkToken, who);
    expect(started.startUrl).toMatch(new RegExp(`^${publicUrl}/oauth/start/[\\w-]{43}$`));
    expect(start.setCookie).toMatch(
      /^gateway-consent=[\w-]{43}; Path=\/oauth\/callback; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
    for (const address of [started.startUrl, start.location]) {
      expect(address).not.toContain(linkToken);
    }
    expect(browser.cookies.size).toBe(0);
  });

  it('tells that the wearer said no, and leaves the link good', async () => {
    const { userId, linkToken, linkId, who } = await setup();
    const { started, end } = await linkByConsent(gateway, linkToken, who, { decision: 'deny' });
    expect(end.location).toContain(`/link/${linkId}#token=`);
    expect(await attemptOf(gateway, linkToken, started.attemptId)).toEqual({
      __typename: 'ConsentRefused',
      code: 'CONSENT_REFUSED',
    });
    expect((await told(userId)).connections).toEqual([]);
    expect((await linkByConsent(gateway, linkToken, who)).end.location).toContain(linkId);
  });

  it('takes a way back once, and only of the browser that set out', async () => {
    const { userId, linkToken, who } = await setup();
    const { startUrl } = await startLink(gateway, linkToken);
    const [browser, stranger] = [createBrowser(gateway), createBrowser(gateway)];
    const back = await consentAt((await browser.visit(startUrl)).location, who);
    expect((await stranger.visit(back)).location).toBe(nowhere);
    expect((await browser.visit(back)).location).toBe(nowhere);
    expect((await told(userId)).connections).toEqual([]);
    const linked = await linkByConsent(gateway, linkToken, who);
    expect((await linked.browser.visit(linked.back)).location).toBe(nowhere);
    expect((await told(userId)).connections).toHaveLength(1);
  });

  it('knows no state, no start page and no method that it did not give out', async () => {
    const browser = createBrowser(gateway);
    for (const path of ['start/x', `start/${'a'.repeat(43)}`, 'callback', 'callback?state=x', '']) {
      expect((await browser.visit(`/oauth/${path}`)).location).toBe(nowhere);
    }
  });

  it('leads on who set out here, and has all others come again, while strangers fill the line', async () => {
    const { linkToken, linkId, who } = await setup();
    const { startUrl, attemptId } = await startLink(gateway, linkToken);
    const browser = createBrowser(gateway);
    await whileLineIsFull(gateway.db, gateway.url, async () => {
      const { location } = await browser.visit(startUrl);
      const back = await consentAt(location, who, 'deny');
      expect((await browser.visit(back)).location).toContain(`/link/${linkId}#token=`);
      for (const path of [`start/${'a'.repeat(43)}`, `callback?state=${'a'.repeat(43)}`]) {
        const refused = await fetch(new URL(`/oauth/${path}`, gateway.url));
        const told = [refused.status, refused.headers.get('retry-after'), await refused.json()];
        expect(told).toMatchObject([503, '5', { code: 'UNAVAILABLE' }]);
      }
    });
    expect(await attemptOf(gateway, linkToken, attemptId)).toMatchObject({
      code: 'CONSENT_REFUSED',
    });
  });

  it('lets a wearer open one start page ten times at once, and no more, since each costs a write', async () => {
    const { linkToken } = await setup();
    const { startUrl } = await startLink(gateway, linkToken);
    const visits = Array.from({ length: 12 }, () => createBrowser(gateway).visit(startUrl));
    const statuses = (await Promise.all(visits)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([...Array(10).fill(303), 503, 503]);
  });

  it('lets a wearer set out again from the same page, and is over after ten minutes', async () => {
    const { linkToken, linkId, who } = await setup();
    const { startUrl, attemptId } = await startLink(gateway, linkToken);
    const browser = createBrowser(gateway);
    const lost = await browser.visit(startUrl);
    const again = await browser.visit(startUrl);
    expect((await browser.visit(await consentAt(lost.location, who))).location).toBe(nowhere);
    await sql`update consents set expires_at = now() - interval '1 second'`.execute(gateway.db);
    const late = await browser.visit(await consentAt(again.location, who));
    expect(late.location).toContain(`/link/${linkId}#token=`);
    expect(await attemptOf(gateway, linkToken, attemptId)).toMatchObject({
      code: 'CONSENT_EXPIRED',
    });
    expect((await browser.visit(startUrl)).location).toBe(nowhere);
  });

  it('keeps the first outcome of an attempt, and connects nobody under its id later', async () => {
    const { userId, linkToken, who } = await setup();
    const attemptId = 'made-up-by-who-asks';
    const options = { attemptId, decision: 'deny' } as const;
    await linkByConsent(gateway, linkToken, who, options);
    await linkByConsent(gateway, linkToken, who, { attemptId });
    expect(await attemptOf(gateway, linkToken, attemptId)).toMatchObject({
      code: 'CONSENT_REFUSED',
    });
    expect((await told(userId)).connections).toEqual([]);
  });

  it('tells of an outage where a fault of ours is in the way, and leaves the link good', async () => {
    const { userId, linkToken, linkId, who } = await setup();
    await sql`alter table pulls rename to pulls_away`.execute(gateway.db);
    const { started, end } = await linkByConsent(gateway, linkToken, who).finally(() =>
      sql`alter table pulls_away rename to pulls`.execute(gateway.db),
    );
    expect(end.location).toContain(`/link/${linkId}#token=`);
    expect(await attemptOf(gateway, linkToken, started.attemptId)).toMatchObject({
      code: 'DEXCOM_UNREACHABLE',
    });
    await linkByConsent(gateway, linkToken, who);
    expect((await told(userId)).connections).toHaveLength(1);
  });

  it('leads on to the page of the link where Dexcom is slow, which finds what became of it', async () => {
    const { userId, linkToken, linkId, who } = await setup();
    const impatient = await gateway.startNode({ requestDeadlineMs: 4_000 });
    const browser = createBrowser({ url: `http://127.0.0.1:${impatient.port()}/graphql` });
    const { startUrl, attemptId } = await startLink(gateway, linkToken);
    const back = await consentAt((await browser.visit(startUrl)).location, who);
    const effect = { kind: 'latency', delayMs: 8_000 } as const;
    gateway.simulator.addOAuthFault({ effect, calls: ['code'], count: 1 });
    expect(await browser.visit(back)).toMatchObject({
      status: 303,
      location: `${publicUrl}/link/${linkId}#token=${linkToken}&attempt=${attemptId}`,
    });
    const answer = () => attemptOf(gateway, linkToken, attemptId);
    expect(await answer()).toMatchObject({ __typename: 'LinkAttemptUnsettled' });
    await eventually(async () => (await answer())?.__typename === 'LinkSuccess');
    expect((await told(userId)).connections).toHaveLength(1);
    await impatient.stop();
  });

  it('replaces an account where it is asked to, and lets another region be tried', async () => {
    const { userId, linkToken, who } = await setup();
    await linkByConsent(gateway, linkToken, who);
    await gateway.ask('mutation { updateTeam(linkAllowsAccountReplacement: true) { __typename } }');
    const second = await newLink(userId);
    nextName += 1;
    const abroad = { username: `name-${nextName}`, password: 'the-password' };
    gateway.simulator.addAccount({ ...abroad, region: 'OUS' });
    const options = { replacesAccount: true };
    // The page of the wrong region does not know them: they stay there, and may begin again.
    await expect(
      linkByConsent(gateway, second.linkToken, abroad, { ...options, region: 'US' }),
    ).rejects.toThrow('not recognized');
    const linked = await linkByConsent(gateway, second.linkToken, abroad, {
      ...{ ...options, region: 'OUS' },
    });
    expect(await attemptOf(gateway, second.linkToken, linked.started.attemptId)).toMatchObject({
      __typename: 'LinkSuccess',
    });
    const { rows } = await sql<{ region: string }>`
      select region from connections where user_id = ${userId.replace(/^User:/, '')}
        and disconnected_at is null`.execute(gateway.db);
    expect(rows).toEqual([{ region: 'OUS' }]);
  });

  it('refuses another account beside the one that is connected', async () => {
    const { userId, linkToken, who } = await setup();
    await linkByConsent(gateway, linkToken, who);
    const second = await newLink(userId);
    const { started } = await linkByConsent(gateway, second.linkToken, newAccount());
    expect(await attemptOf(gateway, second.linkToken, started.attemptId)).toMatchObject({
      code: 'OTHER_ACCOUNT_CONNECTED',
    });
    expect((await told(userId)).connections).toHaveLength(1);
  });

  it('begins in a window of its own, and not before somebody has followed the link', async () => {
    const { linkToken, who } = await setup();
    const { startUrl } = await startLink(gateway, linkToken);
    const browser = createBrowser(gateway);
    const start = await browser.visit(startUrl);
    const { pathname } = new URL(startUrl, publicUrl);
    const ask = (headers: Record<string, string>) =>
      fetch(new URL(pathname, gateway.url), { redirect: 'manual', headers });
    const framed = await ask({ 'sec-fetch-dest': 'iframe' });
    expect(framed.headers.get('location')).toBe(nowhere);
    expect((await ask({ 'sec-purpose': 'prefetch;prerender' })).status).toBe(503);
    // Neither took the way of the browser that was first.
    const end = await browser.visit(await consentAt(start.location, who));
    expect(end.location).toContain('#token=');
  });

  it('refuses the account of another person before anything is mixed', async () => {
    const { userId, linkToken, who } = await setup();
    await linkUser(gateway, userId, { ...who, region: 'US' });
    await eventually(async () => (await told(userId)).samples.length > 100);
    const { started } = await linkByConsent(gateway, linkToken, newAccount());
    expect(await attemptOf(gateway, linkToken, started.attemptId)).toEqual({
      __typename: 'OtherWearer',
      code: 'OTHER_WEARER',
    });
    const { connections, samples } = await told(userId);
    expect(connections.map(({ provider }) => provider)).toEqual(['DEXCOM']);
    expect(new Set(samples.map(({ origin }) => origin))).toEqual(new Set(['SHARE']));
  });

  it('says where there is no app, and where a link is over, before anybody is led away', async () => {
    const { linkToken, who } = await setup();
    expect(await startLink(gateway, linkToken, { region: 'APAC' })).toMatchObject({
      __typename: 'ProviderNotConfigured',
      regions: ['US', 'OUS'],
    });
    expect(await startLink(gateway, linkToken, { region: 'MARS' })).toMatchObject({
      __typename: 'RegionUnsupported',
    });
    await linkByConsent(gateway, linkToken, who);
    expect(await startLink(gateway, linkToken)).toMatchObject({ code: 'LINK_TOKEN_USED' });
    expect(await startLink(gateway, 'lt_none')).toMatchObject({ code: 'LINK_TOKEN_INVALID' });
  });

  it('ends on another node than it began, and counts the connections of its app', async () => {
    const { userId, linkToken, who } = await setup();
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from connections
      where provider = 'dexcom_v3' and region = 'US' and disconnected_at is null`.execute(
      gateway.db,
    );
    const connectionsMax = (rows[0]?.count ?? 0) + 1;
    const dexcomOAuth = { ...consentConfig.dexcomOAuth, connectionsMax };
    const node = await gateway.startNode({ dexcomOAuth });
    const other = { ...gateway, url: `http://127.0.0.1:${node.port()}/graphql` };
    const { startUrl } = await startLink(gateway, linkToken);
    // Who sets out while there is room may come back when there is none.
    const crowd = await setup();
    const late = await startLink(gateway, crowd.linkToken);
    const [here, there] = [createBrowser(gateway), createBrowser(other)];
    const back = await consentAt((await here.visit(startUrl)).location, who);
    for (const [name, value] of here.cookies) there.cookies.set(name, value);
    expect((await there.visit(back)).location).toContain('#token=');
    expect((await told(userId)).connections).toHaveLength(1);
    await there.visit(await consentAt((await there.visit(late.startUrl)).location, crowd.who));
    expect(await attemptOf(gateway, crowd.linkToken, late.attemptId)).toMatchObject({
      code: 'APP_CONNECTIONS_EXHAUSTED',
    });
    expect((await told(crowd.userId)).connections).toEqual([]);
    const { linkToken: next } = await setup();
    const asker: TestGateway = {
      ...other,
      ask: (query, given = {}) => ask(other.url, null, query, given),
    };
    expect(await startLink(asker, next)).toMatchObject({
      code: 'APP_CONNECTIONS_EXHAUSTED',
      connectionsMax,
    });
    await node.stop();
  });

  it('serves the published client of the hosted service, and leads back to the registered address', async () => {
    const answers: RecordedAnswer[] = [];
    const { userId: id, who } = await setup();
    const userId = id.replace('User:', '');
    const client = new JunctionClient({
      ...{ apiKey: gateway.apiKey, baseUrl: new URL(gateway.url).origin, maxRetries: 0 },
      fetch: recordingFetch(answers),
    });
    const redirectUrl = 'https://app.example/done?from=us';
    await gateway.ask(
      'mutation R($urls: [String!]) { updateTeam(linkRedirectUrls: $urls) { __typename } }',
      { urls: [redirectUrl] },
    );
    const { linkToken: vitalLinkToken } = await client.link.token({
      ...{ userId, redirectUrl, provider: 'dexcom_v3' },
    });
    const source = await client.link.generateOauthLink({
      ...{ oauthProvider: 'dexcom_v3', vitalLinkToken },
    });
    expect(source).toMatchObject({ slug: 'dexcom_v3', authType: 'oauth', id: 2 });
    const browser = createBrowser(gateway);
    const { location: first } = await browser.visit(source.oauthUrl ?? '');
    const denied = await consentAt(first, who, 'deny');
    expect((await browser.visit(denied)).location).toMatch(
      /^https:\/\/app\.example\/done\?from=us&state=error&error_type=required_scopes_not_granted/,
    );
    const again = await client.link.generateOauthLink({
      ...{ oauthProvider: 'dexcom_v3', vitalLinkToken },
    });
    const back = await consentAt((await browser.visit(again.oauthUrl ?? '')).location, who);
    expect((await browser.visit(back)).location).toBe(`${redirectUrl}&state=success`);

    const pulled = await eventually(async () => {
      const { data } = await client.introspect.getUserHistoricalPulls({ userId });
      const all = data[0]?.provider.dexcom_v3?.pulled ?? {};
      const isOver = Object.values(all).every(({ status }) => status === 'success');
      return isOver && Object.keys(all).length > 0 ? all : null;
    });
    expect(Object.keys(pulled).toSorted()).toEqual([
      ...['calibration', 'carbohydrates', 'glucose', 'insulin_injection'],
      ...['note', 'workout_duration'],
    ]);
    const { rangeStart, rangeEnd, timeline } = pulled.glucose ?? {};
    expect(Number(rangeEnd) - Number(rangeStart)).toBe(2 * 86_400_000);
    expect(timeline?.endedAt).toBeInstanceOf(Date);
    const elsewhere = await client.introspect.getUserHistoricalPulls({
      ...{ userId, provider: 'dexcom' },
    });
    expect(elsewhere.data).toEqual([{ userId, provider: {} }]);
    const devices = await eventually(async () => {
      const found = await client.user.getDevices({ userId });
      return found.length > 0 ? found : null;
    });
    expect(devices).toMatchObject([
      { userId, provider: 'dexcom_v3', sourceType: 'automatic', deviceModel: 'g7' },
    ]);
    const startDate = new Date(Date.now() - 3 * 86_400_000).toISOString();
    const { groups } = await client.vitals.glucoseGrouped({ userId, startDate });
    expect(groups.dexcom_v3?.[0]?.data.length).toBeGreaterThan(200);
    const { providers } = await client.user.getConnectedProviders({ userId });
    expect(providers).toMatchObject([{ slug: 'dexcom_v3', status: 'connected' }]);
    expect(await client.user.refresh({ userId })).toMatchObject({
      refreshedSources: ['dexcom_v3/vitals/glucose'],
    });
    const ended = await client.user.deregisterProvider({ userId, provider: 'dexcom_v3' });
    expect(ended).toEqual({ success: true });
    const { linkToken: often } = await client.link.token({ userId, provider: 'dexcom_v3' });
    for (let count = 0; count < consentsPerLinkMax; count += 1) await startLink(gateway, often);
    const once = { oauthProvider: 'dexcom_v3', vitalLinkToken: often } as const;
    await expect(client.link.generateOauthLink(once)).rejects.toMatchObject({
      statusCode: 429,
      body: {
        detail: expect.stringMatching(/^This link was begun too often.+ Ask again at .+Z\.$/),
      },
    });
    for (const answer of answers) expectDocumented(answer);
    expect(faultsByHosted(answers)).toEqual([]);
  });
});
