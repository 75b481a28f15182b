import { learn } from '#src/poller/policy/learn.ts';
import { nextPoll, type PollPlan } from '#src/poller/policy/next-poll.ts';
import { emptyPollMemory, type PollMemory } from '#src/poller/policy/poll-memory.ts';
import { windowFor } from '#src/poller/policy/window-for.ts';
import { seededRandom } from '#std/random';

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const cadenceMs = 299_700;
export const startMs = Date.UTC(2025, 9, 1, 12);

/** Polls one connection as the poller would, and says what was decided. */
export interface PolledConnection {
  nowMs: number;
  memory: PollMemory;
  plan: PollPlan;
  /** Makes the planned poll, answered with the readings of these instants. */
  poll(readingsAtMs: readonly number[]): PollPlan;
  /** Makes the planned poll at another moment; each reading is an entry unless told. */
  pollAt(atMs: number, readingsAtMs: readonly number[], returnedCount?: number): PollPlan;
}

export function polledConnection(memory = emptyPollMemory, seed = 1): PolledConnection {
  const random = seededRandom(seed);
  return {
    nowMs: startMs,
    memory,
    plan: nextPoll(memory, startMs, random),
    poll(readingsAtMs) {
      return this.pollAt(this.plan.atMs, readingsAtMs);
    },
    pollAt(atMs, readingsAtMs, returnedCount = readingsAtMs.length) {
      this.nowMs = atMs;
      const window = windowFor(this.memory, atMs);
      const times = { requestedAtMs: atMs, answeredAtMs: atMs };
      const poll = { ...times, window, returnedCount, readingsAtMs };
      this.memory = learn(this.memory, poll);
      this.plan = nextPoll(this.memory, atMs, random);
      return this.plan;
    },
  };
}

/** The instants of readings, newest first, `count` of them up to `newestAtMs`. */
export function readingsUpTo(newestAtMs: number, count = 10, everyMs = cadenceMs): number[] {
  return Array.from({ length: count }, (_, index) => newestAtMs - index * everyMs);
}

/** What is known of a connection whose newest reading was met a moment after it was visible. */
export function learnedMemory(changes: Partial<PollMemory> = {}): PollMemory {
  const newestAtMs = startMs - 21 * secondMs;
  return {
    ...emptyPollMemory,
    newestAtMs,
    newsAtMs: startMs,
    polledAtMs: startMs,
    delayMs: 20 * secondMs,
    lessons: 100,
    streak: 1,
    deepAtMs: startMs - 20 * minuteMs,
    fullAtMs: startMs - 5 * hourMs,
    ...changes,
  };
}
