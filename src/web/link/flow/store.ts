import type { Outcome, Session } from '#web/link/api/answers.ts';
import type { Problem, RefusalKind, TokenVerdict } from './failures.ts';
import type { Flow } from './flow.ts';

/** All that the screens show. It never holds a password. */
export interface WizardState {
  readonly flow: Flow;
  /** Null until the gateway has judged the token. */
  readonly session: Session | null;
  /** Whether the token most probably works, so that what needs no session is shown before. */
  readonly isExpectedOpen: boolean;
  /** Why the token does not work; null while it does. */
  readonly verdict: TokenVerdict | null;
  /** Why the last login or consent was not taken. */
  readonly refusal: RefusalKind | null;
  /** Whether the gateway does not serve the region that was chosen. */
  readonly isRegionRefused: boolean;
  /** Before then no login is sent: milliseconds of the gateway's time. */
  readonly retryAtMs: number | null;
  /** Whether the answer to the login was lost, and is being looked up. */
  readonly isLost: boolean;
  readonly problem: Problem | null;
  /** Whether the account was connected before, and was renewed. */
  readonly isRenewed: boolean;
  /** Whether the wearer lets another account take the place of the one that is connected. */
  readonly replacesAccount: boolean;
  /** Whether the way to Dexcom's own page is asked for, or gone. */
  readonly isSettingOut: boolean;
  /** Where Dexcom's own page is opened beside a frame; null where it is not. */
  readonly startUrl: string | null;
  /** What became of the connection, as last looked at. */
  readonly outcome: Outcome | null;
  /** Whether the link tells no more of the connection: the page has stopped looking. */
  readonly isLookOver: boolean;
  /** When "Check again" may be pressed, of the gateway's time; null for never again. */
  readonly checkAtMs: number | null;
  readonly isChecking: boolean;
  /** What the last check came to, and when, of the gateway's time; null before the first. */
  readonly lastCheck: { readonly isAnswered: boolean; readonly atMs: number | null } | null;
  /** Whether the wearer is asked if they mean to stop. */
  readonly isAskedToStop: boolean;
}

export interface Store {
  get(): WizardState;
  set(change: Partial<WizardState>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore(flow: Flow, isExpectedOpen: boolean): Store {
  let state: WizardState = {
    flow,
    session: null,
    isExpectedOpen,
    verdict: null,
    refusal: null,
    isRegionRefused: false,
    retryAtMs: null,
    isLost: false,
    problem: null,
    isRenewed: false,
    replacesAccount: false,
    isSettingOut: false,
    startUrl: null,
    outcome: null,
    isLookOver: false,
    checkAtMs: null,
    isChecking: false,
    lastCheck: null,
    isAskedToStop: false,
  };
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
