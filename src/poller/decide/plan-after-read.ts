import { readFloorMs, readSlackMs } from '#poll-plans';
import { believedReason, futureMsMax, isCutShort } from '#poller/ask';
import {
  learn,
  learnSteadily,
  nextPoll,
  type PollMemory,
  steadyPaceOf,
  steadyPoll,
} from '#poller/policy';
import type { PollOutcome } from '#poller/poll';
import type { DecisionInput, Plan } from './decision.ts';

/** A renewal that was not to be had is tried again at this distance, once to twice. */
const renewalRetryMs = 15 * 60 * 1000;

type Read = Extract<PollOutcome, { kind: 'read' }>;

/**
 * As the policy learns and plans; unless the answer was cut short by what we asked for: then the
 * whole day is asked for next, as soon as may be, so that nothing that Dexcom still has is missed. So
 * it is when readings that were doubted are believed.
 */
export function planAfterRead(input: DecisionInput, outcome: Read): Plan {
  const { readings, nowMs, random, poll, clock } = input;
  const { requestedAtMs, answeredAtMs, window, restMs } = outcome;
  const { returnedCount } = outcome.batch;
  const readingsAtMs = readings.map((reading) => reading.takenAtMs);
  const { wallErrorMs, sensorErrorMs, doubtedAtMs, doubtedMs, doubts } = clock;
  const pace = steadyPaceOf(poll);
  const { isCapped = false } = outcome;
  const seen = { requestedAtMs, answeredAtMs, window, returnedCount, readingsAtMs, isCapped };
  const learned = {
    ...(pace ? learnSteadily(poll.memory, seen, pace) : learn(beforeRead(input), seen)),
    ...(outcome.unrenewed && { loginAfterMs: nowMs + renewalRetryMs * (1 + random()) }),
    ...(outcome.unrenewed === 'refused' && { loginRefusedAtMs: nowMs }),
    ...{ wallErrorMs, sensorErrorMs, doubtedAtMs, doubtedMs, doubts },
    sensorFailedAtMs: sensorFailedAt(input, outcome),
  };
  const planned = pace ? steadyPoll(pace, nowMs, random) : nextPoll(learned, nowMs, random);
  const kept = { isSuspect: false, refusalCount: 0, untilMs: null };
  const closedUntilMs = closedUntil(input, outcome);
  const atLeast = (atMs: number) => Math.max(atMs, nowMs + (restMs ?? 0));
  const isBelieved = clock.believed.length > 0;
  if (isBelieved || isCutShort(poll, outcome, readings)) {
    const atMs = atLeast(nowMs + readFloorMs + readSlackMs + random() * readSlackMs);
    const memory = { ...learned, fullAtMs: null };
    return { ...kept, memory, atMs, reason: isBelieved ? believedReason : 'retry', closedUntilMs };
  }
  const { atMs, reason } = planned;
  return { ...kept, memory: learned, atMs: atLeast(atMs), reason, closedUntilMs };
}

function beforeRead({ poll: { memory }, typical }: DecisionInput): PollMemory {
  return memory.newestAtMs === null && typical ? { ...memory, ...typical } : memory;
}

/** No error stands behind a reading, nor ahead of now, where a phone's clock is wrong. */
function sensorFailedAt({ poll: { memory }, readings }: DecisionInput, outcome: Read) {
  const { newestErrorAtMs } = outcome.batch;
  const isTold = newestErrorAtMs !== null && newestErrorAtMs < outcome.answeredAtMs + futureMsMax;
  const atMs = Math.max(memory.sensorFailedAtMs ?? 0, isTold ? newestErrorAtMs : 0);
  const newestAtMs = Math.max(memory.newestAtMs ?? 0, readings[0]?.takenAtMs ?? 0);
  return atMs > newestAtMs ? atMs : null;
}

/**
 * The permit counts from the moment at which the request was to leave. One that was answered late
 * may have left late (a connection had to be opened), and then the floor is counted from its answer.
 */
function closedUntil({ nowMs }: DecisionInput, { requestedAtMs, answeredAtMs, restMs }: Read) {
  if (restMs !== null) return nowMs + restMs;
  return answeredAtMs - requestedAtMs > readSlackMs ? answeredAtMs + readFloorMs : null;
}
