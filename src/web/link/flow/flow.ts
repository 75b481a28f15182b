import type { AppKind, Region, Step } from './steps.ts';

/**
 * Where a wearer is in the wizard, and what they have chosen. It holds no name and no password, so
 * that it may be kept in the browser's history, and a reload comes back to the same screen.
 */
export interface Flow {
  readonly step: Step;
  /** Whether the login is that of somebody whom the person at the page cares for. */
  readonly isForAnother: boolean;
  readonly app: AppKind | null;
  readonly region: Region | null;
}

export const firstFlow: Flow = { step: 'whose', isForAnother: false, app: null, region: null };

/** A reconnect begins with the login: all before it was told when the account was linked. */
export function flowOfSession(session: {
  readonly mode: 'CONNECT' | 'RECONNECT';
  readonly region: Region | null;
}): Flow {
  const { region } = session;
  const isKnown = session.mode === 'RECONNECT' && region !== null;
  return { ...firstFlow, region, step: isKnown ? 'sign-in' : 'whose' };
}

/** What stands in an entry of the history. */
export interface Restored {
  readonly flow: Flow;
  /** Whether the wizard had ended there. */
  readonly isOver: boolean;
}

const overSteps: ReadonlySet<Step> = new Set(['done', 'problem', 'token', 'closed']);

/**
 * What an entry of the history says, as far as it can be: a step whose choices are lost falls back
 * to the one where they are made, and of a login that was under way only the form is left, since
 * what became of it is looked up.
 */
export function flowOfHistory(state: unknown): Restored | null {
  if (!isFlow(state)) return null;
  return { flow: { ...state, step: reachable(state) }, isOver: overSteps.has(state.step) };
}

function reachable({ step, app, region }: Flow): Step {
  const isLate = step === 'sign-in' || step === 'connecting' || step === 'watching';
  if (isLate) return region === null ? 'region' : 'sign-in';
  return step === 'share' && app === null ? 'app' : step;
}

function isFlow(state: unknown): state is Flow {
  return typeof state === 'object' && state !== null && 'step' in state && 'isForAnother' in state;
}
