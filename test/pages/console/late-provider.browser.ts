import { afterAll, describe, expect, it } from 'vitest';
import { consentConfig, linkByConsent, registerApps } from '#test/consents';
import { findAccessFaults } from '../axe.ts';
import { createConsoleRig } from './console-rig.ts';

/** A wearer whose readings only Dexcom's OAuth API tells, an hour late and more. */
const rig = await createConsoleRig({ ...consentConfig });
afterAll(rig.close);

const otto = { username: 'otto', password: 'otto-password' };

async function linkOtto(): Promise<string> {
  registerApps(rig.simulator);
  rig.simulator.addAccount(otto);
  const { createUser } = await rig.ask<{ createUser: { user: { id: string } } }>(
    'mutation { createUser(clientUserId: "otto") { ... on CreateUserSuccess { user { id } } } }',
  );
  const { createLinkToken } = await rig.ask<{ createLinkToken: { linkToken: string } }>(
    `mutation ($id: ID!) { createLinkToken(userId: $id) {
      ... on CreateLinkTokenSuccess { linkToken } } }`,
    { id: createUser.user.id },
  );
  await linkByConsent(rig, createLinkToken.linkToken, otto, { region: 'US' });
  return createUser.user.id;
}

describe('a person whose readings come late by nature', () => {
  it('is shown with each value, its age and the delay, and never as of now', async () => {
    const userId = await linkOtto();
    // The console is for a browser on this machine; consent comes back to an address of https.
    const node = await rig.startNode({ publicUrl: null });
    const { page, troubles } = await rig.open(
      '/people',
      { viewport: { width: 1280, height: 900 } },
      node.port(),
    );
    await rig.signIn(page);
    const row = page.locator('tbody tr', { hasText: 'otto' });
    await row.locator('.reading.past').waitFor();
    expect(await row.innerText()).toMatch(/1 h \d+ min ago\s+\d+\s+told up to 1 h 15 min late/);
    expect(await row.locator('.arrow').count()).toBe(0);
    expect(await row.innerText()).toContain('Readings come');

    await row.getByRole('link').click();
    const now = page.locator('.now');
    await now.locator('.reading.past').waitFor();
    expect(await now.innerText()).not.toMatch(/[→↗↘↑↓]|in 5 min|—/);
    await expect.poll(() => page.title()).toMatch(/^\d+ · 1 h \d+ min ago · otto/);
    const connection = page.locator('[data-panel=connection]');
    expect(await connection.innerText()).toContain('Dexcom, by the wearer’s consent');
    expect(await connection.innerText()).toContain('up to 1 h 15 min after it was taken');
    await page.locator('[data-history=complete]').waitFor({ timeout: 45_000 });
    expect(await page.locator('[data-history]').innerText()).toMatch(/of 2 days is complete: \d+/);
    const diary = page.locator('[data-panel=diary] tbody tr');
    await expect.poll(() => diary.count(), { timeout: 90_000 }).toBeGreaterThan(2);
    const entered = (await diary.allInnerTexts()).join('\n');
    expect(entered).toMatch(/Carbohydrates\s+\d+ g/);
    expect(entered).toMatch(/-acting insulin\s+[\d.]+ U/);
    await page.locator('.gaps summary').click();
    expect(await page.locator('.gaps li').first().innerText()).toContain('Not told yet');
    expect(await findAccessFaults(page)).toEqual([]);
    expect(troubles).toEqual([]);

    await page.goto(page.url().replace(/people.*/, ''));
    await page.locator('[data-panel=silent]').waitFor();
    expect(await page.locator('[data-panel=silent]').innerText()).not.toContain('otto');
    expect(userId).toMatch(/^User:/);
  }, 240_000);
});
