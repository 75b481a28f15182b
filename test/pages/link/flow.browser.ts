import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { texts as english } from '#src/web/link/texts/en.ts';
import { texts as spanish } from '#src/web/link/texts/es.ts';
import { linkThroughApi } from '#test/gateway';
import { answerWith } from './answers.ts';
import { createLinkRig, phone } from './link-rig.ts';
import { atSignIn, jump, press, signIn } from './scenes.ts';

/** The ways through the wizard, and back. */
const rig = await createLinkRig();
afterAll(rig.close);
const { simulator } = rig;
let count = 0;

function newAccount() {
  count += 1;
  const account = { region: 'US' as const, username: `flow-${count}`, password: `secret-${count}` };
  simulator.addAccount(account);
  return account;
}

const open = async () => rig.open(await rig.newLink());
/** As if the wait after a login were over. */
async function forgetTries(): Promise<void> {
  await rig.db.deleteFrom('login_budgets').execute();
  await rig.db.deleteFrom('link_attempts').execute();
}

const title = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true });

describe('the way through the wizard', () => {
  it('can be gone back step by step, and each step stands a reload', async () => {
    const { page } = await open();
    await press(page, english.whose.another);
    await press(page, english.app.onePlus);
    await press(page, english.share.isOn);
    await press(page, english.follower.later);
    await page.getByRole('radio', { name: english.region.OUS }).check();
    await press(page, english.common.goOn);
    await page.getByText(english.signIn.dependent).waitFor();
    const back = [
      english.region.title,
      english.follower.title,
      english.share.title,
      english.app.title,
    ];
    for (const heading of back) {
      await page.goBack();
      await title(page, heading).waitFor();
      await page.reload();
      await title(page, heading).waitFor();
    }
    await press(page, english.common.back);
    await title(page, english.whose.title('Team')).waitFor();
  });

  it('ends before any login for who cannot share', async () => {
    for (const [choice, heading] of [
      [english.app.stelo, english.stelo.title],
      [english.app.receiver, english.receiver.title],
    ] as const) {
      const { page, operations } = await open();
      await jump(page, { step: 'app' });
      await press(page, choice);
      await title(page, heading).waitFor();
      expect(operations).not.toContain('Link');
    }
  });

  it('keeps the step and the name when the language is changed', async () => {
    const { page } = await open();
    await jump(page, atSignIn);
    await page.getByLabel(english.signIn.name).fill('anna');
    await page.getByRole('combobox').selectOption('es');
    await title(page, spanish.signIn.title).waitFor();
    expect(await page.getByLabel(spanish.signIn.name).inputValue()).toBe('anna');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
    await page.reload();
    await title(page, spanish.signIn.title).waitFor();
  });

  it('begins in the language of the link, and else in that of the browser', async () => {
    const told = await rig.open(await rig.newLink({ locale: 'ES' }), { locale: 'en-US' });
    await title(told.page, spanish.whose.title('Team')).waitFor();
    const chosen = await rig.open(await rig.newLink(), { locale: 'es-MX' });
    await title(chosen.page, spanish.whose.title('Team')).waitFor();
  });

  it('begins with the sign-in, in the region that is known, when it renews', async () => {
    const account = newAccount();
    const { userId } = await linkThroughApi(rig, account, 'renewing');
    const link = await rig.newLink({ userId, mode: 'RECONNECT' });
    const { page } = await rig.open(link);
    await title(page, english.signIn.titleAgain).waitFor();
    await page.getByText(english.region.US).waitFor();
  });

  it('says that the link soon ends, while something is typed', async () => {
    const { page } = await open();
    await answerWith(page, {
      LinkSession: ({ linkSession }) => {
        const { now, ...session } = linkSession as { readonly now: string };
        const expiresAt = new Date(Date.parse(now) + 4 * 60_000).toISOString();
        return { linkSession: { ...session, now, expiresAt } };
      },
    });
    await jump(page, atSignIn);
    await page.locator('.note').getByText(english.common.ends(4)).waitFor();
  });

  it('asks once whether to stop when something is typed, and Escape means no', async () => {
    const { page } = await open();
    await jump(page, atSignIn);
    await page.getByLabel(english.signIn.name).fill('anna');
    await press(page, english.common.close);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByLabel(english.signIn.name).inputValue()).toBe('anna');
    await press(page, english.common.close);
    await press(page, english.closing.stop);
    await title(page, english.closing.title).waitFor();
    await expect.poll(() => page.url()).not.toContain('token');
  });

  it('waits as long as it must on a phone whose clock is a day ahead', async () => {
    const { page } = await open();
    await page.addInitScript(() => {
      const real = Date.now;
      Date.now = () => real() + 86_400_000;
    });
    const account = newAccount();
    await jump(page, atSignIn);
    await signIn(page, english, { ...account, password: 'not-the-password' });
    expect(await page.getByRole('timer').textContent()).toMatch(/(1:[01]|0:[3-5])\d/);
  });

  it('ends as it was, with the way back, also after a reload', async () => {
    const address = 'https://app.example.com/back';
    await rig.ask(`mutation { updateTeam(linkRedirectUrls: ["${address}"]) { __typename } }`);
    const account = newAccount();
    rig.simulator.changeAccount(account, { isSharing: false });
    const { page } = await rig.open(await rig.newLink({ redirectUrl: address }));
    await jump(page, atSignIn);
    await signIn(page, english, account);
    await title(page, english.states.SHARING_OFF.title).waitFor();
    // An answer without content leaves the page where it is.
    await page.route(`${address}**`, (route) => route.fulfill({ status: 204 }));
    await press(page, english.common.close);
    await expect.poll(() => page.url()).not.toContain('token');
    await page.reload();
    await title(page, english.states.SHARING_OFF.title).waitFor();
    const led = page.waitForRequest((request) => request.url().startsWith(address));
    await press(page, english.done.returnTo('Team'));
    expect((await led).url()).toBe(`${address}?state=success`);
  });

  it('lets an address be taken where the browser does not copy', async () => {
    const contact = 'follow@example.com';
    await rig.ask(`mutation { updateTeam(followerContact: "${contact}") { __typename } }`);
    const { page, troubles } = await open();
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    await jump(page, { step: 'follower', app: 'g7' });
    await page.getByRole('button', { name: english.common.copy }).click();
    await page.getByText(english.common.marked).first().waitFor();
    expect(await page.evaluate(() => String(getSelection()))).toBe(contact);
    expect(troubles).toEqual([]);
  });

  for (const [isAllowed, mode] of [
    [false, 'CONNECT'],
    [true, 'CONNECT'],
    [true, 'RECONNECT'],
  ] as const) {
    const name = isAllowed ? 'puts another account in the place of' : 'offers no other account for';
    const where = `where the team ${isAllowed ? 'allows' : 'forbids'} it`;
    it(`${name} the connected one ${where}: ${mode}`, async () => {
      const [first, second] = [newAccount(), newAccount()];
      const { userId } = await linkThroughApi(rig, first, `replacing-${isAllowed}-${mode}`);
      await rig.ask(
        `mutation { updateTeam(linkAllowsAccountReplacement: ${isAllowed}) { __typename } }`,
      );
      await forgetTries();
      const { page } = await rig.open(await rig.newLink({ userId, mode }));
      await jump(page, atSignIn);
      await signIn(page, english, second);
      await title(page, english.problems.otherAccount.title).waitFor();
      const yes = page.getByRole('button', { name: english.problems.replaceAccount.yes });
      expect(await yes.count()).toBe(isAllowed ? 1 : 0);
      if (!isAllowed) {
        // The login counts: Back leads to a form that waits.
        await page.goBack();
        await page.getByRole('timer').waitFor();
        return;
      }
      await forgetTries();
      await yes.click();
      await signIn(page, english, second);
      await title(page, english.states.FRESH.title).waitFor();
      const { user } = await rig.ask<{ user: { connections: { state: string }[] } }>(
        `{ user(id: "${userId}") { connections(includesDisconnected: true) { state } } }`,
      );
      expect(user.connections.map(({ state }) => state).sort()).toEqual(['DISCONNECTED', 'FRESH']);
    });
  }

  it('says without a script that it needs one', async () => {
    const link = await rig.newLink();
    const { page } = await rig.open(link, { ...phone, javaScriptEnabled: false });
    const note = page.locator('noscript p');
    await note.waitFor();
    expect(await note.textContent()).toBe(english.common.noScript);
  });
});
