import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

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
];

export interface OpenedPage {
  readonly page: Page;
  /** What the page asked for from elsewhere, and the errors that it met. */
  readonly troubles: readonly string[];
}

/** A page in a browser of its own. */
export async function openPage(url: string): Promise<OpenedPage> {
  if (!executablePath) throw new Error('these tests need Chromium: apt-get install chromium');
  const browser: Browser = await chromium.launch({ executablePath, args });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
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
