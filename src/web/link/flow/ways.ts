import type { Provider, Session } from '#web/link/api/answers.ts';
import { type Flow, firstFlow } from './flow.ts';
import { consentWay, passwordWay, type Region, type Step } from './steps.ts';

type Ways = Pick<Session, 'providers'> | null;

/** Before the session is there a page is shown for a link of passwords alone. */
export function waysOf(session: Ways): readonly Provider[] {
  return session ? session.providers.map(({ provider }) => provider) : [passwordWay];
}

/** Where accounts may be for a way. */
export function regionsOf(session: Ways, way: Provider): readonly Region[] {
  const found = session?.providers.find(({ provider }) => provider === way);
  return (found?.regions ?? ['US', 'OUS', 'APAC']) as readonly Region[];
}

/** A reconnect begins with the login: all before it was told when the account was linked. */
export function flowOfSession(session: Pick<Session, 'mode' | 'region' | 'providers'>): Flow {
  const { mode, region } = session;
  const [way, ...others] = waysOf(session);
  if (mode === 'CONNECT' || region === null || way === undefined) return { ...firstFlow, region };
  if (others.length > 0) return { ...firstFlow, region, step: 'way' };
  if (way === consentWay) return { ...firstFlow, ...consentStepOf(session, region) };
  return { ...firstFlow, region, provider: passwordWay, step: 'sign-in' };
}

/** The step that follows on whose sensor it is, and the choice of a way. */
export function firstStepOf(session: Ways, region: Region | null): Partial<Flow> {
  const [way, ...others] = waysOf(session);
  if (way === undefined || others.length > 0) return { step: 'way', provider: null };
  return way === consentWay ? consentStepOf(session, region) : { step: 'app', provider: way };
}

/** Where the wearer consents, when it is known where their account is; else where they say it. */
export function consentStepOf(session: Ways, region: Region | null): Partial<Flow> {
  const regions = regionsOf(session, consentWay);
  const [only] = regions.length === 1 ? regions : [];
  const known = region !== null && regions.includes(region) ? region : (only ?? null);
  return { step: known === null ? 'region' : 'consent', provider: consentWay, region: known };
}

/** Where Back leads where no entry of the history is the wizard's. */
export function stepBefore({ step, provider }: Flow, session: Ways): Step | null {
  const start = waysOf(session).length > 1 ? 'way' : 'whose';
  if (provider !== consentWay) return stepsBefore[step] ?? (step === 'app' ? start : null);
  if (step === 'problem') return 'consent';
  if (step !== 'consent') return step === 'way' ? 'whose' : step === 'region' ? start : null;
  return regionsOf(session, consentWay).length > 1 ? 'region' : start;
}

const stepsBefore: Partial<Record<Step, Step>> = {
  way: 'whose',
  stelo: 'app',
  receiver: 'app',
  share: 'app',
  follower: 'share',
  region: 'follower',
  'sign-in': 'region',
  problem: 'sign-in',
};
