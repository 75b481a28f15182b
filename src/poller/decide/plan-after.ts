import { readFloorMs, readSlackMs } from '#poll-plans';
import { doubtReason, grantDoubtReason } from '#poller/ask';
import { learnFailure, nextAfterFailure, type PollMemory } from '#poller/policy';
import type { PollOutcome } from '#poller/poll';
import { factsOf } from '#providers';
import type { DecisionInput, Plan } from './decision.ts';
import { planAfterRead } from './plan-after-read.ts';
import {
  planAfterLostLogin,
  planAfterRefusal,
  planWhileRegionRefuses,
} from './plan-after-refusal.ts';

/** The plan's reason behind a poll that the circuit kept back though it had given no cause. */
export const sparedReason = 'spared';
const sparedMsMin = 1_000;
const sparedMsMax = 4_000;

/** The spread behind a moment that many connections may wait for. */
const spreadMs = 10_000;

export function planAfter(input: DecisionInput): Plan {
  const { poll, outcome, nowMs, random } = input;
  const { memory, isSuspect, refusalCount } = poll;
  const kept = { memory, isSuspect, refusalCount, untilMs: null, closedUntilMs: null };
  switch (outcome.kind) {
    case 'read':
      return planAfterRead(input, outcome);
    case 'session-renewed':
      return { ...kept, isSuspect: false, refusalCount: 0, ...soon(input), reason: 'retry' };
    case 'permit-lapsed':
      return { ...kept, ...soon(input), reason: 'retry' };
    case 'refused': {
      // Of credentials that were given up before, the next refusal goes on as a probe.
      const countKept = poll.state === 'NEEDS_ATTENTION' ? refusalCount : 0;
      const { atMs, event, ...login } = input.isRegionRefusing
        ? planWhileRegionRefuses(countKept, nowMs, random)
        : planAfterRefusal(refusalCount, retriesOf(poll), nowMs, random);
      const reason = input.isRegionRefusing ? event : 'refused';
      return { ...kept, ...login, atMs, isSuspect: false, reason, login: event };
    }
    case 'locked-out':
      return planAfterLockout(input, outcome.until.getTime(), kept);
    case 'login-deferred': {
      const atMs = outcome.until.getTime() + random() * spreadMs;
      const isDoubted = poll.reason === grantDoubtReason;
      return { ...kept, atMs, reason: isDoubted ? grantDoubtReason : 'login-deferred' };
    }
    case 'throttled':
      return withLogins(input, outcome, planAfterThrottle(input, outcome));
    case 'unavailable':
      return withLogins(input, outcome, planAfterSilence(input, outcome));
    case 'gateway-fault': {
      const failed = learnFailure(memory);
      const failure = { kind: 'unavailable', retryAfterMs: null } as const;
      const { atMs } = nextAfterFailure(failed, failure, nowMs, random);
      return { ...kept, memory: failed, atMs, reason: 'gateway-fault' };
    }
  }
}

function retriesOf({ provider }: DecisionInput['poll']): readonly number[] {
  return factsOf(provider).refusalRetriesMs;
}

/** As soon as the account may be read again. */
function soon({ nowMs, random }: DecisionInput): Pick<Plan, 'atMs'> {
  return { atMs: nowMs + readFloorMs + readSlackMs + random() * readSlackMs };
}

/** A lockout that goes on is asked after less and less often; failures of another kind do not count. */
const lockoutMsMax = 60 * 60 * 1000;
const doublingsMax = 6;

/** Waited out without an attempt; where only probes are left, it takes the place of one. */
function planAfterLockout(
  { poll, nowMs, random }: DecisionInput,
  untilMs: number,
  kept: Omit<Plan, 'atMs' | 'reason'>,
): Plan {
  const lockouts = poll.state === 'LOCKED_OUT' ? poll.memory.failures : 0;
  const memory = learnFailure({ ...poll.memory, failures: lockouts });
  const waitMs = Math.min(lockoutMsMax, (untilMs - nowMs) * 2 ** Math.min(doublingsMax, lockouts));
  const endsAtMs = Math.max(untilMs, nowMs + waitMs);
  const atMs = endsAtMs + random() * spreadMs;
  if (poll.state !== 'NEEDS_ATTENTION')
    return { ...kept, memory, atMs, reason: 'locked-out', untilMs: endsAtMs };
  const { atMs: probeAtMs, refusalCount } = planAfterRefusal(
    poll.refusalCount,
    retriesOf(poll),
    nowMs,
    random,
  );
  return { ...kept, atMs: probeAtMs, refusalCount, reason: 'refused' };
}

