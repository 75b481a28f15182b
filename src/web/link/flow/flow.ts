import type { ConnectionState } from '#web/link/api/answers.ts';
import { stateWays } from './states.ts';
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
  /** The login that was sent and whose end is not known yet, by which it is looked up; no secret. */
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
  app: null,
  region: null,
  attemptId: null,
  language: null,
  end: null,
};

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
 * to the one where they are made, and of a login that was under way the form is left, and the id
 * by which it is looked up.
 */
export function flowOfHistory(state: unknown): Restored | null {
  if (!isFlow(state)) return null;
  const { isForAnother, app, region } = state;
  const attemptId = textOrNull(state.attemptId);
  const language = textOrNull(state.language);
  const end = isEnd(state.end) ? state.end : null;
  const flow = { step: reachable(state), isForAnother, app, region, attemptId, language, end };
  return { flow, isOver: overSteps.has(state.step) };
}

/** Another version of the page may have written it. */
function isEnd(end: unknown): end is End {
  if (typeof end !== 'object' || end === null || !('state' in end)) return false;
  return end.state === null || Object.hasOwn(stateWays, `${end.state}`);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function reachable({ step, app, region }: Flow): Step {
  const isLate = step === 'sign-in' || step === 'connecting' || step === 'watching';
  if (isLate) return region === null ? 'region' : 'sign-in';
  return step === 'share' && app === null ? 'app' : step;
}

function isFlow(state: unknown): state is Flow {
  return typeof state === 'object' && state !== null && 'step' in state && 'isForAnother' in state;
}
