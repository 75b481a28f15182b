import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { blocksOf } from '#test/docs';
import { answerWith } from './answers.ts';
import { type LinkRig, type NewLink, startLinkRig, wearer } from './link-rig.ts';
import { framing, openSite, startPages, startSite } from './parent-site.ts';
import { atSignIn, jump, press, signIn } from './scenes.ts';

/** Pages of others that frame the wizard, addresses that it must not lead to, and texts that bite. */

async function setup(): Promise<LinkRig> {
  const rig = await startLinkRig();
  rig.simulator.addAccount({ ...wearer, region: 'US' });
  return rig;
}

async function updateTeam(rig: LinkRig, settings: string): Promise<Record<string, string>> {
  const { updateTeam: answer } = await rig.ask<{ updateTeam: Record<string, string> }>(
    `mutation { updateTeam(${settings}) { __typename ... on Error { code message } } }`,
  );
  return answer;
}

/** Whether the wizard came up anywhere in a page; a refused frame shows a page of the browser. */
async function isShown(page: Page): Promise<boolean> {
  await page.waitForLoadState('networkidle');
  const found = await Promise.all(
    page.frames().map((frame) =>
      frame
        .locator('[data-screen]')
        .count()
        .catch(() => 0),
    ),
  );
  return found.some((count) => count > 0);
}

interface Message {
  readonly origin: string;
  readonly data: Readonly<Record<string, unknown>>;
}
const messagesOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { messages: Message[] }).messages);

