import type { ConnectionState, Provider } from '#web/link/api/answers.ts';
import { type History, isHistory, stateWays } from './states.ts';
import { type AppKind, consentWay, type Region, type Step } from './steps.ts';

/**
 * Where a wearer is in the wizard, and what they have chosen. It holds no name and no password, so
 * that it may be kept in the browser's history, and a reload comes back to the same screen.
 */
export interface Flow {
  readonly step: Step;
  /** Whether the login is that of somebody whom the person at the page cares for. */
  readonly isForAnother: boolean;
  /** At which provider; null while it is not chosen. */
  readonly provider: Provider | null;
  readonly app: AppKind | null;
  readonly region: Region | null;
  /** The login or consent whose end is not known yet, by which it is looked up; no secret. */
  readonly attemptId: string | null;
  /** The language that the wearer chose here; null for that of the page. */
  readonly language: string | null;
  /** How the wizard ended; null before. */
  readonly end: End | null;
}

/** What is kept of the end, since the link tells no more after a reload: no name, and no number. */
export interface End {
  /** What the connection was; null where there is none. */
  readonly state: ConnectionState | null;
  /** How their past came in of who consented; null of others. */
  readonly history: History | null;
  /** Whether the wearer left while a login was under way. */
  readonly isUnderWay: boolean;
  /** The way back to the team, with how it ended; null for none. */
  readonly returnTo: string | null;
  /** Whom a framed page tells what is done here. */
  readonly parentOrigin: string | null;
}

export const firstFlow: Flow = {
  step: 'whose',
  isForAnother: false,
  provider: null,
  app: null,
  region: null,
  attemptId: null,
  language: null,
  end: null,
};

/** What stands in an entry of the history. */
export interface Restored {
  readonly flow: Flow;
  /** Whether the wizard had ended there. */
  readonly isOver: boolean;
}

const overSteps: ReadonlySet<Step> = new Set(['done', 'problem', 'token', 'closed']);

/**
 * What an entry of the history says, as far as it can be: a step whose choices are lost falls back
 * to the one where they are made, and of a login that was under way the form is left, and the id
 * by which it is looked up.
 */
export function flowOfHistory(state: unknown): Restored | null {
  if (!isFlow(state)) return null;
  const { isForAnother, provider = null, app, region } = state;
  const attemptId = textOrNull(state.attemptId);
  const language = textOrNull(state.language);
  const end = isEnd(state.end) ? state.end : null;
  const chosen = { isForAnother, provider, app, region };
  const flow = { step: reachable(state), ...chosen, attemptId, language, end };
  return { flow, isOver: overSteps.has(state.step) };
}

/** Another version of the page may have written it. */
function isEnd(end: unknown): end is End {
  if (typeof end !== 'object' || end === null || !('state' in end)) return false;
  if ('history' in end && end.history !== null && !isHistory(end.history)) return false;
  return end.state === null || Object.hasOwn(stateWays, `${end.state}`);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const lateSteps: ReadonlySet<Step> = new Set(['consent', 'consenting', 'watching']);

function reachable({ step, provider, app, region }: Flow): Step {
  if (provider === consentWay && lateSteps.has(step)) return 'consent';
  const isLate = step === 'sign-in' || step === 'connecting' || step === 'watching';
  if (isLate) return region === null ? 'region' : 'sign-in';
  return step === 'share' && app === null ? 'app' : step;
}

function isFlow(state: unknown): state is Flow {
  return typeof state === 'object' && state !== null && 'step' in state && 'isForAnother' in state;
}
