import type { ConnectionState, Linked } from '#web/link/api/answers.ts';
import { consentWay } from './steps.ts';

/** What the page does while a connection is in a state. */
export interface StateWays {
  /** How often it looks again by itself; null for no more. */
  readonly looksEveryMs: number | null;
  /** The screen that shows how it is mended; "Check again" stands beside it. */
  readonly mend: 'share' | 'follower' | null;
  /** Whether it is the end: at once, when the wearer says so, or not. */
  readonly ends: 'yes' | 'by-choice' | 'no';
  /** Whether it ends at `stateUntil`, so that the time is shown. */
  readonly hasEnd?: true;
}

const minuteMs = 60_000;

/** A state that is new in the schema does not compile until it has its row here. */
export const stateWays: Readonly<Record<ConnectionState, StateWays>> = {
  FRESH: { looksEveryMs: null, mend: null, ends: 'yes' },
  DELAYED: { looksEveryMs: minuteMs, mend: null, ends: 'yes' },
  WAITING: { looksEveryMs: 5_000, mend: null, ends: 'by-choice' },
  NO_RECENT_DATA: { looksEveryMs: minuteMs, mend: null, ends: 'by-choice' },
  SHARING_OFF: { looksEveryMs: minuteMs, mend: 'share', ends: 'no' },
  NO_FOLLOWER: { looksEveryMs: minuteMs, mend: 'follower', ends: 'no' },
  CREDENTIALS_REFUSED: { looksEveryMs: minuteMs, mend: null, ends: 'no' },
  NEEDS_ATTENTION: { looksEveryMs: null, mend: null, ends: 'no' },
  LOCKED_OUT: { looksEveryMs: minuteMs, mend: null, ends: 'by-choice', hasEnd: true },
  THROTTLED: { looksEveryMs: minuteMs, mend: null, ends: 'by-choice', hasEnd: true },
  UNREACHABLE: { looksEveryMs: minuteMs, mend: null, ends: 'by-choice' },
  CLOCK_WRONG: { looksEveryMs: minuteMs, mend: null, ends: 'by-choice' },
  GATEWAY_FAULT: { looksEveryMs: null, mend: null, ends: 'by-choice' },
  DISCONNECTED: { looksEveryMs: null, mend: null, ends: 'no' },
  NOT_POLLED: { looksEveryMs: minuteMs, mend: null, ends: 'by-choice' },
};

/** How the past of who consented comes in. */
const histories = ['coming', 'here', 'refused'] as const;
export type History = (typeof histories)[number];

export function isHistory(value: unknown): value is History {
  return histories.some((history) => history === value);
}

/** In these Dexcom tells what it has: of who consented that is the past, and each number hours late. */
const tellingStates: ReadonlySet<ConnectionState> = new Set([
  'FRESH',
  'DELAYED',
  'WAITING',
  'NO_RECENT_DATA',
]);

/** How the past comes in; null where none does, or something is in the way that has its own screen. */
export function historyOf({
  provider,
  state,
  historicalPull,
}: Pick<Linked, 'provider' | 'state' | 'historicalPull'>): History | null {
  if (provider !== consentWay || !tellingStates.has(state)) return null;
  if (historicalPull?.state === 'REFUSED') return 'refused';
  return historicalPull?.state === 'PULLING' ? 'coming' : 'here';
}

/** A live number is not waited for where each is hours late: it ends when the past is here. */
const historyWays: Readonly<Record<History, StateWays>> = {
  coming: { looksEveryMs: 3_000, mend: null, ends: 'by-choice' },
  here: { looksEveryMs: null, mend: null, ends: 'yes' },
  refused: { looksEveryMs: null, mend: null, ends: 'yes' },
};

export function waysOfLinked(linked: Linked): StateWays {
  const history = historyOf(linked);
  return history === null ? stateWays[linked.state] : historyWays[history];
}

/** Whether numbers come, or will by themselves. */
export function isOnItsWay(state: ConnectionState): boolean {
  return state === 'WAITING' || stateWays[state].ends === 'yes';
}

/** After this long the first reading is late, and the page says what may be in its way. */
export const lateAfterMs = 15 * minuteMs;

/** What is awaited mostly comes at once: the page looks often for a minute, and then less so. */
export function lookDelayMs(linked: Linked, watchedMs: number): number | null {
  const { looksEveryMs } = waysOfLinked(linked);
  const isAwaited = linked.state === 'WAITING' || historyOf(linked) === 'coming';
  return looksEveryMs !== null && isAwaited && watchedMs > minuteMs ? 15_000 : looksEveryMs;
}

/** How long after a look that failed the next one is made, by how many have failed in a row. */
export function retryDelayMs(failures: number, chance: number): number {
  const delayMs = Math.min(40_000, 5_000 * 2 ** Math.max(0, failures - 1));
  return delayMs * (0.75 + chance / 2);
}
