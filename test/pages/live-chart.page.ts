import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '#std/clock';
import { createTcpProxy } from '#test/tcp-proxy';
import { openPage } from './browser.ts';
import { createConsoleRig } from './console/console-rig.ts';

/** The example of a front end, as its user would build and serve it, on an origin of its own. */
const example = resolve(import.meta.dirname, '../../examples/live-chart.tsx');
const minuteMs = 60_000;
const patience = { timeout: 20_000 };

async function bundleOf(input: string): Promise<string> {
  const define = { 'process.env.NODE_ENV': '"production"' };
  const bundle = await rolldown({ input, platform: 'browser', transform: { define } });
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
  return output[0].code;
}

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

const session = Promise.withResolvers<() => Promise<object>>();
const site = await serve(await bundleOf(example), async () => (await session.promise)());
const rig = await createConsoleRig({ corsOrigins: [site.origin] });
const proxy = await createTcpProxy(rig.url);
afterAll(async () => {
  site.close();
  await proxy.close();
  await rig.close();
});

const createToken = `mutation ($userId: ID!) { createUserToken(userId: $userId, scopes: [READ, WATCH]) {
  ... on CreateUserTokenSuccess { token }
} }`;
session.resolve(async () => {
  const answer = await rig.ask<{ createUserToken: { token: string } }>(createToken, {
    userId: rig.zoeId,
  });
  return { gatewayUrl: proxy.url, userId: rig.zoeId, token: answer.createUserToken.token };
});

describe('the example of a front end', () => {
  it('is no longer than 40 lines', () => {
    expect(readFileSync(example, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });

  it('shows what is there, what comes, and after a cut what came meanwhile, each once', async () => {
    const nowMs = systemClock.nowMs();
    const at = (minutesAgo: number, mgDl: number) => ({
      atMs: nowMs - minutesAgo * minuteMs,
      mgDl,
    });
    await rig.measure([at(20, 100), at(15, 105), at(10, 110)]);
    const { page, troubles } = await openPage(site.origin);
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
  });
});
