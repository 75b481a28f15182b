import type { Page } from 'playwright-core';
import type { Problem, RefusalKind } from '#src/web/link/flow/failures.ts';
import type { Texts } from '#src/web/link/texts/en.ts';
import { type Answer, answerWith, lose } from './answers.ts';
import { wearer } from './link-rig.ts';

/** One sight of the wizard, and how an open page is brought to it. */
export interface Scene {
  readonly name: string;
  /** The `data-screen` that it ends at. */
  readonly screen: string;
  /** The heading of the screen, out of the texts. */
  readonly title: (words: Texts) => string;
  /** What else stands there, of the sentences that could be mistaken for others. */
  readonly says?: (words: Texts) => readonly string[];
  /** What the alert says: its heading and its sentence. */
  readonly alert?: (words: Texts) => readonly string[];
  readonly show: (page: Page, words: Texts) => Promise<unknown>;
}

/** Waits until a page is at a scene, and says there what that scene is to say, and nothing else. */
export async function see(page: Page, scene: Scene, words: Texts): Promise<void> {
  const screen = page.locator(`[data-screen="${scene.screen}"]`);
  const name = scene.title(words);
  await screen.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  for (const text of scene.says?.(words) ?? []) {
    await screen.getByText(text, { exact: true }).first().waitFor();
  }
  const alert = screen.getByRole('alert');
  for (const text of scene.alert?.(words) ?? []) {
    await alert.getByText(text, { exact: true }).waitFor();
  }
  if (!scene.alert && (await alert.count()) > 0) throw new Error(`${scene.name} shows an alert`);
}

const team = 'Team';

/** What the page keeps in its history, from which a reload comes back to the same screen. */
interface Place {
  readonly step: string;
  readonly provider?: string;
  readonly app?: string;
  readonly region?: string;
  readonly isForAnother?: boolean;
}

/** The gateway has judged the token: from then on the wizard can be closed. */
const judged = '.foot button';

