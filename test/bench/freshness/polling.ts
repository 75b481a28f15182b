import { readFloorMs } from '#src/poll-plans/limits.ts';
import { typicalOf } from '#src/poller/policy/first-lessons.ts';
import { learn } from '#src/poller/policy/learn.ts';
import { nextPoll } from '#src/poller/policy/next-poll.ts';
import { emptyPollMemory, type PollMemory } from '#src/poller/policy/poll-memory.ts';
import { type PollWindow, windowFor } from '#src/poller/policy/window-for.ts';
import { type Random, seededRandom } from '#std/random';
import { measureDays } from './measure.ts';
import { type Scenario, type SensorDay, simulateDay } from './sensor-day.ts';

/** One connection under a policy: what it asks for, and when it asks again after an answer. */
export interface Polling {
  windowAt(nowMs: number): PollWindow;
  /** Takes the instants in an answer, newest first; returns when the next poll is. */
  nextAfter(nowMs: number, readingsAtMs: readonly number[], window: PollWindow): number;
}

export interface FreshnessPolicy {
  readonly name: string;
  /** Polls of this policy closer than this are a failure of the bench; 0 allows any. */
  readonly floorMs: number;
  start(day: SensorDay, random: Random): Polling;
}

export const ours: FreshnessPolicy = oursKnowing('Glucose Gateway', emptyPollMemory);

/** The same in a region in which many wearers have been polled for a day. */
export function oursAmong(scenario: Scenario): FreshnessPolicy {
  const learnt = Array.from({ length: 40 }, (_, n) => delayAfterADay(scenario, n));
  return oursKnowing('the same, told by 40 wearers', { ...emptyPollMemory, ...typicalOf(learnt) });
}

/** What our policy has learnt of the delay of a connection in a day. */
function delayAfterADay(scenario: Scenario, seed: number): number {
  const day = simulateDay(scenario, seededRandom(seed + 1));
  let last = emptyPollMemory;
  const policy = oursKnowing('learning', emptyPollMemory, (memory) => {
    last = memory;
  });
  measureDays(policy, [{ day, seed }]);
  return last.delayMs;
}

function oursKnowing(
  name: string,
  known: PollMemory,
  watch: (memory: PollMemory) => void = () => {},
): FreshnessPolicy {
  const start = (_day: SensorDay, random: Random): Polling => {
    let memory = known;
    return {
      windowAt: (nowMs) => windowFor(memory, nowMs),
      nextAfter(nowMs, readingsAtMs, window) {
        const returnedCount = readingsAtMs.length;
        const times = { requestedAtMs: nowMs, answeredAtMs: nowMs };
        memory = learn(memory, { ...times, returnedCount, readingsAtMs, window });
        watch(memory);
        return nextPoll(memory, nowMs, random).atMs;
      },
    };
  };
  return { name, floorMs: readFloorMs, start };
}

/** The peers may look back a whole day at each poll, so that nothing escapes them. */
const wholeDay: PollWindow = { minutes: 1440, maxCount: 20_000 };

function fixed(name: string, intervalMs: number): FreshnessPolicy {
  return {
    name,
    floorMs: 0,
    start: () => ({ windowAt: () => wholeDay, nextAfter: (nowMs) => nowMs + intervalMs }),
  };
}

/** As clients do that count in fives of minutes: the next multiple behind the newest reading. */
function nextFiveMinutes(newestAtMs: number, nowMs: number): number {
  const slots = Math.max(1, Math.ceil((nowMs - newestAtMs) / 300_000));
  return newestAtMs + slots * 300_000;
}

const spreadBehindDue: FreshnessPolicy = {
  name: 'last + 300 s + 18..36 s',
  floorMs: 0,
  start: (_day, random) => ({
    windowAt: () => wholeDay,
    nextAfter(nowMs, [newestAtMs = nowMs]) {
      return nextFiveMinutes(newestAtMs, nowMs) + 18_000 + random() * 18_000;
    },
  }),
};

const retriedOnce: FreshnessPolicy = {
  name: 'last + 300 s + 10 s, retry 20 s',
  floorMs: 0,
  start() {
    let isRetried = false;
    return {
      windowAt: () => wholeDay,
      nextAfter(nowMs, [newestAtMs = nowMs]) {
        const isOverdue = nowMs - newestAtMs >= 300_000;
        isRetried = isOverdue && !isRetried;
        if (isRetried) return nowMs + 20_000;
        return nextFiveMinutes(newestAtMs, nowMs) + 10_000;
      },
    };
  },
};

export const peers: readonly FreshnessPolicy[] = [
  fixed('every 900 s', 900_000),
  fixed('every 180 s', 180_000),
  fixed('every 150 s', 150_000),
  spreadBehindDue,
  retriedOnce,
];

/** What a connection's delay beyond its typical one is worth waiting for, and the retries. */
const oracleOffsetsMs = [7_000, 24_000, 99_000, 197_000];

/** Knows cadence and typical delay of each connection from the start, as nobody can. */
export const oracle: FreshnessPolicy = {
  name: 'oracle: knows each typical delay',
  floorMs: 0,
  start: (day) => ({
    windowAt: () => wholeDay,
    nextAfter(nowMs, [newestAtMs = nowMs]) {
      const behindMs = nowMs - newestAtMs - day.typicalDelayMs;
      const slots = Math.max(1, Math.floor(behindMs / day.cadenceMs));
      const dueAtMs = newestAtMs + slots * day.cadenceMs + day.typicalDelayMs;
      const next = oracleOffsetsMs.find((offsetMs) => dueAtMs + offsetMs > nowMs);
      return dueAtMs + (next ?? day.cadenceMs + (oracleOffsetsMs[0] ?? 0));
    },
  }),
};
