import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Config } from '#config';
import { appendEvents, createEvent } from '#events';
import { glucoseEventsOf, ingestSamples } from '#glucose';
import { systemClock } from '#std/clock';
import { linkThroughApi, startGateway, type TestGateway } from '#test/gateway';
import { openBrowser } from '../browser.ts';

/** A gateway with a console, people in several states, and a browser that signs in to it. */
export interface ConsoleRig extends TestGateway {
  /** Linked, with readings of a day. */
  readonly annaId: string;
  /** Has no account: what there is of her is what a test stores. */
  readonly zoeId: string;
  /** Stores readings of zoe as a poll does, and tells of them. */
  measure(readings: readonly { readonly atMs: number; readonly mgDl: number }[]): Promise<void>;
  /** `port`: of a further node. */
  open(path: string, options?: BrowserContextOptions, port?: number): Promise<OpenedConsole>;
  signIn(page: Page): Promise<void>;
}

export interface OpenedConsole {
  readonly page: Page;
  /** What the page asked for from elsewhere, its errors, and breaches of its policy. */
  readonly troubles: string[];
}

const annas = { username: 'anna', password: 'anna-password' };
const eriks = { username: 'erik', password: 'erik-password' };

export async function createConsoleRig(config: Partial<Config> = {}): Promise<ConsoleRig> {
  const gateway = await startGateway({ config: { isConsoleServed: true, ...config } });
  const { simulator } = gateway;
  simulator.addAccount(annas);
  simulator.addAccount({ ...eriks, followers: 0 });
  const { userId: annaId } = await linkThroughApi(gateway, annas, 'anna');
  await linkThroughApi(gateway, eriks, 'erik');
  const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
    'mutation { createUser(clientUserId: "zoe") { ... on CreateUserSuccess { user { id } } } }',
  );
  const zoeId = createUser.user.id;
  const signIn = (page: Page) => signInWith(page, gateway.apiKey);
  return {
    ...gateway,
    annaId,
    zoeId,
    signIn,
    measure: (readings) => measure(gateway, zoeId, readings),
    open: (path, options, port) => openConsole(gateway, path, options, port),
  };
}

/** A page of a gateway's console, in a context of its own. */
export async function openConsole(
  gateway: Pick<TestGateway, 'url'>,
  path: string,
  options: BrowserContextOptions = { viewport: { width: 375, height: 812 } },
  port?: number,
): Promise<OpenedConsole> {
  const browser = await openBrowser();
  const context = await browser.newContext({ colorScheme: 'light', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const troubles: string[] = [];
  const { origin } = new URL(port ? `http://127.0.0.1:${port}` : gateway.url);
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) troubles.push(`asked for ${request.url()}`);
  });
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('console', (message) => {
    const isTrouble = ['error', 'warning'].includes(message.type());
    if (isTrouble && !refusedRequest.test(message.text())) troubles.push(message.text());
  });
  await page.goto(`${origin}/console${path}`);
  return { page, troubles };
}

/** Whoever is not signed in is told so by a status, which browsers write down. */
const refusedRequest = /^Failed to load resource: .* 401 /;

export async function signInWith(page: Page, apiKey: string): Promise<void> {
  await page.locator('input[name=key]').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.shell').waitFor();
}

async function measure(
  { db, teamId }: TestGateway,
  globalId: string,
  readings: readonly { readonly atMs: number; readonly mgDl: number }[],
): Promise<void> {
  const userId = globalId.replace('User:', '');
  const incoming = readings.map(({ atMs, mgDl }) => ({
    takenAtMs: atMs,
    valueMgDl: mgDl,
    trend: 'FLAT' as const,
    utcOffsetMinutes: 0,
  }));
  const receivedAt = new Date(systemClock.nowMs());
  const common = { provider: 'dexcom', origin: 'SHARE', newestTakenAt: null } as const;
  const [batch] = await ingestSamples(db, [{ ...common, userId, receivedAt, readings: incoming }]);
  const type = 'daily.data.glucose.created' as const;
  const events = glucoseEventsOf(userId, batch?.created ?? []).map((data) =>
    createEvent(systemClock, { type, teamId, userId, clientUserId: 'zoe', data }),
  );
  await appendEvents(db, events);
}
