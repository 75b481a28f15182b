/**
 * Which stretch of a history is asked for next, and what follows from an answer. Pure.
 */
export interface PullState {
  /** As far back as is wanted, and what is kept already, from there on. */
  readonly fromMs: number;
  readonly doneDownToMs: number;
  readonly windowMinutes: number;
  /** Answers in a row that were none. */
  readonly failureCount: number;
}

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export type PullAnswer =
  | 'read'
  /** A poll has to renew the session first. */
  | 'session-ended'
  | { readonly throttledMs: number | null }
  | { readonly isHanging: boolean };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** No query may ask for more: thirty days. */
export const windowMinutesMax = 30 * 24 * 60;
/** What hangs is asked for in halves, down to this. */
const windowMinutesMin = 60;
/** Windows overlap, since nobody knows to which of two a bound belongs. */
const overlapMs = minuteMs;
/** From one window of a connection to the next. */
const pauseMs = 1_000;
const sessionMs = 20_000;
const throttledMsMin = 10 * minuteMs;
const failureMs = { min: 30_000, max: hourMs };

export function nextStretch({ fromMs, doneDownToMs, windowMinutes }: PullState): Stretch {
  const toMs = doneDownToMs + overlapMs;
  return { fromMs: Math.max(fromMs, toMs - windowMinutes * minuteMs), toMs };
}

export interface PullStep extends Omit<PullState, 'fromMs'> {
  /** Null where all is kept. */
  readonly waitMs: number | null;
}

export function afterAnswer(state: PullState, stretch: Stretch, answer: PullAnswer): PullStep {
  const { fromMs, doneDownToMs, windowMinutes, failureCount } = state;
  if (answer === 'read') {
    const isDone = stretch.fromMs <= fromMs;
    const waitMs = isDone ? null : pauseMs;
    return { doneDownToMs: stretch.fromMs, windowMinutes, failureCount: 0, waitMs };
  }
  const kept = { doneDownToMs, windowMinutes };
  if (answer === 'session-ended') return { ...kept, failureCount, waitMs: sessionMs };
  const failed = { ...kept, failureCount: failureCount + 1 };
  if ('throttledMs' in answer) {
    return { ...failed, waitMs: Math.max(throttledMsMin, answer.throttledMs ?? 0) };
  }
  const waitMs = Math.min(failureMs.max, failureMs.min * 2 ** Math.min(failureCount, 10));
  if (!answer.isHanging) return { ...failed, waitMs };
  const halved = Math.max(windowMinutesMin, Math.floor(windowMinutes / 2));
  return { ...failed, windowMinutes: halved, waitMs };
}
