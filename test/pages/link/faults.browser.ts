import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/index.ts';
import { texts } from '#src/web/link/texts/en.ts';
import { answerWith, lose } from './answers.ts';
import { createLinkRig, type OpenedLink } from './link-rig.ts';
import { atSignIn, jump, press, signIn } from './scenes.ts';

/**
 * What goes wrong at Dexcom, on the phone or on the way, made by the simulator: the page alone tells
 * what happened, and what to do.
 */
const rig = await createLinkRig();
afterAll(rig.close);
const { simulator } = rig;
let accounts = 0;
const hourMs = 3_600_000;

interface Login extends OpenedLink {
  readonly account: { readonly region: 'US'; readonly username: string; readonly password: string };
}

/** At the login of a wearer of one's own. */
async function open(settings: Partial<AccountOptions> = {}): Promise<Login> {
  accounts += 1;
  const username = `wearer-of-fault-${accounts}`;
  const account = { region: 'US' as const, username, password: `password-${accounts}` };
  simulator.addAccount({ ...account, ...settings });
  const opened = await rig.open(await rig.newLink());
  await jump(opened.page, atSignIn);
  return { ...opened, account };
}

const title = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
/** What a screen reader was last told. */
const said = (page: Page) => page.locator('p.unseen[role=status]');
const alert = (page: Page) => page.getByRole('alert');
const connect = (page: Page) => page.getByRole('button', { name: texts.signIn.connect });
const { refusals, states } = texts;

describe('a wearer whose account brings nothing yet', () => {
  it('turns Share on, checks again, and is connected', async () => {
    const { page, account } = await open({ isSharing: false });
    await signIn(page, texts, account);
    await title(page, states.SHARING_OFF.title).waitFor();
    await press(page, texts.watching.mendShare);
    await title(page, texts.share.title).waitFor();
    simulator.changeAccount(account, { isSharing: true });
    await press(page, texts.share.isOn);
    await press(page, texts.watching.checkAgain);
    await title(page, states.FRESH.title).waitFor();
  });

  it('invites a follower, checks again, and is connected', async () => {
    const { page, account } = await open({ followers: 0 });
    await signIn(page, texts, account);
    await title(page, states.NO_FOLLOWER.title).waitFor();
    await press(page, texts.watching.mendFollower);
    await title(page, texts.follower.title).waitFor();
    simulator.changeAccount(account, { followers: 1 });
    await page.goBack();
    await press(page, texts.watching.checkAgain);
    await title(page, states.FRESH.title).waitFor();
  });

  it('is told that the clock of the phone is wrong', async () => {
    const { page, account } = await open();
    const fromMs = Date.now() - 30 * 60_000;
    const toMs = fromMs + 2 * hourMs;
    simulator.addClockError(account, { fromMs, toMs, errorMs: 3 * hourMs });
    await signIn(page, texts, account);
    await title(page, states.CLOCK_WRONG.title).waitFor();
    await page.getByText(states.CLOCK_WRONG.words).waitFor();
  });

  /** It may be a clock that is an hour behind: ten minutes decide, then the state is another. */
  it('is told what to look at when the sensor has been silent for an hour', async () => {
    const { page, account } = await open();
    const nowMs = Date.now();
    const gap = { fromMs: nowMs - hourMs, toMs: nowMs + hourMs, backfillAtMs: null };
    simulator.addGap(account, gap);
    await signIn(page, texts, account);
    await title(page, texts.watching.oldReading.title).waitFor();
    await page.getByText(texts.watching.oldReading.words).waitFor();
  });

  it('hears what a check came to that changed nothing', async () => {
    const { page, account } = await open({ isSharing: false });
    await signIn(page, texts, account);
    await title(page, states.SHARING_OFF.title).waitFor();
    await press(page, texts.watching.checkAgain);
    await said(page)
      .getByText(/We asked at \d+:\d\d.*Nothing has changed yet/)
      .waitFor();
    await page.getByRole('button', { name: texts.watching.checkAgain }).click({ force: true });
    await said(page)
      .getByText(/You can check again in \d+ seconds/)
      .waitFor();
  });
});