describe('a page that frames the wizard', () => {
  it('is told how it goes, when its origin was recorded with the link', async () => {
    const rig = await setup();
    const site = await startSite();
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    const link = await rig.newLink({ parentOrigin: site, region: 'US' });
    const page = await openSite(framing(site, link.url));
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: texts.whose.shortCut }).click();
    await frame.getByRole('button', { name: texts.common.goOn }).click();
    await frame.getByLabel(texts.signIn.name).fill(wearer.username);
    await frame.getByLabel(texts.signIn.password, { exact: true }).fill(wearer.password);
    await frame.getByRole('button', { name: texts.signIn.connect }).click();
    await frame.getByRole('heading', { name: texts.states.FRESH.title }).waitFor();
    const messages = await messagesOf(page);
    const types = new Set(messages.map(({ data }) => data.type));
    for (const type of ['ready', 'step', 'resize', 'connected']) expect(types).toContain(type);
    expect(new Set(messages.map(({ origin }) => origin))).toEqual(
      new Set([new URL(link.url).origin]),
    );
    const told = JSON.stringify(messages);
    for (const secret of [link.linkToken, wearer.username, wearer.password]) {
      expect(told).not.toContain(secret);
    }
  });

  it('has its own way back from a problem', async () => {
    const rig = await setup();
    const site = await startSite();
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    const link = await rig.newLink({ parentOrigin: site, region: 'US' });
    const page = await openSite(framing(site, link.url));
    const taken = { __typename: 'AccountTaken', code: 'ACCOUNT_TAKEN', message: '', whatToDo: '' };
    await answerWith(page, { Link: { linkPasswordProvider: taken } });
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: texts.whose.shortCut }).click();
    await frame.getByRole('button', { name: texts.common.goOn }).click();
    await frame.getByLabel(texts.signIn.name).fill(wearer.username);
    await frame.getByLabel(texts.signIn.password, { exact: true }).fill(wearer.password);
    await frame.getByRole('button', { name: texts.signIn.connect }).click();
    await frame.getByRole('heading', { name: texts.problems.accountTaken.title }).waitFor();
    await frame.getByRole('button', { name: texts.common.back }).click();
    await frame.getByRole('heading', { name: texts.signIn.title }).waitFor();
  });

  it('may be the lines of the page for linking', async () => {
    const rig = await setup();
    const [lines = ''] = blocksOf('docs/link-page.md', 'html');
    expect(lines.trim().split('\n').length).toBeLessThanOrEqual(15);
    const site = await startPages(
      (address) => `<script>const linkUrl = ${JSON.stringify(address)};</script>${lines}`,
    );
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    const link = await rig.newLink({ parentOrigin: site, region: 'US' });
    const page = await openSite(framing(site, link.url));
    const told = page.waitForEvent('console', (message) => message.text().startsWith('connected'));
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: texts.whose.shortCut }).click();
    await frame.getByRole('button', { name: texts.common.goOn }).click();
    await frame.getByLabel(texts.signIn.name).fill(wearer.username);
    await frame.getByLabel(texts.signIn.password, { exact: true }).fill(wearer.password);
    const height = () => page.locator('iframe').evaluate(({ style }) => style.height);
    expect(await height()).toMatch(/^\d+px$/);
    await frame.getByRole('button', { name: texts.signIn.connect }).click();
    expect((await told).text()).toMatch(/^connected Connection:[0-9a-f-]{36} FRESH$/);
    await frame.getByRole('button', { name: texts.common.close }).click();
    await page.locator('iframe').waitFor({ state: 'detached' });
  });

  it('sees nothing of it when its origin was not recorded, or none was', async () => {
    const rig = await setup();
    const [site, other] = [await startSite(), await startSite()];
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    for (const link of [await rig.newLink({ parentOrigin: site }), await rig.newLink()]) {
      expect(await isShown(await openSite(framing(other, link.url)))).toBe(false);
    }
  });

  it('sees nothing of it within a foreign page, though its own origin was recorded', async () => {
    const rig = await setup();
    const [site, foreign] = [await startSite(), await startSite()];
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    const link = await rig.newLink({ parentOrigin: site });
    const page = await openSite(framing(foreign, framing(site, link.url)));
    expect(await isShown(page)).toBe(false);
  });

  it('sees nothing of it in a frame without an origin, or when it has none itself', async () => {
    const rig = await setup();
    const site = await startSite('sandbox="allow-scripts allow-forms"');
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    const link = await rig.newLink({ parentOrigin: site });
    expect(await isShown(await openSite(framing(site, link.url)))).toBe(false);
    const nobody = await startSite('', { 'content-security-policy': 'sandbox allow-scripts' });
    await updateTeam(rig, `linkFrameOrigins: ["${nobody}"]`);
    const other = await rig.newLink({ parentOrigin: nobody });
    expect(await isShown(await openSite(framing(nobody, other.url)))).toBe(false);
  });

  it('gets nothing done by presses that it steals with something laid over it', async () => {
    const rig = await setup();
    const site = await startSite();
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    const link = await rig.newLink({ parentOrigin: site, region: 'US' });
    const page = await openSite(framing(site, link.url));
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.postData() ?? ''));
    const frame = page.frameLocator('iframe');
    for (let press = 0; press < 12; press += 1) {
      await frame.locator('main :is(.button.main, .card)').first().click();
    }
    await frame.getByLabel(texts.signIn.name).waitFor();
    expect(requests.filter((body) => body.includes('mutation'))).toEqual([]);
  });

  it('finds a login done, once, that it left in the middle', async () => {
    const rig = await setup();
    const account = { region: 'US', username: 'left', password: 'left-password' } as const;
    rig.simulator.addAccount(account);
    rig.simulator.addFault({ account, effect: { kind: 'latency', delayMs: 1_500 } });
    const site = await startSite();
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    const link = await rig.newLink({ parentOrigin: site, region: 'US' });
    const page = await openSite(framing(site, link.url));
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: texts.whose.shortCut }).click();
    await frame.getByRole('button', { name: texts.common.goOn }).click();
    await frame.getByLabel(texts.signIn.name).fill(account.username);
    await frame.getByLabel(texts.signIn.password, { exact: true }).fill(account.password);
    await frame.getByRole('button', { name: texts.signIn.connect }).click();
    await frame.locator('[data-screen=connecting]').waitFor();
    await page.goto(framing(site, 'about:blank'));
    const logins = () => rig.simulator.requestsOf(account).logins;
    await expect.poll(logins, { timeout: 30_000 }).toBe(1);
    const outcome = `query ($linkToken: String!) {
      linkOutcome(linkToken: $linkToken) { connection { state } } }`;
    const isOver = async () => {
      const variables = { linkToken: link.linkToken };
      const { linkOutcome } = await rig.ask<{ linkOutcome: { connection: object | null } }>(
        outcome,
        variables,
      );
      return linkOutcome.connection !== null;
    };
    await expect.poll(isOver, { timeout: 60_000 }).toBe(true);
    const again = await openSite(framing(site, link.url));
    const frameAgain = again.frameLocator('iframe');
    await frameAgain.getByRole('heading', { name: texts.states.FRESH.title }).waitFor();
    const told = (await messagesOf(again)).map(({ data }) => data);
    expect(told).toContainEqual(expect.objectContaining({ type: 'connected', isNew: null }));
    expect(told.filter(({ type }) => type === 'error')).toEqual([]);
    expect(rig.simulator.requestsOf(account).logins).toBe(1);
  });

  it('changes nothing by the messages that it makes up', async () => {
    const rig = await setup();
    const site = await startSite();
    await updateTeam(rig, `linkFrameOrigins: ["${site}"]`);
    const link = await rig.newLink({ parentOrigin: site });
    const page = await openSite(framing(site, link.url));
    const heading = page.frameLocator('iframe').getByRole('heading', { level: 1 });
    await heading.getByText(texts.whose.title('Team')).waitFor();
    await page.evaluate(() => {
      const target = document.querySelector('iframe')?.contentWindow;
      for (const type of ['connected', 'close', 'step', 'token', 'redirect']) {
        const data = { source: 'glucose-gateway-link', version: 1, type, step: 'done' };
        target?.postMessage({ ...data, redirectUrl: 'https://evil.example' }, '*');
      }
    });
    await page.frameLocator('iframe').getByRole('button', { name: texts.whose.mine }).click();
    await heading.getByText(texts.app.title).waitFor();
    expect(page.url()).toContain(site);
  });
});

