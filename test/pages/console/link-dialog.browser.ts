import type { Page } from 'playwright-core';
import { encode } from 'uqr';
import { afterAll, describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { linkThroughApi } from '#test/gateway';
import { findAccessFaults, sidewaysPixels } from '../axe.ts';
import { consentAt, createConsentRig } from '../link/consent-rig.ts';
import { press } from '../link/scenes.ts';
import { openConsole, signInWith } from './console-rig.ts';

/** The address that links a person, as the console makes it: for what, how it is given on, where it leads. */
const rig = await createConsentRig({ config: { isConsoleServed: true } });
afterAll(rig.close);

const accounts = {
  bea: { username: 'bea', password: 'bea-password', region: 'US' },
  carla: { username: 'carla', password: 'carla-password', region: 'OUS' },
  dora: { username: 'dora', password: 'dora-password', region: 'US' },
} as const;

async function newPerson(name: keyof typeof accounts | 'lena'): Promise<string> {
  if (name !== 'lena') {
    rig.simulator.addAccount(accounts[name]);
    return (await linkThroughApi(rig, accounts[name], name)).userId;
  }
  const { createUser } = await rig.ask<{ createUser: { user: { id: string } } }>(
    'mutation { createUser(clientUserId: "lena") { ... on CreateUserSuccess { user { id } } } }',
  );
  return createUser.user.id;
}

async function openPerson(userId: string, permissions: readonly string[] = []): Promise<Page> {
  const path = `/people/${userId.replace('User:', '')}`;
  const options = { viewport: { width: 1280, height: 900 }, permissions: [...permissions] };
  const { page } = await openConsole(rig, path, options);
  await signInWith(page, rig.apiKey);
  await page.locator('[data-panel=connection]').first().waitFor();
  return page;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialogOf = (page: Page) => page.getByRole('dialog');

/** The address in the dialog, which its QR code tells too. */
async function addressIn(page: Page): Promise<string> {
  const dialog = dialogOf(page);
  await dialog.locator('svg.qr').waitFor();
  const address = await dialog.locator('.secret code').innerText();
  expect(await dialog.locator('.secret a').getAttribute('href')).toBe(address);
  const { size, data } = encode(address, { border: 2 });
  expect(await dialog.locator('svg.qr').getAttribute('viewBox')).toBe(`0 0 ${size} ${size}`);
  const dark = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h`] : [])),
  );
  const drawn = (await dialog.locator('svg.qr path').getAttribute('d')) ?? '';
  expect(drawn.match(/M\d+ \d+h/g)).toEqual(dark);
  return address;
}

/** The newest link of a person, as it is stored. */
async function newestLink(userId: string) {
  const row = await rig.db
    .selectFrom('link_tokens')
    .select(['mode', 'provider', 'region'])
    .where('user_id', '=', userId.replace('User:', ''))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return row;
}

describe('a new link', () => {
  it('is for what was chosen: at which provider, in which region, new or renewed', async () => {
    const userId = await newPerson('carla');
    const page = await openPerson(userId);
    const ways = [
      [/^Whichever the wearer chooses/, 'Link an account', { provider: null, mode: 'connect' }],
      [/^Dexcom Share: live/, 'Renew the link', { provider: 'dexcom', mode: 'reconnect' }],
      [/^Dexcom’s own sign-in/, 'Add history', { provider: 'dexcom_v3', mode: 'connect' }],
    ] as const;
    const addresses = new Set<string>();
    for (const [choice, title, stored] of ways) {
      await button(page, 'New link').click();
      const chosen = dialogOf(page).getByRole('radio', { checked: true });
      // What is linked already is renewed, unless told otherwise.
      expect(await chosen.getAttribute('value')).toBe('DEXCOM');
      await dialogOf(page).getByText('Linked: renews it.').waitFor();
      await dialogOf(page).getByRole('radio', { name: choice }).check();
      expect(await findAccessFaults(page)).toEqual([]);
      await button(page, 'Make the link').click();
      addresses.add(await addressIn(page));
      await dialogOf(page).getByRole('heading', { name: title, exact: true }).waitFor();
      expect(await newestLink(userId)).toEqual({ ...stored, region: 'OUS' });
      await page.keyboard.press('Escape');
      await dialogOf(page).waitFor({ state: 'detached' });
    }
    expect(addresses.size).toBe(ways.length);
  });

  it('of somebody without an account leaves all to them, and leads to the page of links', async () => {
    const userId = await newPerson('lena');
    const page = await openPerson(userId);
    await button(page, 'Link an account').first().click();
    await button(page, 'Make the link').click();
    const address = await addressIn(page);
    expect(await newestLink(userId)).toEqual({ provider: null, mode: 'connect', region: null });
    for (const width of [375, 1440]) {
      await page.setViewportSize({ width, height: 812 });
      expect(await sidewaysPixels(page)).toBe(0);
      expect(await findAccessFaults(page)).toEqual([]);
    }
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      dialogOf(page).locator('.secret a').click(),
    ]);
    await opened.getByRole('heading', { level: 1 }).waitFor();
    expect(opened.url()).not.toContain('/console');
    expect(new URL(opened.url()).origin).toBe(new URL(address).origin);
  });

  it('is copied by a press, or marked where the browser lets no page copy', async () => {
    const userId = await newPerson('bea');
    const page = await openPerson(userId, ['clipboard-read', 'clipboard-write']);
    await button(page, 'New link').click();
    await button(page, 'Make the link').click();
    const address = await addressIn(page);
    await button(page, 'Copy the address').click();
    await page.getByText('the address copied.').waitFor({ state: 'attached' });
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);

    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
    });
    await button(page, 'Copy the address').click();
    await page.getByText('the address is marked. Copy it now.').waitFor({ state: 'attached' });
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(address);
  });
});

describe('history by Dexcom’s own sign-in', () => {
  it('is added from the page of a person whom Share tells of, and the link by Share goes on', async () => {
    const userId = await newPerson('dora');
    const page = await openPerson(userId);
    await page.locator('[data-panel=add-history]').waitFor();
    await button(page, 'Add history by Dexcom’s own sign-in').click();
    await dialogOf(page).getByText('It leads to Dexcom’s own sign-in.').waitFor();
    const address = await addressIn(page);
    expect(await newestLink(userId)).toEqual({
      provider: 'dexcom_v3',
      mode: 'connect',
      region: 'US',
    });

    const wearers = await page.context().newPage();
    await wearers.goto(address);
    await press(wearers, texts.whose.mine);
    await press(wearers, texts.consent.go);
    await consentAt(wearers, accounts.dora);
    await wearers.getByText(texts.history.here.words).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    const panels = page.locator('[data-panel=connection]');
    await panels.getByText('Dexcom, by the wearer’s consent').waitFor({ timeout: 60_000 });
    expect(await panels.getByText('Dexcom Share, with user name and password').count()).toBe(1);
    await page.locator('[data-panel=add-history]').waitFor({ state: 'detached' });
    const { user } = await rig.ask<{ user: { connections: { provider: string }[] } }>(
      'query ($id: ID!) { user(id: $id) { connections { provider } } }',
      { id: userId },
    );
    expect(user.connections.map(({ provider }) => provider).toSorted()).toEqual([
      'DEXCOM',
      'DEXCOM_V3',
    ]);
  }, 240_000);
});
