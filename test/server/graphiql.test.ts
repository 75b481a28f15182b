import { afterEach, describe, expect, it } from 'vitest';
import { type PlainServer, startPlainServer } from '#test/plain-server';

const servers: PlainServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function open(isGraphiqlServed: boolean, headers = {}): Promise<Response> {
  const introspection = isGraphiqlServed ? 'everyone' : 'authenticated';
  const server = await startPlainServer({ isGraphiqlServed, introspection });
  servers.push(server);
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
  return fetch(server.url, { headers: { accept, ...headers } });
}

describe('GraphiQL', () => {
  it('is served to a browser where the operator wants it, as a page that holds all of itself', async () => {
    const response = await open(true);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    const page = await response.text();
    expect(page).toContain('"subscriptionsProtocol":"SSE"');
    expect(page).not.toMatch(/<(script|link)[^>]*(src|href)="?https?:/);
  });

  it('may load and frame nothing, and be framed by nobody', async () => {
    const response = await open(true);
    const policy = response.headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'"]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  });

  it('is compressed for a browser that takes it so', async () => {
    const response = await open(true, { 'accept-encoding': 'br, gzip' });
    expect(response.headers.get('content-encoding')).toMatch(/^(br|gzip)$/);
    expect(Number(response.headers.get('content-length'))).toBeLessThan(3_000_000);
    expect(response.headers.get('vary')).toContain('accept-encoding');
    expect(await response.text()).toContain('"subscriptionsProtocol":"SSE"');
  });

  it('is served nowhere else', async () => {
    const response = await open(false);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('<html');
  });
});