describe('an address that a page is to lead back to', () => {
  const hostile = [
    'http://evil.example/back',
    '//evil.example/back',
    '\\\\evil.example/back',
    'javascript:alert(1)',
    'data:text/html,hello',
    'blob:https://evil.example/1',
    'https://user:secret@app.example.com/back',
    'https://app.example.com/back#fragment',
    'https://app.example.com/\r\nset-cookie:a=b',
    'HTTPS://APP.example.com/back',
    'https://app.example.com./back',
    'https://app.example.com:443/back',
    'https://app。example。com/back',
    '/back',
    '',
  ];

  it('is one that the team can register, written as browsers write it', async () => {
    const rig = await setup();
    for (const address of hostile) {
      const answer = await updateTeam(rig, `linkRedirectUrls: [${JSON.stringify(address)}]`);
      expect(answer.code, address).toBe('INVALID_ARGUMENT');
    }
  });

  it('is one that was registered, letter by letter', async () => {
    const rig = await setup();
    const good = 'https://app.example.com/back?of=us';
    await updateTeam(rig, `linkRedirectUrls: ["${good}"]`);
    const near = [
      'https://sub.app.example.com/back?of=us',
      'https://app.example.com.evil.example/back?of=us',
      'https://app.example.com/back',
      'https://app.example.com/back?of=us&next=https://evil.example',
      'https://app.example.com/back%2F..?of=us',
      'https://app.example.com/Back?of=us',
      ...hostile,
    ];
    for (const address of near) {
      await expect(rig.newLink({ redirectUrl: address }), address).rejects.toThrow(
        /LINK_ADDRESS_NOT_REGISTERED|INVALID/,
      );
    }
    await rig.newLink({ redirectUrl: good });
  });

  it('is gone to once, with how it ended and the reference, and never with the token', async () => {
    const rig = await setup();
    const site = await startSite();
    await updateTeam(rig, `linkRedirectUrls: ["${site}/back?of=us"]`);
    const terms = { redirectUrl: `${site}/back?of=us`, reference: 'a b&c=<d>' };
    const link = await rig.newLink(terms);
    const { page, operations } = await openAt(rig, link);
    await signIn(page, texts);
    await press(page, texts.done.returnTo('Team'));
    await page.waitForURL(`${site}/**`);
    const { searchParams, hash } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toEqual({
      of: 'us',
      state: 'success',
      reference: 'a b&c=<d>',
    });
    expect(hash).toBe('');
    await page.goBack();
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
  });

  it('is never taken from the address of the page', async () => {
    const rig = await setup();
    const link = await rig.newLink();
    const evil = 'redirectUrl=https://evil.example&redirect_url=https://evil.example';
    const url = `${link.url.replace('#', `?${evil}#`)}&${evil}`;
    const { page, troubles } = await openAt(rig, { ...link, url });
    await signIn(page, texts);
    await page.getByRole('heading', { name: texts.states.FRESH.title }).waitFor();
    expect(await page.getByRole('button', { name: texts.done.returnTo('Team') }).count()).toBe(0);
    expect(troubles).toEqual([]);
  });
});

async function openAt(rig: LinkRig, link: NewLink) {
  const opened = await rig.open(link);
  await jump(opened.page, atSignIn);
  return opened;
}

describe('a text of somebody else', () => {
  it('is shown as text', async () => {
    const rig = await setup();
    const name = '<img src=x onerror=alert(1)>"\'&amp;';
    const contact = '</p><script>alert(2)</script>';
    const settings = { linkBrandName: name, followerContact: contact };
    const given = Object.entries(settings).map(([key, text]) => `${key}: ${JSON.stringify(text)}`);
    await updateTeam(rig, given.join(' '));
    const { page, troubles } = await rig.open(await rig.newLink());
    await page.getByRole('heading', { name: texts.whose.title(name) }).waitFor();
    expect(await page.title()).toContain(name);
    await jump(page, { step: 'follower', app: 'g7' });
    await page.getByText(contact).first().waitFor();
    expect(await page.locator('img, main script').count()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it('is refused when it turns the writing around, or is long', async () => {
    const rig = await setup();
    for (const name of ['\u202egnirts', 'a\u0000b', 'long '.repeat(2_000)]) {
      const answer = await updateTeam(rig, `linkBrandName: ${JSON.stringify(name)}`);
      expect(answer.code).toBe('INVALID_ARGUMENT');
    }
  });
});
