import { type ConnectionEvent, type ConnectionState, nextState } from '#connections';
import type { ClaimedPoll } from '#poller/poll';
import { assert } from '#std/assert';
import { connectionEventsOf, newestOf } from './connection-events-of.ts';
import type { DecisionInput, PollDecision, PollNews } from './decision.ts';
import { planAfter } from './plan-after.ts';

/** Pure: the same poll, outcome, time and chance give the same decision. */
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
