import type { Page } from 'playwright-core';
import type { Texts } from '#src/web/link/texts/en.ts';
import { type Answer, answerWith, lose } from './answers.ts';
import { wearer } from './link-rig.ts';

/** One sight of the wizard, and how an open page is brought to it. */
export interface Scene {
  readonly name: string;
  /** The `data-screen` that it ends at. */
  readonly screen: string;
  readonly show: (page: Page, words: Texts) => Promise<unknown>;
}

/** What the page keeps in its history, from which a reload comes back to the same screen. */
interface Place {
  readonly step: string;
  readonly app?: string;
  readonly region?: string;
  readonly isForAnother?: boolean;
}

/** The gateway has judged the token: from then on the wizard can be closed. */
const judged = '.foot button';

export async function jump(page: Page, place: Place): Promise<void> {
  // What it shows when the token is judged is written into its history too.
  await page.locator(judged).waitFor();
  const flow = { isForAnother: false, app: null, region: null, ...place };
  await page.evaluate((state) => history.replaceState(state, ''), flow);
  await page.reload();
}

const at = (place: Place) => (page: Page) => jump(page, place);
export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).click();

export async function signIn(
  page: Page,
  { signIn: words }: Texts,
  { username, password }: { username: string; password: string } = wearer,
): Promise<void> {
  await page.getByLabel(words.name).fill(username);
  await page.getByLabel(words.password, { exact: true }).fill(password);
  await press(page, words.connect);
}

export const atSignIn: Place = { step: 'sign-in', app: 'g7', region: 'US' };

/** A login that is answered so, and never reaches Dexcom. */
async function signInTo(page: Page, words: Texts, answer: Answer): Promise<void> {
  await answerWith(page, {
    Link: { linkPasswordProvider: answer },
    Reconnect: { reconnect: answer },
  });
  await jump(page, atSignIn);
  await signIn(page, words);
}

const before: readonly Scene[] = [
  { name: 'whose', screen: 'whose', show: (page) => page.reload() },
  { name: 'app', screen: 'app', show: at({ step: 'app' }) },
  {
    name: 'app-unsure',
    screen: 'app',
    show: async (page, words) => {
      await jump(page, { step: 'app' });
      await press(page, words.app.unsure);
    },
  },
  { name: 'stelo', screen: 'stelo', show: at({ step: 'stelo' }) },
  { name: 'receiver', screen: 'receiver', show: at({ step: 'receiver' }) },
  ...['g6', 'g7', 'one', 'onePlus'].map((app) => ({
    name: `share-${app}`,
    screen: 'share',
    show: at({ step: 'share', app }),
  })),
  {
    name: 'share-lost',
    screen: 'share',
    show: async (page, words) => {
      await jump(page, { step: 'share', app: 'g7' });
      await press(page, words.share.lost);
    },
  },
  { name: 'follower', screen: 'follower', show: at({ step: 'follower', app: 'g7' }) },
  { name: 'region', screen: 'region', show: at({ step: 'region' }) },
  {
    name: 'region-missing',
    screen: 'region',
    show: async (page, words) => {
      await jump(page, { step: 'region' });
      await press(page, words.common.goOn);
    },
  },
  { name: 'sign-in', screen: 'sign-in', show: at(atSignIn) },
  {
    name: 'sign-in-dependent',
    screen: 'sign-in',
    show: at({ ...atSignIn, isForAnother: true }),
  },
  {
    name: 'sign-in-mistakes',
    screen: 'sign-in',
    show: async (page, words) => {
      await jump(page, atSignIn);
      await press(page, words.signIn.connect);
    },
  },
];

const error = { code: 'CODE', message: 'A message of the gateway.', whatToDo: 'Do this.' };
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

/** Every failure of a login, by the name that it has in the schema. */
export const failures: readonly (Scene & { readonly typeName: string })[] = [
  failure('sign-in-refused', 'sign-in', 'CredentialsRefused', () => ({
    retryAt: inMinutes(1),
    attemptsLeft: 1,
  })),
  failure('sign-in-refused-last', 'sign-in', 'CredentialsRefused', () => ({
    retryAt: inMinutes(10),
    attemptsLeft: 0,
  })),
  failure('sign-in-locked-out', 'sign-in', 'AccountLockedOut', () => ({ until: inMinutes(10) })),
  failure('sign-in-too-fast', 'sign-in', 'LinkThrottled', () => ({
    until: inMinutes(1),
    by: 'GATEWAY',
  })),
  failure('sign-in-throttled', 'sign-in', 'LinkThrottled', () => ({
    until: inMinutes(2),
    by: 'DEXCOM',
  })),
  failure('sign-in-unreachable', 'sign-in', 'DexcomUnreachable', () => ({ retryAt: inMinutes(2) })),
  failure('sign-in-unsettled', 'sign-in', 'LinkAttemptUnsettled'),
  failure('token-revoked-meanwhile', 'token-REVOKED', 'LinkTokenRefused', () => ({
    verdict: 'REVOKED',
  })),
  failure('region-unsupported', 'region', 'RegionUnsupported'),
  failure('account-taken', 'problem-accountTaken', 'AccountTaken'),
  failure('other-account', 'problem-otherAccount', 'OtherAccountConnected'),
  failure('not-connected', 'problem-notConnected', 'NotConnected'),
  failure('invalid', 'problem-unknown', 'InvalidArgument', () => ({ argument: 'username' })),
  // What a consent ends with is told in the gateway's words, should a login be answered so.
  failure('consent-refused', 'problem-unknown', 'ConsentRefused'),
  failure('consent-expired', 'problem-unknown', 'ConsentExpired'),
  failure('other-wearer', 'problem-unknown', 'OtherWearer'),
  failure('provider-not-configured', 'problem-unknown', 'ProviderNotConfigured'),
  failure('app-full', 'problem-unknown', 'AppConnectionsExhausted'),
];

