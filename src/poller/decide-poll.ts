import {
  type ConnectionEvent,
  type ConnectionState,
  freshForMs,
  nextState,
  readEventOf,
} from '#connections';
import type { Reading } from '#dexcom-share';
import { assert } from '#std/assert';
import type { Random } from '#std/random';
import { type ClaimedPoll, readFloorMs, readSlackMs } from './claimed-poll.ts';
import { type LoginPlan, planAfterRefusal } from './plan-after-refusal.ts';
import type { PollMemory } from './policy/index.ts';
import { learn, learnFailure, nextAfterFailure, nextPoll, readPollMemory } from './policy/index.ts';
import type { PollOutcome } from './poll-outcome.ts';

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
  readonly news: readonly PollNews[];
}

/** Changes that a team must hear of, each once an episode. */
export type PollNews = 'error' | 'stalled' | 'recovered';

export interface DecisionInput {
  readonly poll: ClaimedPoll;
  readonly outcome: PollOutcome;
  /** The readings of the answer that are glucose; none from the future. */
  readonly readings: readonly Reading[];
  readonly nowMs: number;
  readonly random: Random;
  /** A silence longer than this is told to the team. */
  readonly stallAfterMs: number;
}

export function decidePoll(input: DecisionInput): PollDecision {
  const { poll, nowMs } = input;
  const plan = planOf(input);
  const events = eventsOf(input, plan);
  const state = events.reduce(stateAfter, poll.state);
  const newestTakenAtMs = newestOf(input);
  const isSame = state === poll.state;
  return {
    memory: plan.memory,
    nextPollAtMs: plan.atMs,
    reason: plan.reason,
    isSuspect: plan.isSuspect,
    refusalCount: plan.refusalCount,
    state,
    stateSinceMs: isSame ? poll.stateSince.getTime() : nowMs,
    stateUntilMs: plan.untilMs ?? (isSame ? (poll.stateUntil?.getTime() ?? null) : null),
    newestTakenAtMs,
    news: newsOf(input, state, newestTakenAtMs),
  };
}

function stateAfter(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  const next = nextState(state, event);
  assert(next !== 'impossible', `a connection that is ${state} meets no ${event}`);
  return next;
}

interface Plan {
  readonly memory: PollMemory;
  readonly atMs: number | null;
  readonly reason: string;
  readonly isSuspect: boolean;
  readonly refusalCount: number;
  /** When a lockout or a throttle ends. */
  readonly untilMs: number | null;
  readonly login?: LoginPlan['event'];
}

/** The spread behind a moment that many connections may wait for. */
const spreadMs = 10_000;

function planOf(input: DecisionInput): Plan {
  const { poll, outcome, nowMs, random } = input;
  const memory = readPollMemory(poll.memory);
  const kept = { memory, isSuspect: false, refusalCount: poll.refusalCount, untilMs: null };
  switch (outcome.kind) {
    case 'read':
      return planAfterRead(input, outcome, memory);
    case 'session-renewed':
    case 'permit-lapsed': {
      const atMs = nowMs + readFloorMs + readSlackMs + random() * readSlackMs;
      return { ...kept, refusalCount: 0, atMs, reason: 'retry' };
    }
    case 'refused': {
      const login = planAfterRefusal(poll.refusalCount, nowMs, random);
      const { atMs, refusalCount, event } = login;
      return { ...kept, atMs, refusalCount, reason: 'refused', login: event };
    }
    case 'locked-out': {
      const untilMs = outcome.until.getTime();
      const atMs = untilMs + random() * spreadMs;
      if (poll.state !== 'NEEDS_ATTENTION') return { ...kept, atMs, reason: 'locked-out', untilMs };
      const { atMs: probeAtMs, refusalCount } = planAfterRefusal(poll.refusalCount, nowMs, random);
      return { ...kept, atMs: probeAtMs, refusalCount, reason: 'refused' };
    }
    case 'login-deferred': {
      const atMs = outcome.until.getTime() + random() * spreadMs;
      return { ...kept, atMs, reason: 'login-deferred' };
    }
    case 'throttled':
    case 'unavailable':
      return planAfterFailure(input, outcome, memory);
  }
}

