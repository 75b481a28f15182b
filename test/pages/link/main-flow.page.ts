import { describe, expect, it } from 'vitest';
import { startLinkRig, wearer } from './link-rig.ts';

describe('the page for linking', () => {
  it('leads a new user from the link to the first reading', async () => {
    const rig = await startLinkRig();
    rig.simulator.addAccount({ ...wearer, region: 'US' });
    const { page, troubles } = await rig.open(await rig.newLink());
    await page.getByRole('button', { name: 'Mine' }).click();
    await page.getByRole('button', { name: 'Dexcom G7' }).click();
    await page.getByRole('button', { name: 'Share is on' }).click();
    await page.getByRole('button', { name: 'I have a follower' }).click();
    await page.getByRole('radio', { name: 'In the United States' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Dexcom user name').fill(wearer.username);
    await page.getByLabel('Dexcom password', { exact: true }).fill(wearer.password);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('heading', { name: 'You are connected' }).waitFor();
    expect(troubles).toEqual([]);
  });
});
