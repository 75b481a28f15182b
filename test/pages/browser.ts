import type { Browser, Page } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';
import { launchChromium } from './chromium.ts';

export interface OpenedPage {
  readonly page: Page;
  /** What the page asked for from elsewhere, and the errors that it met. */
  readonly troubles: readonly string[];
}

let launched: Promise<Browser> | undefined;

/** The browser that the tests of a file share; each opens contexts of its own. */
export function openBrowser(): Promise<Browser> {
  launched ??= launchChromium();
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
