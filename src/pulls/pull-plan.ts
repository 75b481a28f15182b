import { type PullResource, resourceFacts } from './resource.ts';

/**
 * What is asked for next of a pull, and what follows from an answer. Pure.
 */
export interface PullState {
  /** As far back as is wanted, and what is kept already, from there on. */
  readonly fromMs: number;
  /** Up to when the past is pulled: when the connection was linked. */
  readonly toMs: number;
  readonly doneDownToMs: number;
  readonly windowMinutes: number;
  /** Answers in a row that were none. */
  readonly failureCount: number;
  /** Since when the API refuses what is asked; null where it does not. */
  readonly refusedAtMs: number | null;
  /** When the past was here; null while it is pulled. */
  readonly endedAtMs: number | null;
  /** When was last asked what there is. */
  readonly lookedAtMs: number | null;
  /** It pulls what came after the past was here, and polls do not see. */
  readonly isLate: boolean;
}

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * - `past`: a stretch of the past. `lately`: what was entered or changed in the last days.
 * - `range`: of when there are records at all; or of when those are that came since a moment.
 */
export type PullAsk =
  | ({ readonly kind: 'past' | 'lately' } & Stretch)
  | { readonly kind: 'range'; readonly sinceMs: number | null }
  | { readonly kind: 'devices' };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** No query may ask for more: thirty days. */
export const windowMinutesMax = 30 * 24 * 60;
/** What hangs or is refused is asked for in halves, down to this. */
const windowMinutesMin = 60;
/** Windows overlap, since nobody knows to which of two a bound belongs. */
const overlapMs = minuteMs;
/** What is left of the past because of the overlaps is worth no window of its own. */
const restMs = 10 * minuteMs;
/** What came while a look was answered is looked for once more. */
const lookOverlapMs = 10 * minuteMs;

export function nextAsk(resource: PullResource, state: PullState, nowMs: number): PullAsk {
  const { fromMs, doneDownToMs, windowMinutes, endedAtMs, lookedAtMs, isLate } = state;
  if (endedAtMs === null) {
    // Where more than one window is wanted, it is first asked whether there are so many.
    const isLong = doneDownToMs - fromMs > windowMinutesMax * minuteMs;
    if (resource === 'GLUCOSE' && isLong && lookedAtMs === null && !isLate) {
      return { kind: 'range', sinceMs: null };
    }
    const toMs = doneDownToMs + overlapMs;
    return { kind: 'past', fromMs: Math.max(fromMs, toMs - windowMinutes * minuteMs), toMs };
  }
  if (resource === 'DEVICES') return { kind: 'devices' };
  if (resource === 'GLUCOSE') {
    return { kind: 'range', sinceMs: (lookedAtMs ?? endedAtMs) - lookOverlapMs };
  }
  const { lookBackMs } = resourceFacts[resource];
  return { kind: 'lately', fromMs: nowMs - lookBackMs, toMs: nowMs + overlapMs };
}

/** Of when there are readings; null for none. */
export type ToldRange = Stretch | null;

export type PullAnswer =
  | { readonly kind: 'read'; readonly range?: ToldRange }
  /** A poll has to renew the session first. */
  | { readonly kind: 'session-ended' }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable'; readonly isHanging: boolean };

export interface PullStep extends PullState {
  readonly waitMs: number;
}

const sessionMs = 20_000;
const throttledMsMin = 10 * minuteMs;
const failureMs = { min: 30_000, max: hourMs };
/** So often in a row, and in windows that are shorter and shorter, a refusal is taken for a passing one. */
const refusalsMax = 4;
/** Then it is asked again so seldom, in case the API has changed its mind. */
const refusedEveryMs = dayMs;

export function afterAnswer(
  resource: PullResource,
  state: PullState,
  ask: PullAsk,
  answer: PullAnswer,
  nowMs: number,
): PullStep {
  const { windowMinutes, failureCount } = state;
  switch (answer.kind) {
    case 'read':
      return afterRead(resource, state, ask, answer.range ?? null, nowMs);
    case 'session-ended':
      return { ...state, waitMs: sessionMs };
    case 'throttled': {
      const waitMs = Math.max(throttledMsMin, answer.retryAfterMs ?? 0);
      return { ...state, failureCount: failureCount + 1, waitMs };
    }
    case 'refused': {
      const isForGood = failureCount + 1 >= refusalsMax;
      return {
        ...failed(state),
        windowMinutes: halved(windowMinutes),
        refusedAtMs: isForGood ? (state.refusedAtMs ?? nowMs) : state.refusedAtMs,
        ...(isForGood && { waitMs: refusedEveryMs }),
      };
    }
    case 'unavailable': {
      const shorter = answer.isHanging ? { windowMinutes: halved(windowMinutes) } : {};
      return { ...failed(state), ...shorter };
    }
  }
}

/** An answer that is lost for good leaves the state as it was, and is waited for longer each time. */
function failed(state: PullState): PullStep {
  const { failureCount } = state;
  const waitMs = Math.min(failureMs.max, failureMs.min * 2 ** Math.min(failureCount, 10));
  return { ...state, failureCount: failureCount + 1, waitMs };
}

function halved(windowMinutes: number): number {
  return Math.max(windowMinutesMin, Math.floor(windowMinutes / 2));
}

function afterRead(
  resource: PullResource,
  state: PullState,
  ask: PullAsk,
  range: ToldRange,
  nowMs: number,
): PullStep {
  const well = { ...state, failureCount: 0, refusedAtMs: null };
  const lookMs = resourceFacts[resource].lookEveryMs;
  switch (ask.kind) {
    case 'past': {
      const isDone = ask.fromMs - state.fromMs < restMs;
      const kept = { ...well, doneDownToMs: ask.fromMs };
      // Behind all that wait longer.
      if (!isDone) return { ...kept, waitMs: 0 };
      const ended = { endedAtMs: nowMs, lookedAtMs: state.lookedAtMs ?? state.toMs };
      return { ...kept, ...ended, windowMinutes: windowMinutesMax, waitMs: lookMs };
    }
    case 'range':
      if (ask.sinceMs === null) {
        return { ...well, ...measured(state, range), lookedAtMs: nowMs, waitMs: 0 };
      }
      return isToReopen(range, nowMs)
        ? { ...well, ...reopened(range, nowMs), lookedAtMs: nowMs, waitMs: 0 }
        : { ...well, lookedAtMs: nowMs, waitMs: lookMs };
    case 'lately':
    case 'devices':
      return { ...well, lookedAtMs: nowMs, waitMs: lookMs };
  }
}

/** Nothing is asked for before the first record, where there is one. */
function measured({ fromMs, doneDownToMs }: PullState, range: ToldRange) {
  const firstMs = range === null ? doneDownToMs : range.fromMs - restMs;
  return { fromMs: Math.min(doneDownToMs, Math.max(fromMs, firstMs)) };
}

/** Polls look so far back themselves. */
const polledBackMs = 6 * hourMs;

/** What came since the last look, and lies deeper than polls look: a month of a receiver, say. */
function isToReopen(range: ToldRange, nowMs: number): range is Stretch {
  return range !== null && range.fromMs < nowMs - polledBackMs;
}

function reopened({ fromMs, toMs }: Stretch, nowMs: number) {
  const untilMs = Math.max(fromMs, Math.min(toMs, nowMs) + overlapMs);
  return { fromMs, toMs: untilMs, doneDownToMs: untilMs, endedAtMs: null, isLate: true };
}
