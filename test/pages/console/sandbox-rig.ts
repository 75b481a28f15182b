import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { readSandboxConfig } from '#config';
import { createSandbox } from '#src/sandbox/sandbox.ts';
import type { SandboxFacts } from '#src/sandbox/sandbox-facts.ts';
import { silentLog } from '#std/log';
import { openBrowser } from '../browser.ts';

/** A sandbox of its own, as `npm start` makes it, and a browser that looks at its console. */
export interface SandboxRig {
  readonly facts: SandboxFacts;
  /** The console as a newcomer finds it. */
  open(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export async function createSandboxRig(): Promise<SandboxRig> {
  const home = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const settings = readSandboxConfig({});
  if (settings.kind === 'mistakes') throw new Error(JSON.stringify(settings.mistakes));
  const ports = { gateway: 0, simulator: 0 };
  const dataDirectory = join(home, '.data');
  const sandbox = createSandbox({ dataDirectory, log: silentLog, settings, ports });
  await sandbox.start();
  const facts = sandbox.facts();
  return {
    facts,
    async open(options = {}) {
      const context = await (await openBrowser()).newContext(options);
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      await page.goto(new URL('/console', facts.graphqlUrl).href);
      return page;
    },
    async close() {
      await sandbox.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
