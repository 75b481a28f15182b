import { type ConnectionEvent, type ConnectionState, nextState } from '#connections';
import type { Reading } from '#dexcom-share';
import type { PollMemory } from '#poller/policy';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import { assert } from '#std/assert';
import type { Random } from '#std/random';
import { connectionEventsOf, newestOf } from './connection-events-of.ts';
import { planAfter } from './plan-after.ts';

/**
 * What follows from a poll: when the connection is asked next, what state it is in, what a team must
 * hear of. Pure: the same poll, outcome, time and chance give the same decision.
 */
export interface PollDecision {
  readonly memory: PollMemory;
  /** Null: not before the person gives new credentials. */
  readonly nextPollAtMs: number | null;
  readonly reason: string;
  readonly isSuspect: boolean;
  readonly state: ConnectionState;
  readonly stateSinceMs: number;
  readonly stateUntilMs: number | null;
  readonly refusalCount: number;
  readonly newestTakenAtMs: number | null;
  /** Whether a newer reading came than all before. */
  readonly isNews: boolean;
  /** No read of the account, by whomever, before then; null where the usual floor is enough. */
  readonly closedUntilMs: number | null;
  readonly news: readonly PollNews[];
}

/** Changes that a team must hear of at once, each once an episode. */
export type PollNews = 'error' | 'recovered';

export interface DecisionInput {
  readonly poll: ClaimedPoll;
  readonly outcome: PollOutcome;
  /** The readings of the answer that are glucose; none from the future. */
  readonly readings: readonly Reading[];
  /** Readings of the answer that are from the future. */
  readonly aheadCount: number;
  readonly nowMs: number;
  readonly random: Random;
}

export function decidePoll(input: DecisionInput): PollDecision {
  const { poll, nowMs } = input;
  const plan = planAfter(input);
  const events = connectionEventsOf(input, plan);
  const state = events.reduce(stateAfter, poll.state);
  const newestTakenAtMs = newestOf(input);
  const isNews = newestTakenAtMs !== null && newestTakenAtMs > (poll.newestTakenAt?.getTime() ?? 0);
  const isSame = state === poll.state;
  return {
    memory: plan.memory,
    nextPollAtMs: plan.atMs,
    reason: plan.reason,
    isSuspect: plan.isSuspect,
    refusalCount: plan.refusalCount,
    state,
    stateSinceMs: isSame ? poll.stateSince.getTime() : nowMs,
    stateUntilMs: endingStates.includes(state) ? plan.untilMs : null,
    newestTakenAtMs,
    isNews,
    closedUntilMs: plan.closedUntilMs,
    news: newsOf(poll, state, isNews),
  };
}

function stateAfter(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  const next = nextState(state, event);
  assert(next !== 'impossible', `a connection that is ${state} meets no ${event}`);
  return next;
}

/** Those that end by themselves, at a time that is told. */
const endingStates: readonly ConnectionState[] = ['LOCKED_OUT', 'THROTTLED'];

const errorStates: readonly ConnectionState[] = ['NEEDS_ATTENTION', 'SHARING_OFF', 'NO_FOLLOWER'];

/**
 * An episode begins with the first error and ends with a fresh reading. That credentials are given
 * up is told also within one: it asks for something else.
 */
function newsOf(
  { state: before, stalledToldAt, errorToldAt }: ClaimedPoll,
  state: ConnectionState,
  isNews: boolean,
): PollNews[] {
  if (state === 'FRESH') return isNews && (stalledToldAt || errorToldAt) ? ['recovered'] : [];
  const isGivenUp = state === 'NEEDS_ATTENTION' && before !== 'NEEDS_ATTENTION';
  return isGivenUp || (errorStates.includes(state) && !errorToldAt) ? ['error'] : [];
}
