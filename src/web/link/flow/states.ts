import type { ConnectionState } from '#web/link/api/answers.ts';

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

/** Whether numbers come, or will by themselves. */
export function isOnItsWay(state: ConnectionState): boolean {
  return state === 'WAITING' || stateWays[state].ends === 'yes';
}

/** After this long the first reading is late, and the page says what may be in its way. */
export const lateAfterMs = 15 * minuteMs;

/** The first reading mostly comes at once: the page looks often for a minute, and then less so. */
export function lookDelayMs(state: ConnectionState, watchedMs: number): number | null {
  const { looksEveryMs } = stateWays[state];
  return state === 'WAITING' && watchedMs > minuteMs ? 15_000 : looksEveryMs;
}

/** How long after a look that failed the next one is made, by how many have failed in a row. */
export function retryDelayMs(failures: number, chance: number): number {
  const delayMs = Math.min(40_000, 5_000 * 2 ** Math.max(0, failures - 1));
  return delayMs * (0.75 + chance / 2);
}
