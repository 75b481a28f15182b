import type { Provider } from '#web/link/api/answers.ts';

/** At which provider an account is linked: with a password, or by a consent at Dexcom's own page. */
export const passwordWay = 'DEXCOM' satisfies Provider;
export const consentWay = 'DEXCOM_V3' satisfies Provider;

/** The screens before the login, in their order, and those after it. */
export const steps = [
  'whose',
  'way',
  'app',
  'stelo',
  'receiver',
  'share',
  'follower',
  'region',
  'consent',
  'consenting',
  'sign-in',
  'connecting',
  'watching',
  'done',
  'problem',
  'token',
  'closed',
] as const;
export type Step = (typeof steps)[number];

/** These say and ask nothing that depends on the session, and can be shown before it is there. */
export const earlySteps: ReadonlySet<Step> = new Set([
  'whose',
  'app',
  'stelo',
  'receiver',
  'share',
  'region',
]);

export type AppKind = 'g6' | 'g7' | 'one' | 'onePlus';
export type Region = 'US' | 'OUS' | 'APAC';
