import { sql } from 'kysely';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { texts as spanish } from '#src/web/link/texts/es.ts';
import { linkByConsent } from '#test/consents';
import { eventually } from '#test/eventually';
import { linkUser } from '#test/gateway';
import { startReceiver } from '#test/verifying-receiver';
import { watchGlucose } from '#test/watch-events';
import { consentAt, createConsentRig } from './consent-rig.ts';
import type { NewLink } from './link-rig.ts';
import { framing, openSite, startSite } from './parent-site.ts';
import { press } from './scenes.ts';

/** The way over: to Dexcom's own page and back, each end of it, from a page and from a frame. */
const rig = await createConsentRig();
afterAll(rig.close);
let count = 0;

function newAccount(region: 'US' | 'OUS' = 'US') {
  count += 1;
  const account = { region, username: `over-${count}`, password: `secret-${count}` };
  rig.simulator.addAccount(account);
  return account;
}

/** A link of a user by consent, for a person who is linked by Share. */
async function linkOver(account: ReturnType<typeof newAccount>): Promise<NewLink> {
  const { userId } = await rig.newLink();
  await linkUser(rig, userId, account);
  return rig.newLink({ userId, provider: 'DEXCOM_V3', region: account.region });
}

const title = (page: Page | FrameLocator, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true });

async function setOut(page: Page): Promise<void> {
  await press(page, texts.whose.mine);
  await press(page, texts.consent.go);
}

interface Kept {
  readonly takenAt: string;
  readonly isLate: boolean;
  readonly revision: number;
}

async function keptOf(userId: string) {
  const from = new Date(Date.now() - 23 * 3_600_000).toISOString();
  const { user } = await rig.ask<{
    user: {
      samples: { edges: { node: Kept }[] };
      glucoseGaps: { from: string; to: string }[];
      glucoseSeries: { timesMs: number[] };
      connections: {
        provider: string;
        state: string;
        historicalPull: { endedAt: string | null } | null;
      }[];
    };
  }>(
    `query ($id: ID!, $from: DateTime!) { user(id: $id) {
      samples(from: $from, first: 500) { edges { node { takenAt isLate revision } } }
      glucoseGaps(from: $from) { from to }
      glucoseSeries(from: $from, pointsMax: 1000) { timesMs }
      connections { provider state historicalPull { endedAt } }
    } }`,
    { id: userId, from },
  );
  return { ...user, samples: user.samples.edges.map(({ node }) => node) };
}

const apartMs = (timesMs: readonly number[]) =>
  Math.min(...timesMs.slice(1).map((at, place) => Math.abs(at - (timesMs[place] ?? 0))));

