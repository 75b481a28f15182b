import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '#std/clock';
import { createTcpProxy } from '#test/tcp-proxy';
import { openPage } from './browser.ts';
import { createConsoleRig } from './console/console-rig.ts';

/** The example of a front end, as its user would build and serve it, on an origin of its own. */
export const chartExample = resolve(import.meta.dirname, '../../examples/live-chart.tsx');

const minuteMs = 60_000;
const patience = { timeout: 20_000 };

/** Serves the page and `/session`; what `/session` says is known only when a gateway is there. */
async function serve(script: string, session: () => Promise<object>) {
  const html = '<!doctype html><meta charset="utf-8"><title>Live</title><body></body>';
  const server = createServer(async ({ url }, response) => {
    if (url === '/session') return response.end(JSON.stringify(await session()));
    response.setHeader('content-type', url === '/script.js' ? 'text/javascript' : 'text/html');
    return response.end(
      url === '/script.js' ? script : `${html}<script type="module" src="/script.js"></script>`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

const createToken = `mutation ($userId: ID!) { createUserToken(userId: $userId, scopes: [READ, WATCH]) {
  ... on CreateUserTokenSuccess { token }
} }`;

/** The built script on its site, and a gateway with a wearer behind a path that can be cut. */
export async function startChart(script: string) {
  const session = Promise.withResolvers<() => Promise<object>>();
  const site = await serve(script, async () => (await session.promise)());
  const rig = await createConsoleRig({ corsOrigins: [site.origin] });
  const proxy = await createTcpProxy(rig.url);
  session.resolve(async () => {
    const answer = await rig.ask<{ createUserToken: { token: string } }>(createToken, {
      userId: rig.zoeId,
    });
    return { gatewayUrl: proxy.url, userId: rig.zoeId, token: answer.createUserToken.token };
  });
  return {
    origin: site.origin,
    rig,
    proxy,
    async close() {
      site.close();
      await proxy.close();
      await rig.close();
    },
  };
}

/** What is there, what comes, and after a cut what came meanwhile, each once. */
export async function expectLiveChart({
  origin,
  rig,
  proxy,
}: Awaited<ReturnType<typeof startChart>>): Promise<void> {
  const nowMs = systemClock.nowMs();
  const at = (minutesAgo: number, mgDl: number) => ({
    atMs: nowMs - minutesAgo * minuteMs,
    mgDl,
  });
  await rig.measure([at(20, 100), at(15, 105), at(10, 110)]);
  const { page, troubles } = await openPage(origin);
  const points = page.locator('circle');
  await page.locator('[data-watch=live]').waitFor();
  await expect.poll(() => points.count(), patience).toBe(3);
  await rig.measure([at(5, 39)]);
  await expect.poll(() => page.locator('h1').innerText(), patience).toMatch(/^LOW/);
  expect(await points.count()).toBe(4);

  proxy.refuse();
  await page.locator('[data-watch=behind]').waitFor();
  await rig.measure([at(2, 72), at(1, 74)]);
  proxy.open();
  await expect.poll(() => page.locator('h1').innerText(), patience).toMatch(/^4\.1 /);
  expect(await points.count()).toBe(6);
  expect(await page.locator('p').first().innerText()).toBe('1 min ago');
  // It asks its own origin and the gateway, and nobody else.
  const elsewhere = troubles.filter((trouble) => !trouble.startsWith(new URL(proxy.url).origin));
  expect(elsewhere.filter((trouble) => !trouble.startsWith('ws:'))).toEqual([]);
}
