import { afterAll, describe, expect, it } from 'vitest';
import { createLinkRig, type NewLink } from './link-rig.ts';

/** What the page is sent with, before a browser has run anything. */
const publicUrl = 'https://example.com/gateway';
const rig = await createLinkRig({ config: { publicUrl } });
afterAll(rig.close);

/** Where a page is here, behind no proxy. */
function addressOf({ linkId, linkToken }: NewLink, port?: number): string {
  const address = new URL(`/link/${linkId}#token=${linkToken}`, rig.url);
  if (port) address.port = String(port);
  return address.href;
}

describe('the page of a link', () => {
  it('is sent with a policy that lets nothing run, and nobody frame it', async () => {
    const url = addressOf(await rig.newLink());
    const { status, headers } = await fetch(url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('*');
  });

  it('tells nothing of a team when the link is not known', async () => {
    const response = await fetch(new URL(`/link/${'a'.repeat(22)}`, rig.url));
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('Team');
  });

  it('names only files that never change, none of which names all origins', async () => {
    const url = addressOf(await rig.newLink());
    const html = await (await fetch(url)).text();
    const paths = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(paths.length).toBeGreaterThan(2);
    for (const path of paths) {
      const response = await fetch(new URL(path, url));
      expect(response.headers.get('cache-control'), path).toContain('immutable');
      expect(await response.text(), path).not.toMatch(/postMessage\([^)]*['"`]\*/);
    }
  });

  it('has its address of PUBLIC_URL alone, with the path of a proxy', async () => {
    const { linkUrl, linkId, linkToken } = await rig.newLink();
    expect(linkUrl).toBe(`${publicUrl}/link/${linkId}#token=${linkToken}`);
    for (const prefix of ['', '/gateway']) {
      const address = new URL(`${prefix}/link/${linkId}`, rig.url);
      const response = await fetch(address, { headers: { 'x-forwarded-host': 'evil.example' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('strict-transport-security')).not.toBeNull();
      expect(await response.text()).not.toContain('evil.example');
    }
  });

  it('works on another node, and where only known operations are answered and nobody may introspect', async () => {
    rig.simulator.addAccount({ username: 'anna', password: 'anna-password', region: 'US' });
    const persistedOperations = new Map([['none', 'query None { viewer { credential } }']]);
    const node = await rig.startNode({ persistedOperations, introspection: 'nobody' });
    const link = await rig.newLink();
    const url = addressOf(link, node.port());
    const { page, troubles, operations } = await rig.open({ ...link, url });
    await page.locator('[data-screen=whose]').waitFor();
    await page.locator('.foot button').waitFor();
    expect(operations).toContain('LinkSession');
    expect(troubles).toEqual([]);
  });
});