describe('a person who moves over', () => {
  it('is seen by chart, subscriber and webhook with no gap, no double and no false late mark', async () => {
    const account = newAccount();
    const link = await linkOver(account);
    const { userId } = link;
    await eventually(async () => (await keptOf(userId)).samples.length > 200);
    const receiver = await startReceiver();
    onTestFinished(receiver.close);
    const { createWebhookEndpoint } = await rig.ask<{
      createWebhookEndpoint: { secret: string };
    }>(
      `mutation ($url: String!) { createWebhookEndpoint(url: $url) {
        ... on CreateWebhookEndpointSuccess { secret } } }`,
      { url: receiver.url },
    );
    receiver.trust(createWebhookEndpoint.secret);
    const watch = watchGlucose(rig.url, rig.apiKey, userId, null);
    onTestFinished(watch.close);
    const before = await keptOf(userId);

    const opened = await rig.open(link);
    await setOut(opened.page);
    await consentAt(opened.page, account);
    await opened.page.getByText(texts.history.here.words).waitFor({ timeout: 60_000 });
    expect(rig.troublesOf(opened)).toEqual([]);

    const kept = await eventually(async () => {
      const all = await keptOf(userId);
      const consented = all.connections.find(({ provider }) => provider === 'DEXCOM_V3');
      return consented?.historicalPull?.endedAt ? all : null;
    });
    expect(kept.connections.map(({ state }) => state)).toEqual(['FRESH', 'FRESH']);
    const times = new Set(kept.samples.map(({ takenAt }) => takenAt));
    expect(before.samples.slice(3).filter(({ takenAt }) => !times.has(takenAt))).toEqual([]);
    expect(apartMs(kept.samples.map(({ takenAt }) => Date.parse(takenAt)))).toBeGreaterThan(2e5);
    expect(apartMs(kept.glucoseSeries.timesMs)).toBeGreaterThan(2e5);
    expect(kept.glucoseGaps).toEqual([]);
    expect(kept.samples.filter(({ isLate, revision }) => isLate || revision > 1)).toEqual([]);

    // Only what is new in these minutes may be told, and each of it once.
    const heard = watch.events.flatMap(({ samples }) => samples ?? []);
    const newestMs = Math.max(...before.samples.map(({ takenAt }) => Date.parse(takenAt)));
    expect(heard.filter(({ takenAt }) => Date.parse(takenAt) <= newestMs)).toEqual([]);
    expect(new Set(heard.map(({ takenAt }) => takenAt)).size).toBe(heard.length);
    await eventually(() => receiver.received.some((each) => isHistory(each.body.event_type)));
    const daily = receiver.received
      .filter(({ body }) => body.event_type.startsWith('daily.data.glucose'))
      .flatMap(({ body }) => body.data.data ?? []);
    expect(daily.filter(({ timestamp }) => Date.parse(timestamp) <= newestMs)).toEqual([]);
    expect(receiver.refused).toEqual([]);
  }, 240_000);
});

const isHistory = (type: string) =>
  type === 'provider.connection.created' || type === 'historical.data.glucose.created';

describe('a consent that does not end well', () => {
  it('came too late, and is given again', async () => {
    const account = newAccount();
    const { page } = await rig.open(await linkOver(account));
    await setOut(page);
    await page.getByLabel('User ID').waitFor();
    await sql`update consents set expires_at = now() - interval '1 second'`.execute(rig.db);
    await consentAt(page, account);
    await title(page, texts.problems.consentExpired.title).waitFor();
    // Back leads into the wizard, and not to the page of Dexcom that lies before it.
    await press(page, texts.common.back);
    await title(page, texts.consent.title).waitFor();
    await press(page, texts.consent.go);
    await consentAt(page, account);
    await title(page, texts.history.here.title).waitFor({ timeout: 60_000 });
  }, 120_000);

  it('is of another person, and nothing is mixed', async () => {
    const link = await linkOver(newAccount());
    const { page } = await rig.open(link);
    await setOut(page);
    await consentAt(page, newAccount());
    await title(page, texts.problems.otherWearer.title).waitFor();
    const { connections } = await keptOf(link.userId);
    expect(connections.map(({ provider }) => provider)).toEqual(['DEXCOM']);
  });

  it('is of a second account, which takes the place of the first where the team lets it', async () => {
    const { userId, linkToken } = await rig.newLink({ provider: 'DEXCOM_V3' });
    await linkByConsent(rig, linkToken, newAccount(), { region: 'US' });
    const second = newAccount();
    const terms = { userId, provider: 'DEXCOM_V3', region: 'US' };
    const { page, visit } = await rig.open(await rig.newLink(terms));
    await setOut(page);
    await consentAt(page, second);
    await title(page, texts.problems.otherAccount.title).waitFor();
    await page.getByText(texts.problems.otherAccount.words('Team')).waitFor();

    const allow = (isOn: boolean) =>
      rig.ask(`mutation { updateTeam(linkAllowsAccountReplacement: ${isOn}) { __typename } }`);
    await allow(true);
    onTestFinished(async () => void (await allow(false)));
    await visit(await rig.newLink(terms));
    await setOut(page);
    await consentAt(page, second);
    await press(page, texts.problems.replaceAccount.yes);
    await press(page, texts.consent.go);
    await consentAt(page, second);
    await title(page, texts.history.here.title).waitFor({ timeout: 60_000 });
  }, 120_000);

  it('is asked for where nobody knows the account, and then where it is', async () => {
    const account = newAccount('OUS');
    const link = await rig.newLink({ provider: 'DEXCOM_V3' });
    const { page } = await rig.open(link);
    await press(page, texts.whose.mine);
    await page.getByRole('radio', { name: texts.region.US }).check();
    await press(page, texts.common.goOn);
    await press(page, texts.consent.go);
    await consentAt(page, account);
    await page.getByText('not recognized').waitFor();
    while (!page.url().startsWith(new URL(link.url).origin)) await page.goBack();
    await page.getByRole('button', { name: texts.signIn.change }).click();
    await page.getByRole('radio', { name: texts.region.OUS }).check();
    await press(page, texts.common.goOn);
    await press(page, texts.consent.go);
    await consentAt(page, account);
    await title(page, texts.history.here.title).waitFor({ timeout: 60_000 });
  }, 120_000);

  it('is used once: who opens the way back again is told nothing of it', async () => {
    const account = newAccount();
    const { page } = await rig.open(await linkOver(account));
    const ways: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/oauth/callback')) ways.push(request.url());
    });
    await setOut(page);
    await consentAt(page, account, 'Do not allow');
    await title(page, texts.problems.consentRefused.title).waitFor();
    await page.goto(ways[0] ?? '');
    await title(page, texts.tokens.UNKNOWN.title).waitFor();
  });
});

