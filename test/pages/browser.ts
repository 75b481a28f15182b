import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';

/** Where distributions put Chromium. */
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Without a window a page counts as unseen, and would stand back behind everything else.
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

export interface OpenedPage {
  readonly page: Page;
  /** What the page asked for from elsewhere, and the errors that it met. */
  readonly troubles: readonly string[];
}

let launched: Promise<Browser> | undefined;

/** The browser that the tests of a file share; each opens contexts of its own. */
export function openBrowser(): Promise<Browser> {
  if (!executablePath) throw new Error('these tests need Chromium: apt-get install chromium');
  launched ??= chromium.launch({ executablePath, args });
  return launched;
}

afterAll(async () => {
  const browser = await launched;
  launched = undefined;
  await browser?.close();
});

/** A page in a context of its own. */
export async function openPage(url: string): Promise<OpenedPage> {
  const browser = await openBrowser();
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  const troubles: string[] = [];
  const { origin } = new URL(url);
  page.on('request', (request) => {
    const from = request.url().replace(/^blob:/, '');
    if (!from.startsWith(origin) && !from.startsWith('data:')) troubles.push(from);
  });
  page.on('pageerror', ({ message }) => troubles.push(message));
  await page.goto(url);
  return { page, troubles };
}
