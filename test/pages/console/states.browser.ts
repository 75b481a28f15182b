import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '#test/gateway';
import { findAccessFaults, sidewaysPixels } from '../axe.ts';
import { createConsoleRig, openConsole, signInWith } from './console-rig.ts';
import { endpointScreens, screensOf } from './screens.ts';

/** Each screen in each state that it can be in, for those who do not see it or use no mouse. */
const rig = await createConsoleRig();
afterAll(rig.close);
const screens = [...screensOf(rig), ...(await endpointScreens(rig))];

const desk = { viewport: { width: 1280, height: 900 } };
const graphql = '**/console/graphql';
const colorSchemes = ['light', 'dark'] as const;

async function signedIn(options = desk) {
  const opened = await rig.open('/', options);
  await rig.signIn(opened.page);
  return opened.page;
}

const go = (page: Page, path: string) =>
  page.goto(new URL(`/console${path}`, rig.url).href, { waitUntil: 'commit' });

/** What is wrong with a page in either theme, each with the theme in which it was seen. */
async function faultsInBothThemes(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of colorSchemes) {
    await page.emulateMedia({ colorScheme });
    faults.push(...(await findAccessFaults(page)).map((fault) => `${colorScheme} ${fault}`));
  }
  return faults;
}

describe('each screen that has what it shows', () => {
  const opened = signedIn();

  it.each(screens)('$screen is for everybody, from 320 to 1440 px', async (each) => {
    const page = await opened;
    await go(page, each.path);
    await page.locator(`[data-screen=${each.screen}] ${each.shown}`).first().waitFor();
    expect(await faultsInBothThemes(page)).toEqual([]);
    for (const width of [320, 375, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await sidewaysPixels(page)]).toEqual([width, 0]);
    }
    // A reader who needs letters of twice the size, and one who chooses all colours.
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    expect(await sidewaysPixels(page)).toBe(0);
    await page.emulateMedia({ forcedColors: 'active' });
    expect(await findAccessFaults(page)).toEqual([]);
    await page.emulateMedia({ forcedColors: null });
  });
});

describe('the door', () => {
  it('opens by itself once the gateway answers, and says that it does not before', async () => {
    const sessions = '**/console/session';
    const { page } = await rig.open('/people', desk);
    await page.route(sessions, (route) => route.fulfill({ status: 503, json: {} }));
    await page.reload();
    await page.getByRole('heading', { name: 'The gateway does not answer' }).waitFor();
    expect(await faultsInBothThemes(page)).toEqual([]);
    await page.unroute(sessions);
    await page.locator('[data-screen=sign-in]').waitFor();
  });
});

interface SessionOfKey {
  readonly node: { readonly keyName: string };
}

describe('the settings', () => {
  it('name who is signed in, and by which key something was done', async () => {
    const page = await signedIn();
    const { consoleSessions } = await rig.ask<{ consoleSessions: { edges: SessionOfKey[] } }>(
      '{ consoleSessions(first: 1) { edges { node { keyName } } } }',
    );
    const keyName = consoleSessions.edges[0]?.node.keyName ?? 'none';
    await go(page, '/settings');
    const own = page.locator('[data-panel=sessions] tr', { hasText: 'this session' });
    expect(await own.innerText()).toContain(`API key ${keyName}`);
    await go(page, '/settings/audit');
    const signingIn = page.locator('tbody tr', { hasText: 'session.created' }).first();
    expect(await signingIn.innerText()).toContain(`Console ${keyName}`);
  });

  it('scroll no way where there is room', async () => {
    const page = await signedIn();
    await go(page, '/settings/deleted');
    await page.locator('[data-screen=deleted] .empty').waitFor();
    const hiddenPixels = await page.evaluate(() => {
      const { scrollHeight, clientHeight } = document.documentElement;
      return scrollHeight - clientHeight;
    });
    expect([hiddenPixels, await sidewaysPixels(page)]).toEqual([0, 0]);
  });

  it('end one session alone, which its tab says by itself', async () => {
    const [page, lost] = [await signedIn(), await signedIn()];
    await go(page, '/settings');
    // Of the newest.
    await page
      .getByRole('button', { name: /^End the session of/ })
      .first()
      .click();
    const asked = page.getByRole('dialog', { name: 'End this session?' });
    expect(await faultsInBothThemes(page)).toEqual([]);
    await asked.getByRole('button', { name: 'End the session' }).click();
    await asked.waitFor({ state: 'detached' });
    await lost.getByText('This session was signed out.').waitFor();
    expect(await page.locator('[data-screen=session]').isVisible()).toBe(true);
  });
});

describe('each screen whose answers are awaited', () => {
  const opened = signedIn();

  it.each(screens)('$screen says so', async ({ path, screen }) => {
    const page = await opened;
    await page.route(graphql, () => {});
    await go(page, path);
    await page.locator(`[data-screen=${screen}]`).waitFor();
    const waits = page.locator('.skeleton[aria-label=Loading], [data-screen=session]');
    await waits.first().waitFor();
    expect(await faultsInBothThemes(page)).toEqual([]);
    await page.unroute(graphql);
  });
});