export async function jump(page: Page, place: Place): Promise<void> {
  // What it shows when the token is judged is written into its history too.
  await page.locator(judged).waitFor();
  const flow = { isForAnother: false, provider: null, app: null, region: null, ...place };
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

/** A link with which the wearer may consent at Dexcom as well as sign in here. */
async function offerBoth(page: Page, providers: readonly object[] = bothProviders): Promise<void> {
  await answerWith(page, {
    LinkSession: ({ linkSession }) => ({ linkSession: { ...(linkSession as Answer), providers } }),
  });
}

const bothProviders = [
  { provider: 'DEXCOM', regions: ['US', 'OUS', 'APAC'] },
  { provider: 'DEXCOM_V3', regions: ['US', 'OUS'] },
];
const atConsent: Place = { step: 'consent', provider: 'DEXCOM_V3', region: 'US' };

/** The way to Dexcom is answered so, and nobody goes there. */
async function setOutTo(page: Page, words: Texts, answer: Answer): Promise<void> {
  await offerBoth(page);
  await answerWith(page, { SetOut: { linkOAuthProvider: answer } });
  await jump(page, atConsent);
  await press(page, words.consent.go);
}

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
  {
    name: 'whose',
    screen: 'whose',
    title: (words) => words.whose.title(team),
    show: (page) => page.reload(),
  },
  { name: 'app', screen: 'app', title: (words) => words.app.title, show: at({ step: 'app' }) },
  {
    name: 'app-unsure',
    screen: 'app',
    title: (words) => words.app.title,
    says: (words) => [words.app.unsureHelp],
    show: async (page, words) => {
      await jump(page, { step: 'app' });
      await press(page, words.app.unsure);
    },
  },
  {
    name: 'stelo',
    screen: 'stelo',
    title: (words) => words.stelo.title,
    show: at({ step: 'stelo' }),
  },
  {
    name: 'receiver',
    screen: 'receiver',
    title: (words) => words.receiver.title,
    show: at({ step: 'receiver' }),
  },
  ...(['g6', 'g7', 'one', 'onePlus'] as const).map((app) => ({
    name: `share-${app}`,
    screen: 'share',
    title: (words: Texts) => words.share.title,
    says: (words: Texts) => words.share.steps[app],
    show: at({ step: 'share', app }),
  })),
  {
    name: 'share-lost',
    screen: 'share',
    title: (words) => words.share.title,
    show: async (page, words) => {
      await jump(page, { step: 'share', app: 'g7' });
      await press(page, words.share.lost);
    },
  },
  {
    name: 'follower',
    screen: 'follower',
    title: (words) => words.follower.title,
    show: at({ step: 'follower', app: 'g7' }),
  },
  {
    name: 'whose-both',
    screen: 'whose',
    title: (words) => words.whose.title(team),
    says: (words) => words.whose.factsOfBoth.map(([, fact]) => fact(team)),
    show: async (page) => {
      await offerBoth(page);
      await page.reload();
    },
  },
  {
    name: 'way',
    screen: 'way',
    title: (words) => words.way.title,
    says: (words) => [words.way.consentHint, words.way.passwordHint],
    show: async (page) => {
      await offerBoth(page);
      await jump(page, { step: 'way' });
    },
  },
  ...[false, true].map((isForAnother) => ({
    name: isForAnother ? 'consent-dependent' : 'consent',
    screen: 'consent',
    title: (words: Texts) => words.consent.title,
    says: ({ consent, signIn: words }: Texts) => [
      consent.words,
      isForAnother ? words.dependent : consent.own,
      consent.otherRegion,
    ],
    show: async (page: Page) => {
      await offerBoth(page);
      await jump(page, { ...atConsent, isForAnother });
    },
  })),
  {
    name: 'consenting',
    screen: 'consenting',
    title: (words) => words.opening.title,
    says: (words) => [words.consenting.asking],
    show: async (page) => {
      await offerBoth(page);
      await answerWith(page, { LinkAttempt: 'never' });
      const { hash, href } = new URL(page.url());
      await page.goto('about:blank');
      await page.goto(href.replace(hash, `${hash}&attempt=attempt-of-a-test`));
    },
  },
  {
    name: 'region',
    screen: 'region',
    title: (words) => words.region.title,
    show: at({ step: 'region' }),
  },
  {
    name: 'region-missing',
    screen: 'region',
    title: (words) => words.region.title,
    alert: (words) => [words.region.missing],
    show: async (page, words) => {
      await jump(page, { step: 'region' });
      await press(page, words.common.goOn);
    },
  },
  {
    name: 'sign-in',
    screen: 'sign-in',
    title: (words) => words.signIn.title,
    says: (words) => [words.signIn.own],
    show: at(atSignIn),
  },
  {
    name: 'sign-in-dependent',
    screen: 'sign-in',
    title: (words) => words.signIn.title,
    says: (words) => [words.signIn.dependent],
    show: at({ ...atSignIn, isForAnother: true }),
  },
  {
    name: 'sign-in-mistakes',
    screen: 'sign-in',
    title: (words) => words.signIn.title,
    alert: (words) => [words.signIn.nameMissing, words.signIn.passwordMissing],
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
  refusal('sign-in-refused', 'refused', 'CredentialsRefused', () => ({
    retryAt: inMinutes(1),
    attemptsLeft: 1,
  })),
  refusal('sign-in-refused-last', 'refusedLast', 'CredentialsRefused', () => ({
    retryAt: inMinutes(10),
    attemptsLeft: 0,
  })),
  refusal('sign-in-locked-out', 'lockedOut', 'AccountLockedOut', () => ({ until: inMinutes(10) })),
  refusal('sign-in-too-fast', 'throttledByGateway', 'LinkThrottled', () => ({
    until: inMinutes(1),
    by: 'GATEWAY',
  })),
  refusal('sign-in-throttled', 'throttledByDexcom', 'LinkThrottled', () => ({
    until: inMinutes(2),
    by: 'DEXCOM',
  })),
  refusal('sign-in-unreachable', 'unreachable', 'DexcomUnreachable', () => ({
    retryAt: inMinutes(2),
  })),
  refusal('sign-in-unsettled', 'unsettled', 'LinkAttemptUnsettled'),
  failure({
    name: 'token-revoked-meanwhile',
    screen: 'token-REVOKED',
    title: (words) => words.tokens.REVOKED.title,
    says: (words) => [words.tokens.REVOKED.words],
    typeName: 'LinkTokenRefused',
    facts: () => ({ verdict: 'REVOKED' }),
  }),
  failure({
    name: 'region-unsupported',
    screen: 'region',
    title: (words) => words.region.title,
    alert: (words) => [words.region.unsupported],
    typeName: 'RegionUnsupported',
  }),
  problem('account-taken', 'accountTaken', 'AccountTaken'),
  problem('other-account', 'otherAccount', 'OtherAccountConnected'),
  problem('not-connected', 'notConnected', 'NotConnected'),
  problem('invalid', 'unknown', 'InvalidArgument', () => ({ argument: 'username' })),
  ...(
    [
      ['consent-refused', 'consentRefused', 'ConsentRefused'],
      ['consent-expired', 'consentExpired', 'ConsentExpired'],
      ['other-wearer', 'otherWearer', 'OtherWearer'],
      ['provider-not-configured', 'notConfigured', 'ProviderNotConfigured'],
      ['app-full', 'appFull', 'AppConnectionsExhausted'],
    ] as const
  ).map(([name, kind, typeName]) => ({
    ...problem(name, kind, typeName),
    show: (page: Page, words: Texts) => setOutTo(page, words, { __typename: typeName, ...error }),
  })),
];

interface FailureScene extends Omit<Scene, 'show'> {
  readonly typeName: string;
  readonly facts?: () => object;
}

function failure({ facts, ...scene }: FailureScene): Scene & { readonly typeName: string } {
  const answer = () => ({ __typename: scene.typeName, ...error, ...facts?.() });
  return { ...scene, show: (page, words) => signInTo(page, words, answer()) };
}

/** One after which the login is tried again. */
function refusal(name: string, kind: RefusalKind, typeName: string, facts?: () => object) {
  return failure({
    name,
    screen: 'sign-in',
    title: (words) => words.signIn.title,
    alert: ({ refusals }) => [refusals[kind].title, refusals[kind].words],
    typeName,
    ...(facts ? { facts } : {}),
  });
}

/** One that the wearer cannot mend at the page. */
function problem(name: string, kind: Problem['kind'], typeName: string, facts?: () => object) {
  return failure({
    name,
    screen: `problem-${kind}`,
    title: ({ problems }) => problems[kind].title,
    says: ({ problems }) => [problems[kind].words(team)],
    typeName,
    ...(facts ? { facts } : {}),
  });
}

/** Every state of a connection, with the screen that shows it. */
export const states: readonly (Scene & { readonly state: string })[] = (
  [
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
  ] as const
).map((state) => ({
  name: `state-${state}`,
  screen: state === 'FRESH' || state === 'DELAYED' ? 'done' : `state-${state}`,
  title: (words: Texts) => words.states[state].title,
  says: (words: Texts) => [words.states[state].words],
  state,
  show: (page: Page, words: Texts) => showState(page, words, state),
}));

async function showState(
  page: Page,
  words: Texts,
  state: string,
  action: string | null = null,
  stateSince = inMinutes(-1),
): Promise<void> {
  const hasEnd = state === 'LOCKED_OUT' || state === 'THROTTLED';
  const stateUntil = hasEnd ? inMinutes(9) : null;
  const connectionId = crypto.randomUUID();
  await answerWith(page, {
    LinkOutcome: {
      linkOutcome: {
        verdict: 'USED',
        now: new Date().toISOString(),
        checkAllowedAt: new Date().toISOString(),
        connection: { connectionId, provider: 'DEXCOM', state, stateSince, stateUntil, action },
        reading: state === 'FRESH' ? reading() : null,
      },
    },
  });
  const connected = { connectionId, isNew: true, state };
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
export const verdicts: readonly (Scene & { readonly verdict: string })[] = (
  ['UNKNOWN', 'EXPIRED', 'USED', 'REVOKED'] as const
).map((verdict) => ({
  name: `token-${verdict}`,
  screen: `token-${verdict}`,
  title: (words: Texts) => words.tokens[verdict].title,
  says: (words: Texts) => [words.tokens[verdict].words],
  verdict,
  show: async (page: Page) => {
    await answerWith(page, {
      LinkSession: ({ linkSession }) => ({ linkSession: { ...(linkSession as Answer), verdict } }),
    });
    await page.reload();
  },
}));

/** What became of a consent, of which the past comes in. */
async function showHistory(page: Page, state: string, more: Answer = {}): Promise<void> {
  const connectionId = crypto.randomUUID();
  const [from, to] = [inMinutes(-30 * 1_440), inMinutes(0)];
  const historicalPull = { state, from, to, doneDownTo: inMinutes(-12 * 1_440) };
  const connection = { connectionId, provider: 'DEXCOM_V3', state: 'FRESH', historicalPull };
  const told = { stateSince: inMinutes(-1), stateUntil: null, action: null, ...more };
  await offerBoth(page);
  await answerWith(page, {
    LinkSession: ({ linkSession }) => ({
      linkSession: { ...(linkSession as Answer), verdict: 'USED' },
    }),
    LinkOutcome: {
      linkOutcome: {
        ...{ verdict: 'USED', now: new Date().toISOString(), checkAllowedAt: null },
        connection: { ...connection, ...told },
        reading: state === 'COMPLETE' ? { ...reading(), takenAt: inMinutes(-75) } : null,
      },
    },
  });
  await page.reload();
}

const others: readonly Scene[] = [
  {
    name: 'history-coming',
    screen: 'state-history',
    title: (words) => words.history.coming.title,
    says: (words) => [words.history.progress(12, 30), words.history.late, words.history.leave],
    show: (page) => showHistory(page, 'PULLING'),
  },
  {
    name: 'history-here',
    screen: 'done',
    title: (words) => words.history.here.title,
    says: (words) => [words.history.here.words, words.history.late, words.done.age(75)],
    show: (page) => showHistory(page, 'COMPLETE'),
  },
  {
    name: 'history-refused',
    screen: 'done',
    title: (words) => words.history.refused.title,
    says: (words) => [words.history.refused.words],
    show: (page) => showHistory(page, 'REFUSED'),
  },
  {
    name: 'closed-while-the-past-comes',
    screen: 'closed',
    title: (words) => words.history.coming.title,
    says: (words) => [words.history.coming.words],
    show: async (page, words) => {
      await showHistory(page, 'PULLING');
      await press(page, words.common.close);
    },
  },
  ...(['CREDENTIALS_REFUSED', 'NEEDS_ATTENTION'] as const).map((state) => ({
    name: `consent-${state}`,
    screen: `state-${state}`,
    title: (words: Texts) => words.history.states[state]?.title ?? '',
    says: (words: Texts) => [words.history.states[state]?.words ?? ''],
    show: (page: Page) => showHistory(page, 'PULLING', { state }),
  })),
  {
    name: 'consent-too-often',
    screen: 'consent',
    title: (words) => words.consent.title,
    alert: ({ consent: { refusals } }) => [
      refusals.throttledByGateway?.title ?? '',
      refusals.throttledByGateway?.words ?? '',
    ],
    show: (page, words) =>
      setOutTo(page, words, {
        ...{ __typename: 'LinkThrottled', by: 'GATEWAY', until: inMinutes(10) },
        ...error,
      }),
  },
  {
    name: 'nothing-to-link',
    screen: 'problem-notConfigured',
    title: (words) => words.problems.notConfigured.title,
    show: async (page) => {
      await offerBoth(page, []);
      await page.reload();
    },
  },
  {
    name: 'closed-while-sharing-is-off',
    screen: 'closed',
    title: (words) => words.states.SHARING_OFF.title,
    says: (words) => [words.states.SHARING_OFF.words],
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
    title: (words) => words.states.SHARING_OFF.title,
    says: (words) => [words.watching.lookOver],
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
    name: 'late-hints',
    screen: 'state-WAITING',
    title: (words) => words.states.WAITING.title,
    says: (words) => [...words.watching.late, ...words.watching.lateHints],
    show: (page, words) => showState(page, words, 'WAITING', null, inMinutes(-16)),
  },
  {
    name: 'old-readings',
    screen: 'state-WAITING',
    title: (words) => words.watching.oldReading.title,
    says: (words) => [words.watching.oldReading.words],
    show: async (page, words) => {
      await showState(page, words, 'WAITING', 'CHECK_PHONE_AND_SENSOR');
      await page.getByText(words.watching.oldReading.title).first().waitFor();
    },
  },
  {
    name: 'sensor-error',
    screen: 'state-WAITING',
    title: (words) => words.watching.sensorError.title,
    says: (words) => [words.watching.sensorError.words],
    show: async (page, words) => {
      await showState(page, words, 'WAITING', 'CHECK_SENSOR');
      await page.getByText(words.watching.sensorError.title).first().waitFor();
    },
  },
  {
    name: 'connecting',
    screen: 'connecting',
    title: (words) => words.connecting.title,
    show: async (page, words) => {
      await answerWith(page, { Link: 'never' });
      await jump(page, atSignIn);
      await signIn(page, words);
    },
  },
  {
    name: 'connecting-lost',
    screen: 'connecting',
    title: (words) => words.connecting.title,
    says: (words) => [words.connecting.lost],
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
    title: (words) => words.refusals.lost.title,
    says: (words) => [words.refusals.lost.words],
    show: async (page) => {
      await lose(page, 'LinkSession');
      await page.reload();
    },
  },
  {
    name: 'stop-question',
    screen: 'sign-in',
    title: (words) => words.signIn.title,
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
    title: (words) => words.closing.title,
    says: (words) => [words.closing.words],
    show: async (page, words) => {
      await page.reload();
      await press(page, words.common.close);
    },
  },
];

export const scenes: readonly Scene[] = [...before, ...failures, ...states, ...verdicts, ...others];
