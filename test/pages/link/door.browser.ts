import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { createLinkRig, type NewLink } from './link-rig.ts';
import { framing, openSite, startSite } from './parent-site.ts';
import { atSignIn, jump, press, signIn } from './scenes.ts';

/** What comes of the gateway's own door: a proxy's page, a limit, another version, a bad link. */
const rig = await createLinkRig();
afterAll(rig.close);

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const html = { contentType: 'text/html', body: '<h1>Bad gateway</h1>' };

const answers = {
  'a page of HTML': { status: 200, ...html },
  'the error page of a proxy': { status: 502, ...html },
  'a fault': { status: 500, json: { errors: [{ message: 'Unexpected error.' }] } },
  'that it is overloaded': { status: 503, headers: { 'retry-after': '5' }, body: '' },
  'that too much was sent': { status: 413, body: '' },
  'errors beside data': { status: 200, json: { data: { linkSession: null }, errors: [{}] } },
};

describe('a gateway that answers a link with', () => {
  for (const [what, answer] of Object.entries(answers)) {
    it(`${what} is told to be at fault, and asked again at a press`, async () => {
      const { page } = await rig.open(await rig.newLink());
      await page.route('**/graphql', (route) => route.fulfill(answer));
      await page.reload();
      await title(page, texts.refusals.fault.title).waitFor();
      await page.unrouteAll();
      await press(page, texts.watching.checkAgain);
      await title(page, texts.whose.title('Team')).waitFor();
    });
  }

  it('that too much was asked is waited for', async () => {
    const { page } = await rig.open(await rig.newLink());
    const limited = { status: 429, headers: { 'retry-after': '30' }, body: '' };
    await page.route('**/graphql', (route) => route.fulfill(limited));
    await page.reload();
    await title(page, texts.refusals.limited.title).waitFor();
  });
});

describe('a login that meets', () => {
  it('the error page of a proxy is looked up, and never sent again', async () => {
    const { page, operations } = await rig.open(await rig.newLink());
    await jump(page, atSignIn);
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('mutation Link(')
        ? route.fulfill({ status: 502, ...html })
        : route.fallback(),
    );
    await signIn(page, texts);
    await page.getByRole('alert').getByText(texts.refusals.fault.title).waitFor();
    expect(operations).toContain('LinkAttempt');
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
  });

  it('a limit of the gateway can be sent when the wait is over, and not before', async () => {
    const { page, operations } = await rig.open(await rig.newLink());
    await jump(page, atSignIn);
    const limited = { status: 429, headers: { 'retry-after': '40' }, body: '' };
    await page.route('**/graphql', (route) => route.fulfill(limited));
    await signIn(page, texts);
    await page.getByRole('alert').getByText(texts.refusals.limited.title).waitFor();
    await page.getByRole('timer').waitFor();
    await page.keyboard.press('Enter');
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
  });
});

describe('a page of before an upgrade', () => {
  const gone = (page: Page, name: RegExp) =>
    page.route(name, (route) => route.fulfill({ status: 404, body: '' }));

  it('goes on in its language when the files of another are gone', async () => {
    const { page, troubles } = await rig.open(await rig.newLink());
    await gone(page, /\/assets\/es-/);
    await page.getByRole('combobox').selectOption('es');
    const chosen = () => page.getByRole('combobox').inputValue();
    await expect.poll(chosen, { timeout: 20_000 }).toBe('en');
    await press(page, texts.whose.mine);
    await title(page, texts.app.title).waitFor();
    expect(troubles.filter((each) => !each.includes('Failed to load resource'))).toEqual([]);
  });

  it('says that it has to be loaded again when its script is gone', async () => {
    const { page } = await rig.open(await rig.newLink());
    await gone(page, /\/assets\/link-.*\.js/);
    await page.reload();
    const late = page.getByText(texts.opening.late);
    expect(await late.isVisible()).toBe(false);
    await expect.poll(() => late.isVisible(), { timeout: 20_000 }).toBe(true);
  });
});

