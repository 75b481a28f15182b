import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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

/** A browser as users have it, without a window. */
export async function launchChromium(): Promise<Browser> {
  if (!executablePath) throw new Error('this needs Chromium: apt-get install chromium');
  return chromium.launch({ executablePath, args });
}
