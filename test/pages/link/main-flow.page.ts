import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { createLinkRig } from './link-rig.ts';
import { press, signIn } from './scenes.ts';

const rig = await createLinkRig();
afterAll(rig.close);

function newAccount(username: string) {
  const account = { region: 'US' as const, username, password: `password of ${username}` };
  rig.simulator.addAccount(account);
  return account;
}

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

describe('the page for linking', () => {
  it('leads a new user from the link to the first reading with few presses', async () => {
    const account = newAccount('anna');
    const { page, troubles } = await rig.open(await rig.newLink());
    const presses = await countPresses(page);
    await press(page, texts.whose.mine);
    await press(page, texts.app.g7);
    await press(page, texts.share.isOn);
    await press(page, texts.follower.done);
    await page.getByRole('radio', { name: texts.region.US }).check();
    await press(page, texts.common.goOn);
    await signIn(page, texts, account);
    await title(page, texts.states.FRESH.title).waitFor();
    expect(presses.count).toBeLessThanOrEqual(12);
    expect(presses.count).toBeGreaterThan(5);
    await leavesNoToken(page);
    await page.goBack();
    await page.reload();
    await title(page, texts.states.FRESH.title).waitFor();
    expect(troubles).toEqual([]);
  });

  it('can be gone through by keyboard alone, and says on each screen where one is', async () => {
    const account = newAccount('bert');
    const { page, troubles } = await rig.open(await rig.newLink(), {});
    const keys = async (...names: string[]) => {
      for (const name of names) await page.keyboard.press(name);
    };
    const isAt = async (name: string) => {
      await title(page, name).waitFor();
      expect(await page.locator(':focus').textContent()).toBe(name);
      expect(await page.title()).toContain(name);
    };
    await isAt(texts.whose.title('Team'));
    await keys('Tab', 'Enter');
    await isAt(texts.app.title);
    await keys('Tab', 'Tab', 'Space');
    await isAt(texts.share.title);
    await keys('Tab', 'Enter');
    await isAt(texts.follower.title);
    await keys('Tab', 'Space');
    await isAt(texts.region.title);
    await keys('Tab', 'Space', 'ArrowDown', 'ArrowUp', 'Enter');
    await isAt(texts.signIn.title);
    await keys('Tab');
    await page.keyboard.type(account.username);
    await keys('Tab');
    await page.keyboard.type(account.password);
    await keys('Enter');
    await isAt(texts.states.FRESH.title);
    expect(troubles).toEqual([]);
  });
});

/** In no address that Back or Forward may lead to. */
async function leavesNoToken(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const addresses = async () => {
    const { entries } = await session.send('Page.getNavigationHistory');
    return entries.map(({ url }) => url).join(' ');
  };
  await expect.poll(addresses).not.toContain('token');
}

/** The presses that the page is given, other than typing. */
async function countPresses(page: Page): Promise<{ readonly count: number }> {
  const presses = { count: 0 };
  await page.exposeFunction('notePress', () => {
    presses.count += 1;
  });
  await page.evaluate(() => {
    const { notePress } = globalThis as unknown as { notePress: () => void };
    addEventListener('pointerdown', notePress, true);
  });
  return presses;
}
