/** The screens before the login, in their order, and those after it. */
export const steps = [
  'whose',
  'app',
  'stelo',
  'receiver',
  'share',
  'follower',
  'region',
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

/** Where Back leads within a frame, whose entries in the history are its parent's too. */
export const stepBefore: Readonly<Record<Step, Step | null>> = {
  whose: null,
  app: 'whose',
  stelo: 'app',
  receiver: 'app',
  share: 'app',
  follower: 'share',
  region: 'follower',
  'sign-in': 'region',
  connecting: null,
  watching: null,
  done: null,
  problem: 'sign-in',
  token: null,
  closed: null,
};
