import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import type { Request, Route } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { appendEvents, createEvent } from '#events';
import { systemClock } from '#std/clock';
import { findAccessFaults, sidewaysPixels } from '../axe.ts';
import { createConsoleRig } from './console-rig.ts';
import { endpointScreens, screensOf } from './screens.ts';

const rig = await createConsoleRig();
afterAll(rig.close);

const screens = screensOf(rig);

/** What each screen asked for, in the order in which they were shown. */
const loaded: { screen: string; paths: readonly string[] }[] = [];

describe('the console', () => {
  const opened = rig.open('/people');

  it('lets nobody in without a session, and says what is wrong with a key', async () => {
    const { page } = await opened;
    await page.locator('[data-screen=sign-in]').waitFor();
    expect(await findAccessFaults(page)).toEqual([]);
    await page.locator('input[name=key]').fill('gg_live_of_nobody');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).not.toBe('');
    await rig.signIn(page);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    );
    expect(kept).not.toContain(rig.apiKey);
    expect(await page.content()).not.toContain(rig.apiKey);
  });

  it.each(screens)('shows $screen to everybody, on a phone', async ({ path, screen, shown }) => {
    const { page, troubles } = await opened;
    const requested = new Set<string>();
    const note = (request: Request) => void requested.add(request.url());
    page.on('request', note);
    await page.goto(new URL(`/console${path}`, rig.url).href);
    await page.locator(`[data-screen=${screen}] ${shown}`).first().waitFor();
    loaded.push({ screen, paths: [...requested] });
    page.off('request', note);
    expect(await findAccessFaults(page)).toEqual([]);
    expect(await sidewaysPixels(page)).toBe(0);
    // "10" above "9" is no 109.
    const broken = await page.locator('.reading .value').evaluateAll((values) =>
      values
        .filter((value) => {
          const { fontSize } = getComputedStyle(value);
          return value.getBoundingClientRect().height > 2.2 * Number.parseFloat(fontSize);
        })
        .map(({ textContent }) => textContent),
    );
    expect(broken).toEqual([]);
    // Breaches of the page's policy are among them.
    expect(troubles).toEqual([]);
  });

  it('names on the overview who lacks readings, whatever the state', async () => {
    const { page } = await opened;
    await sql`update connections set connected_at = now() - interval '5 hours'
      where state = 'NO_FOLLOWER'`.execute(rig.db);
    await page.goto(new URL('/console', rig.url).href);
    const lines = page.locator('[data-panel=silent] li');
    await expect.poll(() => lines.allInnerTexts()).toEqual([expect.stringMatching(/^erik\s/)]);
    const figure = page.locator('[data-figure=silent]');
    expect(await figure.innerText()).toMatch(/^1\s+Without readings$/);
    await figure.getByRole('link').click();
    await expect.poll(() => page.locator('tbody th').allInnerTexts()).toEqual(['erik']);
  });

  it('judges a report by the goals of its person, and gives every reading as a file', async () => {
    const { page } = await opened;
    const fromMs = Math.floor(Date.now() / 60_000) * 60_000 - 3 * 86_400_000;
    const many = Array.from({ length: 1_005 }, (_, index) => ({
      atMs: fromMs + index * 60_000,
      mgDl: 150,
    }));
    await rig.measure(many);
    const person = `/console/people/${rig.zoeId.replace('User:', '')}`;
    await page.goto(new URL(person, rig.url).href);
    const own = page.getByLabel('Goals', { exact: true });
    await own.selectOption('PREGNANCY');
    await expect.poll(() => own.isEnabled()).toBe(true);
    await page.getByRole('link', { name: 'Report' }).click();
    const goals = page.locator('.goals tbody');
    await goals.waitFor();
    expect(await goals.innerText()).toMatch(/63 to 140\s+0\.0 %/);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Readings as CSV' }).click(),
    ]);
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(
      many.map(({ atMs }) => new Date(atMs).toISOString()),
    );
    await page.getByLabel('Goals').selectOption('adult');
    await expect.poll(() => goals.innerText()).toMatch(/70 to 180\s+100\.0 %/);
  });

  it('shows each reading once, in its place, as it comes', async () => {
    const { page } = await opened;
    const nowMs = Math.floor(Date.now() / 1000) * 1000;
    const ago = (minutes: number, mgDl: number) => ({ atMs: nowMs - minutes * 60_000, mgDl });
    await rig.measure([ago(25, 98), ago(20, 104)]);
    await page.goto(new URL(`/console/people/${rig.zoeId.replace('User:', '')}`, rig.url).href);
    await page.getByRole('button', { name: 'Show as a table' }).click();
    const values = () => page.locator('[data-panel=glucose] tbody td:nth-child(2)').allInnerTexts();
    await expect.poll(values).toEqual(['104', '98']);
    await rig.measure([ago(5, 401)]);
    await expect.poll(values).toEqual(['HIGH', '104', '98']);
    await rig.measure([ago(10, 39)]);
    await expect.poll(values).toEqual(['HIGH', 'LOW', '104', '98']);
    await rig.measure([ago(0, 111)]);
    await expect.poll(values).toEqual(['111', 'HIGH', 'LOW', '104', '98']);
    await expect.poll(() => page.title()).toMatch(/^111 → · .* · zoe/);
    // A browser that stops a page says so before and after.
    await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
    await expect.poll(() => page.title()).toMatch(/^— zoe/);
    await page.evaluate(() => document.dispatchEvent(new Event('resume')));
    await expect.poll(() => page.title()).toMatch(/^111 → · .* · zoe/);
    // What is asked for anew once it is quiet takes the place of what events told.
    await page.waitForResponse((response) => response.url().endsWith('/console/graphql'));
    expect(await values()).toEqual(['111', 'HIGH', 'LOW', '104', '98']);
    const text = await page.locator('body').innerText();
    // Minutes of a time of day may be 39.
    expect(text).not.toMatch(/(?<![:.\d])(39|401|2\.2|22\.3)\b/);
  });

  it('says beside a chart that is drawn why the next one does not come', async () => {
    const { page } = await opened;
    await page.route('**/console/graphql', (route) => {
      const isChart = route.request().postData()?.includes('query PersonChart(');
      const errors = [{ message: 'Something broke.', extensions: { code: 'INTERNAL' } }];
      return isChart ? route.fulfill({ status: 500, json: { errors } }) : route.continue();
    });
    const nowMs = Math.floor(Date.now() / 1000) * 1000;
    await rig.measure([{ atMs: nowMs - 35 * 60_000, mgDl: 120 }]);
    const alert = page.locator('[data-panel=glucose]').getByRole('alert');
    await expect.poll(() => alert.innerText(), { timeout: 10_000 }).toContain('Something broke.');
    expect(await alert.innerText()).toContain('What is shown is what came before that.');
    await page.unroute('**/console/graphql');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
  });

  it('follows the log of what is asked for, stands still while one pauses, and finds one event', async () => {
    const { page } = await opened;
    const soon = { timeout: 10_000 };
    const user = rig.zoeId.replace('User:', '');
    const filter = `type=daily.data.glucose.created&user=${user}&from=2026-01-01T00:00:00.000Z`;
    await page.goto(new URL(`/console/events?${filter}`, rig.url).href);
    const rows = page.locator('[data-screen=events] tbody tr');
    await rows.first().waitFor();
    const count = await rows.count();
    const nowMs = Math.floor(Date.now() / 1000) * 1000;
    await rig.measure([{ atMs: nowMs - 50 * 60_000, mgDl: 99 }]);
    await expect.poll(() => rows.count(), soon).toBe(count + 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await rig.measure([{ atMs: nowMs - 60 * 60_000, mgDl: 98 }]);
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await rows.count()).toBe(count + 1);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => rows.count(), soon).toBe(count + 2);
    const { events } = await rig.ask<{ events: { edges: { node: { id: string } }[] } }>(
      '{ events(order: NEWEST_FIRST, first: 1) { edges { node { id } } } }',
    );
    const id = events.edges[0]?.node.id ?? '';
    await page.goto(new URL(`/console/events?event=${id}`, rig.url).href);
    await page.locator('.payload', { hasText: id }).waitFor();
    expect(await rows.count()).toBe(2);
  });

  it('keeps what is being typed when the session ends by itself', async () => {
    const { page } = await opened;
    await page.goto(new URL('/console/people', rig.url).href);
    await page.getByRole('button', { name: 'Add a person' }).click();
    const field = page.locator('input[name=clientUserId]');
    await field.fill('half a name');
    await sql`
      update console_sessions set ended_at = now(), end_reason = 'idle' where ended_at is null`.execute(
      rig.db,
    );
    const door = page.getByRole('dialog', { name: 'Sign in again' });
    await door.getByText('nobody had used it for twelve hours').waitFor();
    expect(await findAccessFaults(page)).toEqual([]);
    expect(await page.title()).toMatch(/^Sign in/);
    await door.locator('input[name=key]').fill(rig.apiKey);
    await door.getByRole('button', { name: 'Sign in' }).click();
    await door.waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('half a name');
    expect(await page.title()).toMatch(/^People/);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('[data-screen=person]', { hasText: 'half a name' }).waitFor();
  });

  it('names the webhook endpoints that a revoked key had made, and leads to them', async () => {
    const { page } = await opened;
    const { createApiKey } = await rig.ask<{ createApiKey: { secret: string } }>(
      'mutation { createApiKey(name: "of a script") { ... on CreateApiKeySuccess { secret } } }',
    );
    const { createWebhookEndpoint: made } = await rig.ask<{
      createWebhookEndpoint: { endpoint: { id: string } };
    }>(
      `mutation { createWebhookEndpoint(url: "http://127.0.0.1:9/") {
        ... on CreateWebhookEndpointSuccess { endpoint { id } }
      } }`,
      {},
      createApiKey.secret,
    );
    await page.goto(new URL('/console/settings/keys', rig.url).href);
    await page.getByRole('button', { name: 'Revoke of a script' }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'The key is revoked' });
    const link = dialog.getByRole('link', {
      name: made.endpoint.id.replace('WebhookEndpoint:', ''),
    });
    await link.waitFor();
    expect(await findAccessFaults(page)).toEqual([]);
    await link.click();
    await page.locator('[data-screen=endpoint]').waitFor();
    const id = made.endpoint.id;
    const deeds = async () => {
      const { webhookEndpoint, replays } = await rig.ask<{
        webhookEndpoint: { previousSecretUntil: string | null };
        replays: { edges: { node: { kind: string } }[] };
      }>(
        `query ($id: ID!) { webhookEndpoint(id: $id) { previousSecretUntil }
          replays(endpointId: $id) { edges { node { kind } } } }`,
        { id },
      );
      const isReplaced = webhookEndpoint.previousSecretUntil !== null;
      return [isReplaced, ...replays.edges.map(({ node }) => node.kind)];
    };
    for (const [button, does] of [
      ['Replace it', 'Replace'],
      ['Recover what failed', 'Recover'],
      ['Replay all events', 'Replay'],
    ] as const) {
      const before = await deeds();
      await page.getByRole('button', { name: button }).click();
      const asking = page.getByRole('dialog');
      await asking.getByText(/For 24 hours|sent again/).waitFor();
      await page.keyboard.press('Escape');
      await asking.waitFor({ state: 'detached' });
      expect(await deeds()).toEqual(before);
      await page.getByRole('button', { name: button }).click();
      await asking.getByRole('button', { name: does, exact: true }).click();
      await asking.waitFor({ state: 'detached' });
    }
    expect(await deeds()).toEqual([true, 'REPLAY', 'RECOVER']);
    expect(await page.getByRole('link', { name: 'GraphiQL' }).count()).toBe(0);
  });

  it('brings events of all kinds, also those that come only to whoever names them', async () => {
    const { page } = await opened;
    await page.goto(new URL('/console/events?type=dexcom.status.changed', rig.url).href);
    await page.locator('[data-screen=events] .empty').waitFor();
    const data = { region: 'US', asked: 'READS', answer: 'FAILS' };
    const type = 'dexcom.status.changed' as const;
    const common = { teamId: rig.teamId, userId: null, clientUserId: null };
    await appendEvents(rig.db, [createEvent(systemClock, { type, ...common, data })]);
    const row = page.locator('tbody tr', { hasText: 'status.changed' });
    await row.waitFor();
    await page.goto(new URL('/console/events', rig.url).href);
    await row.waitFor();
  });

  it('says that the body of a delivery could not be had, and not that it is gone', async () => {
    const { page } = await opened;
    const screen = (await endpointScreens(rig)).find((each) => each.screen === 'delivery');
    const isBody = (route: Route) => route.request().postData()?.includes('DeliveryBody');
    await page.route('**/console/graphql', (route) =>
      isBody(route) ? route.abort() : route.fallback(),
    );
    await page.goto(new URL(`/console${screen?.path}`, rig.url).href);
    const request = page.locator('[data-panel=request]');
    await request.getByRole('alert').waitFor();
    expect(await request.innerText()).not.toContain('not kept');
    await page.unroute('**/console/graphql');
    await request.getByRole('button', { name: 'Try again' }).click();
    await request.getByText('webhook.endpoint.test').waitFor();
  });

  it('keeps what a key may do while its name is refused', async () => {
    const { page } = await opened;
    await page.goto(new URL('/console/settings/keys', rig.url).href);
    await page.getByRole('button', { name: 'Create a key' }).first().click();
    const dialog = page.getByRole('dialog');
    const scope = (name: string) => dialog.locator(`input[value=${name}]`);
    await dialog.locator('input[name=name]').fill(' ');
    await scope('EVENTS').check();
    await scope('READ').uncheck();
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    expect([await scope('EVENTS').isChecked(), await scope('READ').isChecked()]).toEqual([
      true,
      false,
    ]);
  });
});

const firstBytesMax = 180 * 1024;
const furtherBytesMax = 60 * 1024;

describe('what the console weighs by gzip', () => {
  it('is at most 180 KB for the first screen, and 60 for each further one', async () => {
    const seen = new Set<string>();
    expect(loaded.map(({ screen }) => screen)).toEqual(screens.map(({ screen }) => screen));
    for (const [index, { screen, paths }] of loaded.entries()) {
      const fresh = paths.filter((path) => /\/assets\//.test(path) && !seen.has(path));
      for (const path of fresh) seen.add(path);
      const bytes = (await Promise.all(fresh.map(weigh))).reduce((sum, each) => sum + each, 0);
      process.stdout.write(`  ${screen} ${bytes} bytes by gzip\n`);
      expect(bytes, screen).toBeLessThanOrEqual(index === 0 ? firstBytesMax : furtherBytesMax);
      if (index === 0) expect(bytes).toBeGreaterThan(10_000);
    }
  });
});

async function weigh(url: string): Promise<number> {
  const text = await (await fetch(url)).text();
  return gzipSync(text, { level: 9 }).byteLength;
}