describe('a login that is not taken', () => {
  it('keeps the name, empties the password, and is not sent again before its time', async () => {
    const { page, account, operations } = await open();
    await signIn(page, texts, { ...account, password: 'not-the-password' });
    await alert(page).getByText(refusals.refused.words).waitFor();
    expect(await page.getByLabel(texts.signIn.name).inputValue()).toBe(account.username);
    expect(await page.getByLabel(texts.signIn.password, { exact: true }).inputValue()).toBe('');
    const timer = page.getByRole('timer');
    await timer.waitFor();
    await page.getByLabel(texts.signIn.password, { exact: true }).fill(account.password);
    await connect(page).click({ force: true });
    await said(page).getByText(texts.signIn.waitWhy).waitFor();
    await page.keyboard.press('Enter');
    await page.reload();
    await timer.waitFor();
    await page.locator('#wait').getByText(texts.signIn.waitWhy).waitFor();
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
  });

  it('is taken at a press when its wait has been lived to its end, and not a second before', async () => {
    const { page, account, operations } = await open();
    await page.clock.install();
    await page.reload();
    await signIn(page, texts, { ...account, password: 'not-the-password' });
    const timer = page.getByRole('timer');
    await timer.waitFor();
    const password = page.getByLabel(texts.signIn.password, { exact: true });
    await password.fill(account.password);
    await page.clock.runFor(30_000);
    await connect(page).click({ force: true });
    await said(page).getByText(texts.signIn.waitWhy).waitFor();
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
    // The gateway's own wait is as long: it is over with that of the page.
    await rig.db.deleteFrom('login_budgets').execute();
    await rig.db.deleteFrom('link_attempts').execute();
    await page.clock.runFor(60_000);
    await timer.waitFor({ state: 'detached' });
    await page.locator('#wait').getByText(texts.signIn.waitOver).waitFor();
    await said(page).getByText(texts.signIn.waitOver).waitFor();
    await connect(page).click();
    await title(page, states.FRESH.title).waitFor();
    expect(operations.filter((name) => name === 'Link')).toHaveLength(2);
  });

  it('counts on by the gateway’s time when the phone has slept, and nothing ticked', async () => {
    const { page, account } = await open();
    await page.addInitScript(() => {
      const real = performance.now.bind(performance);
      let sleptMs = 0;
      performance.now = () => real() - sleptMs;
      addEventListener('test-sleep', () => {
        sleptMs += 6_000;
      });
    });
    await page.reload();
    await signIn(page, texts, { ...account, password: 'not-the-password' });
    const timer = page.getByRole('timer');
    const secondsLeft = async () => {
      const [, minutes, seconds] = /(\d+):(\d\d)/.exec((await timer.textContent()) ?? '') ?? [];
      return Number(minutes) * 60 + Number(seconds);
    };
    const before = await secondsLeft();
    await page.evaluate(() => dispatchEvent(new Event('test-sleep')));
    await expect.poll(secondsLeft).toBeGreaterThan(before);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect.poll(secondsLeft).toBeLessThanOrEqual(before);
    await page.evaluate(() => dispatchEvent(new Event('test-sleep')));
    await expect.poll(secondsLeft).toBeGreaterThan(before);
    await page.evaluate(() =>
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
    );
    await expect.poll(secondsLeft).toBeLessThanOrEqual(before);
  });

  it('leads Back to the step before it by one press, with a name that no key has typed', async () => {
    const { page, account } = await open();
    await jump(page, { ...atSignIn, step: 'region' });
    await press(page, texts.common.goOn);
    await page.locator('#username').evaluate((field: HTMLInputElement, name) => {
      field.value = name;
    }, account.username);
    await page.getByLabel(texts.signIn.password, { exact: true }).fill('not-the-password');
    await press(page, texts.signIn.connect);
    await alert(page).getByText(refusals.refused.words).waitFor();
    expect(await page.getByLabel(texts.signIn.name).inputValue()).toBe(account.username);
    await page.goBack();
    await title(page, texts.region.title).waitFor();
  });

  it('leads to the region when the account is another region’s', async () => {
    const { page, account } = await open({ region: 'OUS' });
    await signIn(page, texts, account);
    await alert(page).getByText(refusals.refused.words).waitFor();
    await page.getByRole('button', { name: texts.signIn.change }).click();
    await title(page, texts.region.title).waitFor();
  });

  it('tells how long the account is locked', async () => {
    const { page, account } = await open();
    simulator.lockOut(account);
    await signIn(page, texts, account);
    await alert(page).getByText(refusals.lockedOut.words).waitFor();
    await page.getByRole('timer').waitFor();
  });

  it('tells that Dexcom asks to wait, and how long', async () => {
    const { page, account } = await open();
    const effect = { kind: 'throttle', retryAfterSeconds: 90 } as const;
    simulator.addFault({ account, effect, calls: ['login'] });
    await signIn(page, texts, account);
    await alert(page).getByText(refusals.throttledByDexcom.words).waitFor();
    await page.getByRole('timer').waitFor();
  });

  const unreadable = {
    'is out of service': { kind: 'gateway-error', status: 503 },
    'answers with a page of HTML': { kind: 'blocked' },
    'cuts the connection': { kind: 'reset' },
  } as const;
  for (const [what, effect] of Object.entries(unreadable)) {
    it(`tells that Dexcom cannot be reached when it ${what}`, async () => {
      const { page, account } = await open();
      simulator.addFault({ account, effect, calls: ['login'] });
      await signIn(page, texts, account);
      await alert(page).getByText(refusals.unreachable.words).waitFor();
      await page.getByRole('timer').waitFor();
    });
  }

  it('is not sent without a network, and goes through with one', async () => {
    const { page, account, operations } = await open();
    await connect(page).waitFor();
    await page.context().setOffline(true);
    await signIn(page, texts, account);
    await alert(page).getByText(refusals.offline.words).waitFor();
    expect(operations).not.toContain('Link');
    await page.context().setOffline(false);
    await signIn(page, texts, account);
    await title(page, states.FRESH.title).waitFor();
  });
});

