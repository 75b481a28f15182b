import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { readSandboxConfig } from '#config';
import type { Db } from '#db';
import type { ReceivedRequest } from '#src/sandbox/receiver.ts';
import { createSandbox } from '#src/sandbox/sandbox.ts';
import type { SandboxFacts } from '#src/sandbox/sandbox-facts.ts';
import { createLog } from '#std/log';
import { createTestDatabase } from '#test/database';
import { openBrowser } from '../browser.ts';

/** A sandbox of its own, as `npm start` makes it, and a browser that looks at its console. */
export interface SandboxRig {
  readonly facts: SandboxFacts;
  readonly db: Db;
  /** What its process has logged, oldest first. */
  readonly lines: readonly LogLine[];
  /** The console as a newcomer finds it. */
  open(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export interface LogLine {
  readonly event: string;
  readonly at: string;
  readonly [field: string]: unknown;
}

export async function createSandboxRig(): Promise<SandboxRig> {
  const home = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const database = await createTestDatabase();
  const settings = readSandboxConfig({ DATABASE_URL: database.url });
  if (settings.kind === 'mistakes') throw new Error(JSON.stringify(settings.mistakes));
  const lines: LogLine[] = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const ports = { gateway: 0, simulator: 0 };
  const sandbox = createSandbox({ dataDirectory: join(home, '.data'), log, settings, ports });
  await sandbox.start();
  const facts = sandbox.facts();
  return {
    facts,
    db: database.db,
    lines,
    async open(options = {}) {
      const context = await (await openBrowser()).newContext(options);
      const page = await context.newPage();
      page.setDefaultTimeout(120_000);
      await page.goto(new URL('/console', facts.graphqlUrl).href);
      return page;
    },
    async close() {
      await sandbox.stop();
      await database.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What the receiver of the sandbox got last, newest first, as its console may ask. */
export function receivedBy(page: Page): Promise<readonly ReceivedRequest[]> {
  return page.evaluate(async () => {
    const response = await fetch('/console/sandbox/receiver');
    return (await response.json()).requests;
  });
}