function planAfterRead(
  { readings, nowMs, random }: DecisionInput,
  outcome: Extract<PollOutcome, { kind: 'read' }>,
  memory: PollMemory,
): Plan {
  const { requestedAtMs, answeredAtMs, window } = outcome;
  const readingsAtMs = readings.map((reading) => reading.takenAtMs);
  const learned = learn(memory, { requestedAtMs, answeredAtMs, window, readingsAtMs });
  const { atMs, reason } = nextPoll(learned, nowMs, random);
  return { memory: learned, atMs, reason, isSuspect: false, refusalCount: 0, untilMs: null };
}

function planAfterFailure(
  { poll, nowMs, random }: DecisionInput,
  outcome: Extract<PollOutcome, { kind: 'throttled' | 'unavailable' }>,
  memory: PollMemory,
): Plan {
  const learned = learnFailure(memory);
  const { kind, retryAfterMs } = outcome;
  const { atMs, reason } = nextAfterFailure(learned, { kind, retryAfterMs }, nowMs, random);
  return {
    memory: learned,
    atMs,
    reason,
    isSuspect: outcome.kind === 'unavailable' && outcome.isHanging,
    refusalCount: poll.refusalCount,
    untilMs: outcome.kind === 'throttled' ? atMs : null,
  };
}

function eventsOf(input: DecisionInput, plan: Plan): ConnectionEvent[] {
  const { outcome } = input;
  switch (outcome.kind) {
    case 'read':
      return readEventsOf(input, outcome, plan.memory);
    case 'session-renewed':
    case 'permit-lapsed':
    case 'login-deferred':
      return [];
    case 'refused':
      return plan.login ? [plan.login] : [];
    case 'locked-out':
    case 'throttled':
    case 'unavailable':
      return [outcome.kind];
  }
}

/** Sharing first, so that an empty read after "off" leaves the state at "off". */
function readEventsOf(
  input: DecisionInput,
  outcome: Extract<PollOutcome, { kind: 'read' }>,
  memory: PollMemory,
): ConnectionEvent[] {
  const newestTakenAtMs = newestOf(input);
  const ageMs = newestTakenAtMs === null ? null : input.nowMs - newestTakenAtMs;
  const fresh = freshForMs(memory.cadenceMs, Math.max(0, memory.delayMs));
  const read = readEventOf(ageMs, fresh);
  const { sharing } = outcome;
  if (!sharing || read === 'read-fresh') return [read];
  if (sharing.isSharingOn === false) return ['sharing-found-off', read];
  if (sharing.followerCount === 0) return ['follower-found-missing', read];
  const isWell = sharing.isSharingOn === true && sharing.followerCount !== null;
  return isWell ? ['sharing-found-well', read] : [read];
}

function newestOf({ poll, readings }: DecisionInput): number | null {
  const known = poll.newestTakenAt?.getTime() ?? null;
  const newest = readings.reduce((atMs, reading) => Math.max(atMs, reading.takenAtMs), known ?? 0);
  return newest === 0 ? null : newest;
}

const errorStates: readonly ConnectionState[] = ['NEEDS_ATTENTION', 'SHARING_OFF', 'NO_FOLLOWER'];

function newsOf(
  { poll, nowMs, stallAfterMs }: DecisionInput,
  state: ConnectionState,
  newestTakenAtMs: number | null,
): PollNews[] {
  const { stalledToldAt, errorToldAt, connectedAt } = poll;
  if (state === 'FRESH') return stalledToldAt || errorToldAt ? ['recovered'] : [];
  const quietMs = nowMs - Math.max(newestTakenAtMs ?? 0, connectedAt.getTime());
  return [
    ...(errorStates.includes(state) && !errorToldAt ? (['error'] as const) : []),
    ...(quietMs > stallAfterMs && !stalledToldAt ? (['stalled'] as const) : []),
  ];
}