function planAfterThrottle(
  { poll, nowMs, random }: DecisionInput,
  { retryAfterMs, by }: Extract<PollOutcome, { kind: 'throttled' }>,
): Plan {
  const memory = learnFailure(poll.memory);
  const { atMs, reason } = nextAfterFailure(
    memory,
    { kind: 'throttled', retryAfterMs },
    nowMs,
    random,
  );
  return {
    memory,
    atMs,
    reason,
    isSuspect: by === 'provider' ? false : poll.isSuspect,
    refusalCount: poll.refusalCount,
    untilMs: atMs,
    closedUntilMs: by === 'provider' ? atMs : null,
  };
}

/**
 * A front end that asks to wait along with its 503 is obeyed as one that says 429. A connection that
 * has given no cause is kept back by the circuit for seconds only, once: others may be the cause.
 */
function planAfterSilence(
  input: DecisionInput,
  outcome: Extract<PollOutcome, { kind: 'unavailable' }>,
): Plan {
  const { poll, nowMs, random } = input;
  const { retryAfterMs, isHanging, by } = outcome;
  const { isSuspect, refusalCount } = poll;
  if (by === 'circuit' && poll.memory.failures === 0 && poll.reason !== sparedReason) {
    const atMs = nowMs + sparedMsMin + random() * (sparedMsMax - sparedMsMin);
    const kept = { memory: poll.memory, isSuspect, refusalCount, untilMs: null };
    return { ...kept, atMs, reason: sparedReason, closedUntilMs: null, isSpared: true };
  }
  const memory = withLoginPause(learnFailure(poll.memory), input, outcome);
  const { atMs, reason } = nextAfterFailure(
    memory,
    { kind: 'unavailable', retryAfterMs },
    nowMs,
    random,
  );
  return {
    memory,
    atMs,
    reason: doubtOf(poll, outcome) ?? reason,
    isSuspect: by === 'provider' ? isHanging : isSuspect,
    refusalCount,
    untilMs: null,
    closedUntilMs: closedUntil(nowMs, outcome),
  };
}

const loginPauseMs = 60 * 60 * 1000;

/** A login that had no answer is not what mends reads that fail; not for a while. */
function withLoginPause(
  memory: PollMemory,
  { poll, nowMs }: DecisionInput,
  { request, by }: Extract<PollOutcome, { kind: 'unavailable' }>,
): PollMemory {
  const isFailedMend = request === 'login' && by === 'provider' && poll.state === 'UNREACHABLE';
  return isFailedMend ? { ...memory, loginAfterMs: nowMs + loginPauseMs } : memory;
}

/**
 * What was asked anew and is still wrong is wrong for another reason: so a grant is doubted at the
 * first failure, and then again after many.
 */
const doubtEveryFailures = 24;

function doubtOf(
  { memory }: DecisionInput['poll'],
  outcome: Extract<PollOutcome, { kind: 'unavailable' }>,
): string | null {
  if (outcome.isSessionDoubted) return doubtReason;
  const isDue = memory.failures % doubtEveryFailures === 0;
  return outcome.isGrantDoubted && isDue ? grantDoubtReason : null;
}

/** Behind a refusal each poll logs in first: whether that had an answer decides about the next. */
function withLogins(
  { poll, nowMs, random }: DecisionInput,
  { request, by }: Extract<PollOutcome, { kind: 'throttled' | 'unavailable' }>,
  plan: Plan,
): Plan {
  if (poll.refusalCount === 0 || by !== 'provider') return plan;
  if (request === 'read') return { ...plan, refusalCount: 0 };
  const login = planAfterLostLogin(poll.state, poll.refusalCount, retriesOf(poll), nowMs, random);
  const atMs = Math.max(login.atMs, plan.atMs);
  return { ...plan, atMs, refusalCount: login.refusalCount, reason: 'refused' };
}

/** A request that was given up may have arrived as late as that. */
function closedUntil(
  nowMs: number,
  { retryAfterMs, isHanging }: Extract<PollOutcome, { kind: 'unavailable' }>,
): number | null {
  const restMs = Math.max(retryAfterMs ?? 0, isHanging ? readFloorMs : 0);
  return restMs === 0 ? null : nowMs + restMs;
}