function failure(
  name: string,
  screen: string,
  typeName: string,
  facts: () => object = () => ({}),
): Scene & { readonly typeName: string } {
  const show = (page: Page, words: Texts) =>
    signInTo(page, words, { __typename: typeName, ...error, ...facts() });
  return { name, screen, typeName, show };
}

/** Every state of a connection, with the screen that shows it. */
export const states: readonly (Scene & { readonly state: string })[] = [
  'FRESH',
  'DELAYED',
  'WAITING',
  'NO_RECENT_DATA',
  'SHARING_OFF',
  'NO_FOLLOWER',
  'CREDENTIALS_REFUSED',
  'NEEDS_ATTENTION',
  'LOCKED_OUT',
  'THROTTLED',
  'UNREACHABLE',
  'CLOCK_WRONG',
  'GATEWAY_FAULT',
  'DISCONNECTED',
  'NOT_POLLED',
].map((state) => ({
  name: `state-${state}`,
  screen: state === 'FRESH' || state === 'DELAYED' ? 'done' : `state-${state}`,
  state,
  show: (page: Page, words: Texts) => showState(page, words, state),
}));

async function showState(
  page: Page,
  words: Texts,
  state: string,
  action: string | null = null,
): Promise<void> {
  const hasEnd = state === 'LOCKED_OUT' || state === 'THROTTLED';
  await answerWith(page, {
    LinkOutcome: {
      linkOutcome: {
        verdict: 'USED',
        now: new Date().toISOString(),
        checkAllowedAt: new Date().toISOString(),
        connection: { state, stateUntil: hasEnd ? inMinutes(9) : null, action },
        reading: state === 'FRESH' ? reading() : null,
      },
    },
  });
  const connected = { connectionId: crypto.randomUUID(), isNew: true, state };
  await signInTo(page, words, { __typename: 'LinkSuccess', ...connected });
}

const reading = () => ({
  takenAt: inMinutes(-2),
  valueMgDl: 123,
  valueMmolL: 6.8,
  range: 'IN_RANGE',
  trend: 'FORTY_FIVE_UP',
  trendArrow: '↗',
});

/** Every verdict on a token, but that it works. */
export const verdicts: readonly (Scene & { readonly verdict: string })[] = [
  'UNKNOWN',
  'EXPIRED',
  'USED',
  'REVOKED',
].map((verdict) => ({
  name: `token-${verdict}`,
  screen: `token-${verdict}`,
  verdict,
  show: async (page: Page) => {
    await answerWith(page, {
      LinkSession: ({ linkSession }) => ({ linkSession: { ...(linkSession as Answer), verdict } }),
    });
    await page.reload();
  },
}));

const others: readonly Scene[] = [
  {
    name: 'closed-while-sharing-is-off',
    screen: 'closed',
    show: async (page, words) => {
      await showState(page, words, 'SHARING_OFF');
      await page.locator('[data-screen=state-SHARING_OFF]').waitFor();
      await press(page, words.common.close);
      await page.getByText(words.states.SHARING_OFF.title).first().waitFor();
    },
  },
  {
    name: 'link-tells-no-more',
    screen: 'state-SHARING_OFF',
    show: async (page, words) => {
      await showState(page, words, 'SHARING_OFF');
      await page.locator('[data-screen=state-SHARING_OFF]').waitFor();
      const nothing = { verdict: 'UNKNOWN', checkAllowedAt: null, connection: null, reading: null };
      await answerWith(page, {
        LinkOutcome: { linkOutcome: { ...nothing, now: new Date().toISOString() } },
        CheckLink: { checkLink: { __typename: 'NotConnected', code: 'NOT_CONNECTED' } },
      });
      await press(page, words.watching.checkAgain);
      await page.getByText(words.watching.lookOver).first().waitFor();
    },
  },
  {
    name: 'old-readings',
    screen: 'state-WAITING',
    show: async (page, words) => {
      await showState(page, words, 'WAITING', 'CHECK_PHONE_AND_SENSOR');
      await page.getByText(words.watching.oldReading.title).first().waitFor();
    },
  },
  {
    name: 'sensor-error',
    screen: 'state-WAITING',
    show: async (page, words) => {
      await showState(page, words, 'WAITING', 'CHECK_SENSOR');
      await page.getByText(words.watching.sensorError.title).first().waitFor();
    },
  },
  {
    name: 'connecting',
    screen: 'connecting',
    show: async (page, words) => {
      await answerWith(page, { Link: 'never' });
      await jump(page, atSignIn);
      await signIn(page, words);
    },
  },
  {
    name: 'connecting-lost',
    screen: 'connecting',
    show: async (page, words) => {
      await lose(page, 'Link');
      await answerWith(page, { LinkAttempt: 'never' });
      await jump(page, atSignIn);
      await signIn(page, words);
      await page.getByText(words.connecting.lost).first().waitFor();
    },
  },
  {
    name: 'lost-at-opening',
    screen: 'not-opened',
    show: async (page) => {
      await lose(page, 'LinkSession');
      await page.reload();
    },
  },
  {
    name: 'stop-question',
    screen: 'sign-in',
    show: async (page, words) => {
      await jump(page, atSignIn);
      await page.getByLabel(words.signIn.name).fill('anna');
      await press(page, words.common.close);
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'closed',
    screen: 'closed',
    show: async (page, words) => {
      await page.reload();
      await press(page, words.common.close);
    },
  },
];

export const scenes: readonly Scene[] = [...before, ...failures, ...states, ...verdicts, ...others];
