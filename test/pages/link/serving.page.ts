import { describe, expect, it } from 'vitest';
import { startLinkRig } from './link-rig.ts';

/** What the page is sent with, before a browser has run anything. */
describe('the page of a link', () => {
  it('is sent with a policy that lets nothing run, and nobody frame it', async () => {
    const rig = await startLinkRig();
    const { url } = await rig.newLink();
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
    const rig = await startLinkRig();
    const response = await fetch(new URL(`/link/${'a'.repeat(22)}`, rig.url));
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('Team');
  });

  it('names only files that never change, none of which names all origins', async () => {
    const rig = await startLinkRig();
    const { url } = await rig.newLink();
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
    const publicUrl = 'https://example.com/gateway';
    const rig = await startLinkRig({ config: { publicUrl } });
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

  it('works on another node, and where only known operations are answered', async () => {
    const rig = await startLinkRig();
    rig.simulator.addAccount({ username: 'anna', password: 'anna-password', region: 'US' });
    const persistedOperations = new Map([['none', 'query None { viewer { credential } }']]);
    const node = await rig.startNode({ persistedOperations });
    const link = await rig.newLink();
    const address = new URL(link.url);
    address.port = String(node.port());
    const { page, troubles } = await rig.open({ ...link, url: address.href });
    await page.locator('[data-screen=whose]').waitFor();
    expect(troubles).toEqual([]);
  });
});