describe('the page for a consent', () => {
  it('asks what is to be shared where the link leaves it open, and comes back in the language chosen', async () => {
    const account = newAccount();
    const { page } = await rig.open(await rig.newLink({ region: 'US' }));
    await press(page, texts.whose.mine);
    await title(page, texts.way.title).waitFor();
    await page.getByRole('combobox').selectOption('es');
    await page.getByRole('button', { name: spanish.way.consent }).click();
    await press(page, spanish.consent.go);
    await consentAt(page, account, 'Do not allow');
    await title(page, spanish.problems.consentRefused.title).waitFor();
    await press(page, spanish.problems.otherWay);
    await title(page, spanish.app.title).waitFor();
  });

  it('renews a consent without any other question, in its region', async () => {
    const account = newAccount('OUS');
    const { userId, linkToken } = await rig.newLink({ provider: 'DEXCOM_V3' });
    await linkByConsent(rig, linkToken, account, { region: 'OUS' });
    const { page } = await rig.open(await rig.newLink({ userId, mode: 'RECONNECT' }));
    await title(page, texts.signIn.titleAgain).waitFor();
    await page.getByText(texts.region.OUS).waitFor();
    await press(page, texts.consent.go);
    await consentAt(page, account);
    await title(page, texts.history.here.title).waitFor({ timeout: 60_000 });
  }, 120_000);

  it('stays in its frame while the wearer consents in a tab beside it', async () => {
    const site = await startSite();
    const account = newAccount();
    await rig.ask(
      'mutation ($origins: [String!]) { updateTeam(linkFrameOrigins: $origins) { __typename } }',
      { origins: [site] },
    );
    const terms = { provider: 'DEXCOM_V3', region: 'US', parentOrigin: site };
    const page = await openSite(framing(site, (await rig.newLink(terms)).url));
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: texts.whose.mine, exact: true }).click();
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      frame.getByRole('button', { name: texts.consent.go, exact: true }).click(),
    ]);
    await title(frame, texts.consenting.title).waitFor();
    await consentAt(tab, account);
    await title(tab, texts.history.here.title).waitFor({ timeout: 60_000 });
    await page.bringToFront();
    await title(frame, texts.history.here.title).waitFor({ timeout: 60_000 });
    const told = await page.evaluate(() => {
      const { messages } = window as unknown as { messages: { data: { type: string } }[] };
      return messages.map(({ data }) => data.type);
    });
    expect(told).toEqual(expect.arrayContaining(['ready', 'connected', 'step']));
  }, 120_000);
});