describe('a link that does not work', () => {
  const tokens = {
    none: '',
    'one that was never made': '#token=lt_never-made',
    'one that is cut off': '#token=lt_',
    'a text of ten thousand letters': `#token=${'x'.repeat(10_000)}`,
    markup: '#token=%3Cimg%20src%3Dx%3E&token=',
  };
  for (const [what, fragment] of Object.entries(tokens)) {
    it(`says so when its token is ${what}`, async () => {
      const link = await rig.newLink();
      const url = link.url.replace(/#.*/, fragment);
      const { page, operations } = await rig.open({ ...link, url });
      await title(page, texts.tokens.UNKNOWN.title).waitFor();
      await page.getByText(texts.tokens.ask('Team')).waitFor();
      expect(operations).not.toContain('Link');
    });
  }

  it('says so when its user is deleted', async () => {
    const link = await rig.newLink();
    await rig.ask(`mutation { deleteUser(userId: "${link.userId}") { __typename } }`);
    const { page } = await rig.open(link);
    await title(page, texts.tokens.UNKNOWN.title).waitFor();
  });

  it('says so when it ends while somebody types, who sees what is typed until then', async () => {
    const link = await rig.newLink();
    const { page } = await rig.open(link);
    await jump(page, atSignIn);
    await page.getByLabel(texts.signIn.name).fill('anna');
    const ended = { expires_at: new Date(Date.now() - 1) };
    await rig.db
      .updateTable('link_tokens')
      .set(ended)
      .where('public_id', '=', link.linkId)
      .execute();
    expect(await page.getByLabel(texts.signIn.name).inputValue()).toBe('anna');
    await signIn(page, texts);
    await title(page, texts.tokens.EXPIRED.title).waitFor();
  });

  const ends = {
    EXPIRED: {
      errorType: 'token_expired',
      end: ({ linkId }: NewLink) => change(linkId, { expires_at: new Date(Date.now() - 1) }),
    },
    USED: {
      errorType: 'token_consumed',
      end: ({ linkId }: NewLink) => change(linkId, { used_at: new Date() }),
    },
    REVOKED: {
      errorType: 'invalid_token',
      end: ({ linkId }: NewLink) =>
        rig.ask(`mutation { revokeLinkToken(linkId: "${linkId}") { __typename } }`),
    },
  } as const;
  for (const [verdict, { errorType, end }] of Object.entries(ends)) {
    it(`can be closed in its frame, and tells the page around it why: ${verdict}`, async () => {
      const { page, frame } = await openFramed(end);
      await frame.getByRole('heading', { name: texts.tokens[verdict as 'USED'].title }).waitFor();
      await frame.getByRole('button', { name: texts.common.close, exact: true }).click();
      await expect
        .poll(() => messagesOf(page))
        .toContainEqual(expect.objectContaining({ type: 'close', errorType }));
    });
  }

  it('has nothing to close where nobody is told of it: alone, or of a link that is not known', async () => {
    const { page, frame } = await openFramed(() => {}, '#token=lt_never-made');
    await frame.getByRole('heading', { name: texts.tokens.UNKNOWN.title }).waitFor();
    expect(await frame.getByRole('button', { name: texts.common.close }).count()).toBe(0);
    expect(await messagesOf(page)).toEqual([]);
    const link = await rig.newLink();
    await ends.REVOKED.end(link);
    const { page: alone } = await rig.open(link);
    await title(alone, texts.tokens.REVOKED.title).waitFor();
    expect(await alone.getByRole('button', { name: texts.common.close }).count()).toBe(0);
  });
});

function change(linkId: string, columns: { expires_at: Date } | { used_at: Date }) {
  return rig.db.updateTable('link_tokens').set(columns).where('public_id', '=', linkId).execute();
}

/** A link that ends before it is opened in a frame of the site that it was made for. */
async function openFramed(end: (link: NewLink) => unknown, fragment?: string) {
  const site = await startSite();
  const origins = { origins: [site] };
  await rig.ask(
    'mutation ($origins: [String!]) { updateTeam(linkFrameOrigins: $origins) { __typename } }',
    origins,
  );
  const link = await rig.newLink({ parentOrigin: site });
  await end(link);
  const url = fragment ? link.url.replace(/#.*/, fragment) : link.url;
  const page = await openSite(framing(site, url));
  return { page, frame: page.frameLocator('iframe') };
}

function messagesOf(page: Page): Promise<{ readonly type: string }[]> {
  return page.evaluate(() => {
    const { messages } = window as unknown as { messages: { data: { type: string } }[] };
    return messages.map(({ data }) => data).filter(({ type }) => type !== 'resize');
  });
}
