import { afterEach, describe, expect, it } from 'vitest';
import { type PlainServer, startPlainServer } from '#test/plain-server';

const servers: PlainServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function open(isGraphiqlServed: boolean): Promise<Response> {
  const introspection = isGraphiqlServed ? 'everyone' : 'authenticated';
  const server = await startPlainServer({ isGraphiqlServed, introspection });
  servers.push(server);
  return fetch(server.url, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
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

  it('is served nowhere else', async () => {
    const response = await open(false);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('<html');
  });
});
