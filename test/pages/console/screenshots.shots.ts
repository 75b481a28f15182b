import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandboxRig } from './sandbox-rig.ts';

/**
 * `npm run screenshots`: every screen and dialog of the console, on the people of the sandbox, to be
 * looked at, in `dist/screenshots/`; with `SCENE=keys` those whose name holds that.
 */
const directory = resolve(import.meta.dirname, '../../../dist/screenshots');

const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1280, height: 800 },
  { name: 'wide', width: 1440, height: 900 },
];
const colorSchemes = ['light', 'dark'] as const;

interface Sight {
  readonly name: string;
  readonly path: string;
  /** Something that is there once the screen has what it shows. */
  readonly shown: string;
  readonly press?: readonly string[];
  /** As long as the whole page; a dialog is as high as what is seen of it. */
  readonly isWhole?: false;
}

const dialog = { shown: 'dialog[open]', isWhole: false } as const;

function sightsOf(personPath: string, endpointPath: string, deliveryPath: string): Sight[] {
  return [
    { name: 'overview', path: '/', shown: '[data-panel=dexcom-status]' },
    { name: 'people', path: '/people', shown: 'tbody tr:nth-child(2)' },
    { name: 'add-person', path: '/people', press: ['Add a person'], ...dialog },
    { name: 'person', path: personPath, shown: '[data-panel=time-in-range]' },
    { name: 'person-day', path: `${personPath}?range=24h`, shown: '[data-panel=time-in-range]' },
    { name: 'link-way', path: personPath, press: ['New link'], ...dialog },
    { name: 'link-dialog', path: personPath, press: ['New link', 'Make the link'], ...dialog },
    { name: 'disconnect', path: personPath, press: ['Disconnect'], ...dialog },
    { name: 'report', path: `${personPath}/report`, shown: '.empty, [data-panel=days]' },
    { name: 'events', path: '/events', shown: 'tbody tr:nth-child(2)' },
    { name: 'webhooks', path: '/webhooks', shown: '[data-panel=deliveries] tbody tr' },
    { name: 'add-endpoint', path: '/webhooks', press: ['Add an endpoint'], ...dialog },
    { name: 'endpoint', path: endpointPath, shown: 'tbody tr' },
    { name: 'delivery', path: deliveryPath, shown: '.payload' },
    { name: 'session', path: '/settings', shown: '[data-panel=session]' },
    { name: 'keys', path: '/settings/keys', shown: 'tbody tr' },
    { name: 'create-key', path: '/settings/keys', press: ['Create a key'], ...dialog },
    { name: 'team', path: '/settings/team', shown: '[data-panel=link-page]' },
    { name: 'audit', path: '/settings/audit', shown: 'tbody tr' },
    { name: 'deleted', path: '/settings/deleted', shown: '.empty' },
    { name: 'drawer', path: personPath, press: ['Sandbox'], shown: '.scenes li', isWhole: false },
  ];
}

describe('the screens of the console', () => {
  it('are photographed on a phone and on two desks, by day and by night', async () => {
    await mkdir(directory, { recursive: true });
    const rig = await createSandboxRig();
    onTestFinished(rig.close);
    const page = await rig.open();
    await page.getByRole('button', { name: 'Sign in to the sandbox' }).waitFor();
    await photograph(page, { name: 'sign-in', path: '', shown: 'form' });
    await page.getByRole('button', { name: 'Sign in to the sandbox' }).click();
    await page.locator('[data-screen=overview]').waitFor();
    const colleague = await rig.open();
    await colleague.getByRole('button', { name: 'Sign in to the sandbox' }).click();
    await colleague.locator('[data-screen=overview]').waitFor();
    const console = page.url().replace(/\/$/, '');
    const personPath = `/people/${rig.facts.userId.replace('User:', '')}`;
    const pathOf = async (path: string, link: string) => {
      await page.goto(console + path);
      const href = await page.locator(link).first().getAttribute('href');
      return (href ?? '').replace('/console', '');
    };
    const endpointPath = await pathOf('/webhooks', 'a[href*="/webhooks/"]');
    const deliveryPath = await pathOf('/webhooks', 'a[href*="/deliveries/"]');
    const wanted = new RegExp(process.env.SCENE ?? '');
    const sights = sightsOf(personPath, endpointPath, deliveryPath);
    for (const sight of sights.filter(({ name }) => wanted.test(name))) {
      await page.goto(console + sight.path);
      for (const name of sight.press ?? []) {
        await page.getByRole('button', { name, exact: true }).first().click();
      }
      await page.locator(sight.shown).first().waitFor();
      await photograph(page, sight);
    }
    expect(sights.length).toBeGreaterThan(15);
  }, 900_000);
});

async function photograph(page: Page, { name, isWhole }: Sight): Promise<void> {
  for (const { name: size, ...viewport } of sizes) {
    await page.setViewportSize(viewport);
    for (const colorScheme of colorSchemes) {
      await page.emulateMedia({ colorScheme });
      const path = resolve(directory, `console-${name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: isWhole !== false });
    }
  }
}
