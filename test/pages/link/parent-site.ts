import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { openBrowser } from '../browser.ts';
import { phone } from './link-rig.ts';

/** Pages of another origin that frame the wizard. */

/** A site of another origin; each path is a page with one frame, of the address in its query. */
export function startSite(attributes = '', headers: Record<string, string> = {}): Promise<string> {
  return startPages(
    (framed) => `<title>A site</title><script>
      window.messages = [];
      addEventListener('message', ({ origin, data }) => messages.push({ origin, data }));
    </script><iframe ${attributes} width="390" height="700" src="${framed}"></iframe>`,
    headers,
  );
}

export async function startPages(
  pageOf: (framed: string) => string,
  headers: Record<string, string> = {},
): Promise<string> {
  const server = createServer((request, response) => {
    const framed = new URL(request.url ?? '/', 'http://site').searchParams.get('frame') ?? '';
    response.setHeaders(new Headers({ 'content-type': 'text/html', ...headers }));
    response.end(pageOf(framed));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const framing = (site: string, address: string) =>
  `${site}/?frame=${encodeURIComponent(address)}`;

export async function openSite(address: string): Promise<Page> {
  const context = await (await openBrowser()).newContext(phone);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(address);
  return page;
}