describe('each screen whose answers fail', () => {
  const opened = signedIn();

  it.each(screens)('$screen says so, with what to do', async ({ path, screen }) => {
    const page = await opened;
    const errors = [{ message: 'Something broke.', extensions: { code: 'INTERNAL' } }];
    const headers = { 'x-request-id': 'request-of-the-test' };
    await page.route(graphql, (route) => route.fulfill({ status: 500, headers, json: { errors } }));
    await go(page, path);
    await page.locator(`[data-screen=${screen}]`).waitFor();
    if (screen !== 'session') {
      const alert = page.getByRole('alert').first();
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/INTERNAL · request request-of-the-test/);
      expect(await page.getByRole('button', { name: 'Try again' }).count()).toBeGreaterThan(0);
    }
    expect(await faultsInBothThemes(page)).toEqual([]);
    await page.unroute(graphql);
  });
});

describe('each screen without a network', () => {
  const opened = signedIn();

  it.each(screens)('$screen keeps what it knew, and says so', async ({ path, screen, shown }) => {
    const page = await opened;
    await go(page, path);
    const there = page.locator(`[data-screen=${screen}] ${shown}`).first();
    await there.waitFor();
    await page.context().setOffline(true);
    await page.getByText('This browser has no network.').waitFor();
    expect(await there.isVisible()).toBe(true);
    expect(await faultsInBothThemes(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('This browser has no network.').waitFor({ state: 'detached' });
  });
});

/** Of the list the row of anna, of her own page the value at its head. */
const annas = (page: Page, freshness: string) =>
  page.locator(`tr:has-text("anna") .reading.${freshness}, .now .reading.${freshness}`);

/** Lets minutes pass in the browser until anna's reading is that old. */
async function letPass(page: Page, freshness: string): Promise<void> {
  const isSoOld = async () => (await annas(page, freshness).count()) > 0;
  const letMinutePass = async () => {
    if (await isSoOld()) return true;
    await page.clock.fastForward(60_000);
    return isSoOld();
  };
  await expect.poll(letMinutePass, { timeout: 60_000, interval: 50 }).toBe(true);
}

describe('each screen with readings', () => {
  const withReadings = screens.filter(({ screen }) => ['people', 'person'].includes(screen));

  it.each(withReadings)(
    '$screen takes them back as they age',
    async ({ path, screen, shown }) => {
      const page = await signedIn();
      await page.clock.install();
      await go(page, path);
      await page.locator(`[data-screen=${screen}] ${shown}`).first().waitFor();
      await annas(page, 'fresh').waitFor();
      await page.context().setOffline(true);
      // A socket that is open stays so, and the list would go on asking by it how old things are.
      await page.evaluate(() => {
        WebSocket.prototype.send = () => {};
      });
      for (const name of ['late', 'old', 'gone']) {
        await letPass(page, name);
        expect(await faultsInBothThemes(page)).toEqual([]);
      }
      expect(await annas(page, 'gone').locator('.value').innerText()).toBe('—');
      if (screen === 'person') expect(await page.title()).toMatch(/^— anna/);
      await page.context().close();
    },
    240_000,
  );
});

describe('a role that may not watch the log', () => {
  it('is told that the gateway does not answer, and when it does again', async () => {
    const { page } = await rig.open('/', desk);
    await page.locator('select[name=role]').selectOption('support');
    await rig.signIn(page);
    await page.locator('[data-panel=needing-help]').waitFor();
    await page.route(graphql, (route) => route.abort());
    await page.getByRole('link', { name: 'People' }).click();
    await page.locator('.banner', { hasText: 'The gateway does not answer' }).waitFor();
    await page.unroute(graphql);
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.locator('.banner').waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('the tab of a person, while nobody looks at it', () => {
  it('ages, and takes the value back', async () => {
    const page = await signedIn();
    await page.clock.install();
    await go(page, `/people/${rig.annaId.replace('User:', '')}`);
    await expect.poll(() => page.title(), { timeout: 10_000 }).toMatch(/^\d+ .* · anna/);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
      // No frame is drawn, and what is open goes silent.
      window.requestAnimationFrame = () => 0;
      WebSocket.prototype.send = () => {};
    });
    await page.context().setOffline(true);
    // Browsers let a timer of such a page run once a minute.
    await page.clock.fastForward(10 * 60_000);
    await expect.poll(() => page.title()).toMatch(/^\d+ .*· 1\d min ago · anna/);
    await page.clock.fastForward(25 * 60_000);
    await expect.poll(() => page.title()).toMatch(/^— anna/);
    await page.context().close();
  });
});

describe('each screen of a team that has nothing yet', () => {
  let gateway: TestGateway;
  let page: Page;
  let personPath: string;
  beforeAll(async () => {
    gateway = await startGateway({ config: { isConsoleServed: true } });
    ({ page } = await openConsole(gateway, '/', desk));
    await signInWith(page, gateway.apiKey);
    const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
      'mutation { createUser(clientUserId: "new") { ... on CreateUserSuccess { user { id } } } }',
    );
    personPath = `/people/${createUser.user.id.replace('User:', '')}`;
  });
  afterAll(() => gateway.close());

  it.each(screensOf(rig))('$screen says what to do first', async ({ path, screen }) => {
    const own = path.replace(/^\/people\/[^/]+/, personPath);
    await page.goto(new URL(`/console${own}`, gateway.url).href);
    await page.locator(`[data-screen=${screen}]`).waitFor();
    await page.locator('.skeleton').waitFor({ state: 'detached' });
    expect(await page.locator('body').innerText()).not.toMatch(/NaN|undefined|null|Invalid Date/);
    expect(await faultsInBothThemes(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await sidewaysPixels(page)).toBe(0);
    await page.setViewportSize(desk.viewport);
  });
});
