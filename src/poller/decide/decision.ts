import type { ConnectionState } from '#connections';
import type { ClockJudgement } from '#poller/ask';
import type { PollMemory, Typical } from '#poller/policy';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import type { Reading } from '#providers';
import type { Random } from '#std/random';
import type { LoginPlan } from './plan-after-refusal.ts';

/**
 * What follows from a poll: when the connection is asked next, what state it is in, what a team must
 * hear of.
 */
export interface PollDecision {
  readonly memory: PollMemory;
  readonly nextPollAtMs: number;
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
  /** The readings of the answer that are glucose; none that was put aside. */
  readonly readings: readonly Reading[];
  readonly clock: Omit<ClockJudgement, 'aside' | 'behind'>;
  /** Most accounts of the region are refused. */
  readonly isRegionRefusing: boolean;
  /** What is known of a delay before the first reading; null where there were some. */
  readonly typical: Typical | null;
  readonly nowMs: number;
  readonly random: Random;
}

/** When a connection is polled next, and why. */
export interface Plan {
  readonly memory: PollMemory;
  readonly atMs: number;
  readonly reason: string;
  readonly isSuspect: boolean;
  readonly refusalCount: number;
  /** When a lockout or a throttle ends. */
  readonly untilMs: number | null;
  readonly closedUntilMs: number | null;
  readonly login?: LoginPlan['event'];
  /** The provider was not asked, and nothing follows from it for the state. */
  readonly isSpared?: boolean;
}
