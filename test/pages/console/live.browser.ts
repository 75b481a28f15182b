import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { appendEvents, createEvent } from '#events';
import { systemClock } from '#std/clock';
import { createTcpProxy } from '#test/tcp-proxy';
import { createConsoleRig, openConsole, signInWith } from './console-rig.ts';
import { createSandboxRig } from './sandbox-rig.ts';

/** What comes while the way to the gateway is cut, again and again, and while the gateway is away. */
const cutCount = 100;
const minuteMs = 60_000;
const patience = { timeout: 60_000 };
const desk = { viewport: { width: 1280, height: 900 } };

/** All that the table of a person shows, page by page, the newest first. */
async function tableOf(page: Page): Promise<readonly string[]> {
  const table = page.locator('[data-panel=glucose]');
  while ((await table.getByRole('button', { name: 'Newer' }).count()) > 0) {
    await table.getByRole('button', { name: 'Newer' }).click();
  }
  const values = await table.locator('tbody td:nth-child(2)').allInnerTexts();
  while ((await table.getByRole('button', { name: 'Older' }).count()) > 0) {
    await table.getByRole('button', { name: 'Older' }).click();
    values.push(...(await table.locator('tbody td:nth-child(2)').allInnerTexts()));
  }
  return values;
}

describe('a person whom one watches', () => {
  it('is shown with each reading once and in order, through 100 cuts', async () => {
    const rig = await createConsoleRig();
    const proxy = await createTcpProxy(rig.url);
    afterAll(async () => {
      await proxy.close();
      await rig.close();
    });
    const path = `/people/${rig.zoeId.replace('User:', '')}?range=3h`;
    const { page } = await openConsole(proxy, path, desk);
    await signInWith(page, rig.apiKey);
    await page.getByRole('button', { name: 'Show as a table' }).click();
    const nowMs = Math.floor(systemClock.nowMs() / minuteMs) * minuteMs;
    const values = Array.from({ length: cutCount }, (_, index) => 60 + index);
    for (const [index, mgDl] of values.entries()) {
      await rig.measure([{ atMs: nowMs - (cutCount - index) * minuteMs, mgDl }]);
      if (index % 2 === 0) proxy.cut();
      else {
        proxy.refuse();
        proxy.open();
      }
    }
    const slider = page.getByRole('slider');
    await expect
      .poll(() => slider.getAttribute('aria-valuemax'), patience)
      .toBe(String(cutCount - 1));
    expect(await tableOf(page)).toEqual(values.toReversed().map(String));
    await page.locator('.banner').waitFor({ state: 'detached' });
  }, 180_000);
});

describe('a state that time alone changes', () => {
  it('is shown in the list and on the page of the person, though neither asks', async () => {
    const rig = await createConsoleRig();
    afterAll(rig.close);
    const { db, teamId, annaId } = rig;
    const userId = annaId.replace('User:', '');
    // No poll comes between, and nothing is asked by time.
    await sql`update poll_plans set next_poll_at = now() + interval '1 hour'`.execute(db);
    const { page } = await openConsole(rig, '/people', desk);
    await page.addInitScript(() => {
      Object.assign(window, { setInterval: () => 0 });
    });
    const seen = { personCount: 0, statesCount: 0 };
    page.on('request', (request) => {
      if (request.postData()?.includes('query Person(')) seen.personCount += 1;
    });
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"connectionStates"')) seen.statesCount += 1;
      }),
    );
    await signInWith(page, rig.apiKey);
    await page.reload();

    /** Makes anna's newest reading so old that her state ages in some seconds; and an event has it looked at. */
    async function letAge(): Promise<void> {
      const { user } = await rig.ask<{ user: { connections: { stateAgesAt: string }[] } }>(
        'query ($id: ID!) { user(id: $id) { connections { stateAgesAt } } }',
        { id: annaId },
      );
      const agesAt = user.connections[0]?.stateAgesAt;
      await sql`
        update poll_plans set newest_taken_at = newest_taken_at - (${agesAt}::timestamptz - now())
          + interval '5 seconds'`.execute(db);
      const type = 'provider.connection.stalled' as const;
      const about = { type, teamId, userId, clientUserId: 'anna', data: {} };
      await appendEvents(db, [createEvent(systemClock, about)]);
    }

    const row = page.locator('tbody tr', { hasText: 'anna' });
    await row.getByText('Readings come').waitFor(patience);
    await letAge();
    await row.getByText('Reading late').waitFor(patience);
    const { statesCount } = seen;
    await row.getByRole('link').click();
    const now = page.locator('.now');
    await now.getByText('Reading late').waitFor(patience);
    // The page is told first what it has just asked for, and does not ask again.
    await expect.poll(() => seen.statesCount, patience).toBeGreaterThan(statesCount);
    const chartAsked = page.waitForRequest((each) =>
      Boolean(each.postData()?.includes('query PersonChart(')),
    );
    await page.getByRole('button', { name: '6 h', exact: true }).click();
    await chartAsked;
    expect(seen.personCount).toBe(1);
    await letAge();
    await now.getByText('No recent reading').waitFor(patience);
  }, 180_000);
});

describe('the scene of a restart', () => {
  it('is told on the page, and when the gateway is back all is there that came meanwhile, once', async () => {
    const rig = await createSandboxRig();
    afterAll(rig.close);
    const page = await rig.open(desk);
    await page.getByRole('button', { name: 'Sign in to the sandbox' }).click();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: 'sandbox-wearer' }).click();
    await page.getByRole('button', { name: 'Show as a table' }).click();
    await page.getByRole('button', { name: 'Sandbox' }).click();
    await page.getByRole('button', { name: 'Restart the gateway' }).click();
    await page.getByText('the gateway stops now').waitFor();
    await page.locator('.banner', { hasText: 'The gateway does not answer' }).waitFor(patience);
    const fromMs = systemClock.nowMs();
    await page.locator('.banner').waitFor({ state: 'detached', ...patience });
    // A sensor of the sandbox measures each twelve seconds: the ages tell that none is missing.
    await expect.poll(() => page.title(), patience).toMatch(/^\d+ .* · (now|\d+ s ago) · sandbox/);
    await expect.poll(() => samplesSince(rig.facts, fromMs), patience).toBeGreaterThan(0);
    expect(await page.locator('[data-panel=glucose] tbody tr').count()).toBe(25);
  }, 240_000);
});

async function samplesSince(
  { graphqlUrl, apiKey, userId }: { graphqlUrl: string; apiKey: string; userId: string },
  fromMs: number,
): Promise<number> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({
      query: `query ($id: ID!, $from: DateTime!) { user(id: $id) {
        samples(from: $from, first: 100) { edges { cursor } } } }`,
      variables: { id: userId, from: new Date(fromMs).toISOString() },
    }),
  });
  const { data } = (await response.json()) as {
    data: { user: { samples: { edges: readonly object[] } } };
  };
  return data.user.samples.edges.length;
}
