import type { BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { startGateway, type TestGateway, type TestGatewayOptions } from '#test/gateway';
import { openBrowser } from '../browser.ts';

/** A gateway and a simulator with one wearer, and a browser that opens their links. */
export interface LinkRig extends TestGateway {
  /** A new user with a link, made through the API as an application does. */
  newLink(terms?: LinkTerms): Promise<NewLink>;
  open(link: NewLink, options?: BrowserContextOptions): Promise<OpenedLink>;
}

export interface LinkTerms {
  readonly userId?: string;
  readonly [name: string]: unknown;
}

export interface NewLink {
  readonly userId: string;
  readonly linkToken: string;
  readonly linkId: string;
  readonly linkUrl: string;
  /** The whole address of the page. */
  readonly url: string;
}

export interface OpenedLink {
  readonly page: Page;
  /** What the page asked for from elsewhere, its errors, and breaches of its policy. */
  readonly troubles: readonly string[];
  /** The names of the operations that it sent, in their order. */
  readonly operations: readonly string[];
  /** Another link in the same page, which has no answers of a test any more. */
  visit(link: NewLink): Promise<void>;
  close(): Promise<void>;
}

export const wearer = { username: 'anna', password: 'anna-password' } as const;

/** A phone of the usual size. */
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

/** A rig for one test. */
export async function startLinkRig(options: TestGatewayOptions = {}): Promise<LinkRig> {
  const rig = await createLinkRig(options);
  onTestFinished(rig.close);
  return rig;
}

/** A rig that the tests of a file may share; who makes it closes it. */
export async function createLinkRig(options: TestGatewayOptions = {}): Promise<LinkRig> {
  const gateway = await startGateway(options);
  const opened: OpenedLink[] = [];
  return {
    ...gateway,
    newLink: (terms = {}) => newLink(gateway, terms),
    async open(link, context = phone) {
      const page = await openLink(link, context);
      opened.push(page);
      return page;
    },
    async close() {
      for (const { close } of opened) await close();
      await gateway.close();
    },
  };
}

let userCount = 0;

async function newLink(gateway: TestGateway, terms: LinkTerms): Promise<NewLink> {
  userCount += 1;
  const userId = terms.userId ?? (await newUser(gateway, `wearer-${userCount}`));
  const { userId: _, ...rest } = terms;
  const given = Object.entries(rest).map(([name, value]) => `${name}: ${literal(value)}`);
  const { createLinkToken } = await gateway.ask<{
    createLinkToken: { linkToken: string; linkId: string; linkUrl: string; code?: string };
  }>(
    `mutation ($userId: ID!) {
      createLinkToken(userId: $userId ${given.join(' ')}) {
        ... on CreateLinkTokenSuccess { linkToken linkId linkUrl }
        ... on Error { code message }
      }
    }`,
    { userId },
  );
  if (createLinkToken.code !== undefined) throw new Error(createLinkToken.code);
  const url = new URL(createLinkToken.linkUrl, gateway.url).href;
  return { userId, ...createLinkToken, url };
}

/** Names in capitals are values of enums. */
function literal(value: unknown): string {
  return typeof value === 'string' && /^[A-Z][A-Z\d_]*$/.test(value)
    ? value
    : JSON.stringify(value);
}

async function newUser(gateway: TestGateway, clientUserId: string): Promise<string> {
  const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
    'mutation ($id: String!) { createUser(clientUserId: $id) { ... on CreateUserSuccess { user { id } } } }',
    { id: clientUserId },
  );
  return createUser.user.id;
}

async function openLink(link: NewLink, options: BrowserContextOptions): Promise<OpenedLink> {
  const browser = await openBrowser();
  const context = await browser.newContext(options);
  const close = () => context.close();
  const page = await context.newPage();
  const troubles: string[] = [];
  const operations: string[] = [];
  const { origin } = new URL(link.url);
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) troubles.push(`asked for ${request.url()}`);
    const body = request.postData();
    if (body) operations.push(/(query|mutation) (\w+)/.exec(body)?.[2] ?? body);
  });
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('console', (message) => {
    const isTrouble = ['error', 'warning'].includes(message.type());
    const { url } = message.location();
    const isOurs = url === '' || url.startsWith(origin);
    // A request that a test makes fail is no fault of the page.
    if (isTrouble && isOurs && !lostRequest.test(message.text())) troubles.push(message.text());
  });
  const visit = async ({ url }: NewLink) => {
    // What was held back reaches a page that is gone, and moves nothing any more.
    await page.goto('about:blank');
    await page.unrouteAll();
    await page.goto(url);
  };
  await visit(link);
  return { page, troubles, operations, visit, close };
}

const lostRequest = /^Failed to load resource: net::ERR_/;