describe('a page that cannot be opened', () => {
  it('says that the network is lost, and goes on by itself when it is back', async () => {
    const { page } = await open();
    await lose(page, 'LinkSession');
    await page.reload();
    await title(page, refusals.lost.title).waitFor();
    await page.unrouteAll();
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await title(page, texts.signIn.title).waitFor();
  });
});

describe('a login that takes long, or whose answer is lost', () => {
  it('says that it is still at work, and is sent once however often it is asked for', async () => {
    const { page, account, operations } = await open();
    simulator.addFault({ account, effect: { kind: 'latency', delayMs: 4_500 } });
    await signIn(page, texts, account);
    await page.locator('[data-screen=connecting]').waitFor();
    await page.goBack();
    await page.getByRole('dialog').getByText(texts.connecting.leave).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.note').getByText(texts.connecting.slow).waitFor();
    await title(page, states.FRESH.title).waitFor({ timeout: 60_000 });
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
  });

  it('looks up what became of it, and logs in once', async () => {
    const { page, account, operations } = await open();
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation Link(')) return route.fallback();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await signIn(page, texts, account);
    await title(page, states.FRESH.title).waitFor();
    expect(operations).toContain('LinkAttempt');
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
    expect(simulator.requestsOf(account).logins).toBe(1);
  });

  it('is looked up, and not sent again, when the page is reloaded in the middle', async () => {
    const { page, account, operations } = await open();
    simulator.addFault({ account, effect: { kind: 'latency', delayMs: 1_500 } });
    await signIn(page, texts, account);
    await expect.poll(() => operations).toContain('Link');
    await page.locator('[data-screen=connecting]').waitFor();
    await page.reload();
    await page.locator('[data-screen=connecting]').waitFor();
    await title(page, states.FRESH.title).waitFor({ timeout: 60_000 });
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
    expect(simulator.requestsOf(account).logins).toBe(1);
  });

  it('is not sent again while nobody knows how it ended, and is looked up with the network', async () => {
    const { page, account, operations } = await open();
    const error = { code: 'CODE', message: 'A message.', whatToDo: 'Do this.' };
    const answer = { __typename: 'LinkAttemptUnsettled', ...error };
    const now = new Date().toISOString();
    const earlier = (told: object) => ({ LinkAttempt: { linkOutcome: { now, attempt: told } } });
    await answerWith(page, { Link: { linkPasswordProvider: answer }, ...earlier({ answer }) });
    await signIn(page, texts, account);
    await alert(page).getByText(refusals.unsettled.words).waitFor();
    await page.getByLabel(texts.signIn.password, { exact: true }).fill(account.password);
    await connect(page).click({ force: true });
    await said(page).getByText(refusals.unsettled.words).waitFor();
    const retryAt = new Date(Date.now() + 60_000).toISOString();
    const refused = { __typename: 'CredentialsRefused', ...error, retryAt, attemptsLeft: 1 };
    await answerWith(page, earlier({ answer: refused }));
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await alert(page).getByText(refusals.refused.words).waitFor();
    await page.getByRole('timer').waitFor();
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
  });

  it('shows what became of it after a reload, and in a second page', async () => {
    const { page, account } = await open();
    const address = page.url();
    await signIn(page, texts, account);
    await title(page, states.FRESH.title).waitFor();
    await expect.poll(() => page.url()).not.toContain('token');
    const second = await page.context().newPage();
    await second.goto(address);
    await title(second, states.FRESH.title).waitFor();
  });

  it('is one login for a press and a key at the same time', async () => {
    const { page, account, operations } = await open();
    await page.getByLabel(texts.signIn.name).fill(account.username);
    await page.getByLabel(texts.signIn.password, { exact: true }).fill(account.password);
    await connect(page).dblclick();
    await page.keyboard.press('Enter');
    await title(page, states.FRESH.title).waitFor();
    expect(operations.filter((name) => name === 'Link')).toHaveLength(1);
  });
});
