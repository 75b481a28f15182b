import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { askGraphql } from '#test/api';
import { createSandboxRig } from './sandbox-rig.ts';

/** What a newcomer is shown in two minutes, as the page tells it and as the gateway holds it. */
const rig = await createSandboxRig();
afterAll(rig.close);

const orderToDotMsMax = 60_000;
const wholeMsMax = 120_000;
const fewMinutesMs = 180_000;

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click();
const valuesOf = (page: Page) =>
  page.locator('[data-panel=glucose] tbody td:nth-child(2)').allInnerTexts();

describe('the demo of the console', () => {
  it('leads from the door to a low, to what was sent of it, and to a delivery that fails', async () => {
    const startMs = performance.now();
    const page = await rig.open({ viewport: { width: 1280, height: 800 } });
    await press(page, 'Sign in to the sandbox');
    await page.locator('[data-screen=overview] .figures li').first().waitFor();
    await page.getByText('Healthy').waitFor();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: 'sandbox-wearer' }).click();
    await press(page, 'Show as a table');
    await expect.poll(() => page.title(), { timeout: 60_000 }).toMatch(/^\d+ .* · sandbox-wearer/);
    const newest = () => page.locator('[data-panel=glucose] tbody tr').first().innerText();
    const before = await newest();
    await expect.poll(newest, { timeout: 60_000 }).not.toBe(before);

    await press(page, 'Sandbox');
    const lows = async () => (await valuesOf(page)).filter((value) => Number(value) < 65);
    expect(await lows()).toEqual([]);
    const orderedMs = performance.now();
    await press(page, 'Go low');
    await expect.poll(async () => (await lows()).length, { timeout: 60_000 }).toBeGreaterThan(0);
    const dotMs = performance.now() - orderedMs;
    for (const lamp of ['reading', 'event', 'delivery', 'attempt']) {
      await page.locator(`[data-lamp=${lamp}][data-lit=true]`).waitFor({ timeout: 60_000 });
    }
    expect(await storedLately()).toMatchObject({ isLow: true, isDelivered: true });

    await page.getByRole('link', { name: 'attempt' }).click();
    await page.locator('[data-panel=attempts]').getByText('Status 204').waitFor();
    await page.locator('[data-panel=request]').getByText('webhook-signature').waitFor();
    await page.locator('[data-panel=delivery]').getByText('sandbox-wearer').waitFor();
    await press(page, 'Receiver fails');
    await page.getByText('the receiver answers 500').waitFor();
    await press(page, 'Send again');
    await page.locator('[data-panel=attempts]').getByText('Status 500').waitFor();
    await page.locator('[data-panel=delivery]').getByText('Next attempt').waitFor();
    await press(page, 'Put everything right');
    await page.getByText('faults are over').waitFor();
    await page.getByRole('link', { name: 'Endpoint' }).click();
    const rows = page.locator('[data-panel=deliveries] tbody tr');
    await rows.filter({ hasText: 'sandbox-wearer' }).first().waitFor();
    await press(page, 'Recover what failed');
    await press(page, 'Recover');
    const recovery = page.locator('.replays li', { hasText: 'Recovery' });
    await recovery.getByText('all made due').waitFor();
    expect(await recovery.getByRole('progressbar').getAttribute('value')).toBe('1');
    await page.goBack();
    await page.locator('[data-panel=delivery]').getByText('Delivered').waitFor();
    const sent = await sentOf(page.url());
    expect([sent.at(0), sent.at(1), sent.at(-1)]).toEqual([204, 500, 204]);
    const wholeMs = performance.now() - startMs;
    const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
    process.stdout.write(`order to dot ${seconds(dotMs)}, the whole ${seconds(wholeMs)}\n`);
    expect(dotMs).toBeLessThan(orderToDotMsMax);
    expect(wholeMs).toBeLessThan(wholeMsMax);
  }, 240_000);
});

interface Edge {
  readonly node: { readonly valueMgDl: number; readonly state: string };
}

/** What the gateway itself holds of what the page told. */
async function storedLately() {
  const from = new Date(Date.now() - fewMinutesMs).toISOString();
  const { graphqlUrl, apiKey, userId } = rig.facts;
  const document = `query ($id: ID!, $from: DateTime!) {
    user(id: $id) { samples(from: $from, first: 100) { edges { node { valueMgDl } } } }
    deliveries(userId: $id, first: 20) { edges { node { state } } }
  }`;
  const { data } = await askGraphql(graphqlUrl, document, {
    apiKey,
    variables: { id: userId, from },
  });
  const values = data.user.samples.edges.map(({ node }: Edge) => node.valueMgDl);
  return {
    isLow: values.some((value: number) => value < 65),
    isDelivered: data.deliveries.edges.some(({ node }: Edge) => node.state === 'SUCCEEDED'),
  };
}

/** The statuses that the attempts of the delivery of a page were answered with, oldest first. */
async function sentOf(url: string): Promise<readonly number[]> {
  const id = decodeURIComponent(url.split('/deliveries/')[1] ?? '');
  const document = 'query ($id: ID!) { delivery(id: $id) { attempts { status } } }';
  const { graphqlUrl, apiKey } = rig.facts;
  const { data } = await askGraphql(graphqlUrl, document, { apiKey, variables: { id } });
  return data.delivery.attempts.map(({ status }: { status: number }) => status).reverse();
}
