import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createConsoleRig } from './console-rig.ts';

/** The console without a mouse. */
const rig = await createConsoleRig();
afterAll(rig.close);

const stopsMax = 120;

interface Stop {
  readonly name: string;
  readonly isSeen: boolean;
}

/** What has the focus, by the name that it has for everybody, and whether that can be seen. */
const stopOf = (page: Page): Promise<Stop> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    // Of a row the link covers all of it, and the row shows the focus; of a switch its label does.
    const shown = [
      getComputedStyle(element),
      getComputedStyle(element, '::after'),
      ...(element.nextElementSibling ? [getComputedStyle(element.nextElementSibling)] : []),
    ];
    const isSeen = shown.some(
      ({ outlineStyle, outlineWidth }) =>
        outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    );
    const attributes = ['aria-label', 'name', 'placeholder'].map((each) =>
      element.getAttribute(each),
    );
    const name = attributes.find((each) => each !== null) ?? element.textContent ?? '';
    return { name: `${element.tagName} ${name.trim().replaceAll(/\s+/g, ' ')}`, isSeen };
  });

/** Goes on with Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  if (name.test((await stopOf(page)).name)) return;
  for (let count = 0; count < stopsMax; count += 1) {
    await page.keyboard.press('Tab');
    const stop = await stopOf(page);
    if (name.test(stop.name)) return expect(stop).toMatchObject({ isSeen: true });
  }
  throw new Error(`no way of Tab leads to ${name}`);
}

async function openSignedIn(path: string): Promise<Page> {
  const { page } = await rig.open(path, { viewport: { width: 1280, height: 900 } });
  await page.locator('input[name=key]').waitFor();
  await tabTo(page, /^INPUT key/);
  await page.keyboard.type(rig.apiKey);
  await page.keyboard.press('Enter');
  await page.locator('.shell').waitFor();
  return page;
}

describe('whoever has no mouse', () => {
  it('signs in, finds a person, reads the chart, and makes a link', async () => {
    const page = await openSignedIn('/');
    await tabTo(page, /^A People/);
    await page.keyboard.press('Enter');
    await page.locator('[data-screen=people] h1:focus').waitFor();
    await page.locator('tbody tr').first().waitFor();
    await tabTo(page, /^INPUT Search by id/);
    await page.keyboard.type('ann');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await tabTo(page, /^A anna/);
    await page.keyboard.press('Enter');
    await page.locator('[data-screen=person] h1:focus').waitFor();
    await page.locator('.now .reading.fresh').waitFor();
    await tabTo(page, /^DIV Readings, one after the other/);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('.chart-readout').innerText()).toMatch(/ · \d+ mg\/dL/);

    await page.evaluate(() => document.querySelector<HTMLElement>('h1')?.focus());
    await tabTo(page, /^BUTTON New link/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.locator('svg.qr').waitFor();
    for (let count = 0; count < 8; count += 1) {
      await page.keyboard.press('Tab');
      const isWithin = await page.evaluate(
        () =>
          document.activeElement?.closest('dialog') !== null ||
          document.activeElement === document.body,
      );
      expect(isWithin).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect((await stopOf(page)).name).toBe('BUTTON New link');
  });

  it('makes a key and takes it back, with each question answered or left by its keys', async () => {
    const page = await openSignedIn('/settings/keys');
    await page.locator('tbody tr').first().waitFor();
    await tabTo(page, /^BUTTON .*key/i);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await tabTo(page, /^INPUT name/);
    await page.keyboard.type('of the keyboard');
    await page.keyboard.press('Enter');
    await dialog.locator('.secret').waitFor();
    await tabTo(page, /^BUTTON I have stored it/);
    await page.keyboard.press('Enter');
    await page.locator('tbody tr', { hasText: 'of the keyboard' }).waitFor();
  });

  it.each([
    '/',
    '/people',
    '/events',
    '/webhooks',
    '/settings',
    '/settings/team',
    '/settings/audit',
  ])('goes round %s and comes back to where it began: nothing holds the focus', async (path) => {
    const page = await openSignedIn(path);
    await page.locator('h1:focus').waitFor();
    await page.waitForFunction(() => !document.querySelector('.skeleton'));
    const names: string[] = [];
    for (let count = 0; count < stopsMax; count += 1) {
      await page.keyboard.press('Tab');
      const { name, isSeen } = await stopOf(page);
      if (name.startsWith('BODY') || name === names[0]) break;
      expect({ name, isSeen }).toEqual({ name, isSeen: true });
      names.push(name);
    }
    expect(names.length).toBeGreaterThan(0);
    expect(names.length).toBeLessThan(stopsMax);
  });
});
