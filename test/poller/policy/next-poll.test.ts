import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPoll } from '#src/poller/policy/next-poll.ts';
import { planFloorMs, planMsMax } from '#src/poller/policy/pace.ts';
import { emptyPollMemory, type PollMemory } from '#src/poller/policy/poll-memory.ts';
import { seededRandom } from '#std/random';
import { anyMemory } from './any-memory.ts';
import {
  cadenceMs,
  hourMs,
  learnedMemory,
  minuteMs,
  polledConnection,
  readingsUpTo,
  secondMs,
  startMs,
} from './connection.ts';

const middle = () => 0.5;

describe('the next poll', () => {
  it.each<[string, Partial<PollMemory>, number, string, number, number]>([
    // what is known, changes, seconds since the last poll, reason, seconds from the last poll
    ['never polled: at once', { polledAtMs: null, newsAtMs: null }, 0, 'first', 0, 5],
    ['just behind the next reading', {}, 0, 'due', 298.7, 300.2],
    ['a little later on a slow connection', { delayMs: 40 * secondMs }, 0, 'due', 318.7, 320.2],
    ['a sensor of one minute', { cadenceMs: minuteMs }, 0, 'due', 59, 60.5],
    ['a sensor of fifteen minutes', { cadenceMs: 899_000 }, 0, 'due', 898, 899.5],
    ['a sensor of twenty seconds', { cadenceMs: 20_000 }, 0, 'due', 19, 20.5],
    ['a sensor of one second', { cadenceMs: 1_000 }, 0, 'due', 20, 21.5],
    ['planned again later: the same moment', {}, 100, 'due', 298.7, 300.2],
    ['planned again when it is past: soon', {}, 420, 'overdue', 420, 480],
  ])('%s', (_, changes, sinceS, reason, fromS, toS) => {
    for (const chance of [0, 0.3, 0.999]) {
      const memory = learnedMemory(changes);
      const plan = nextPoll(memory, startMs + sinceS * secondMs, () => chance);
      expect(plan.reason).toBe(reason);
      expect(plan.atMs).toBeGreaterThanOrEqual(startMs + fromS * secondMs);
      expect(plan.atMs).toBeLessThanOrEqual(startMs + toS * secondMs);
    }
  });

  it('retries a miss soon, then less and less often, until the next reading is due', () => {
    const connection = polledConnection(learnedMemory());
    const known = readingsUpTo(startMs - 21 * secondMs);
    const reasons: string[] = [];
    const waits: number[] = [];
    for (let poll = 0; poll < 5; poll += 1) {
      const { atMs, reason } = connection.poll(known);
      reasons.push(reason);
      waits.push(Math.round((atMs - connection.nowMs) / secondMs));
    }
    expect(reasons).toEqual(['retry', 'retry', 'retry', 'due', 'retry']);
    const [first = 0, second = 0, third = 0] = waits;
    expect(first).toBeLessThan(20);
    expect(second).toBeGreaterThan(2 * first);
    expect(third).toBeGreaterThan(second);
  });

  it('asks once for each reading while a silence lasts, and slows down after an hour', () => {
    const connection = polledConnection(learnedMemory());
    const known = readingsUpTo(startMs - 21 * secondMs);
    while (connection.plan.reason !== 'silent') connection.poll(known);
    const silentForMs = connection.nowMs - startMs;
    expect(silentForMs).toBeGreaterThan(hourMs);
    expect(silentForMs).toBeLessThan(hourMs + 3 * cadenceMs);
    for (let poll = 0; poll < 20; poll += 1) {
      const { atMs } = connection.poll(known);
      expect(atMs - connection.nowMs).toBeGreaterThanOrEqual(10 * minuteMs);
      expect(atMs - connection.nowMs).toBeLessThanOrEqual(15 * minuteMs);
    }
  });

  it('makes few requests in the first hour of a silence', () => {
    const connection = polledConnection(learnedMemory());
    const known = readingsUpTo(startMs - 21 * secondMs);
    let polls = 0;
    for (; connection.plan.atMs < startMs + hourMs; polls += 1) connection.poll(known);
    expect(polls).toBeLessThanOrEqual(12 + 4);
  });

  it('comes back at once with the first reading after a silence, in its new phase', () => {
    const connection = polledConnection(learnedMemory());
    const known = readingsUpTo(startMs - 21 * secondMs);
    while (connection.nowMs < startMs + 3 * hourMs) connection.poll(known);
    const atMs = connection.plan.atMs;
    const { reason, atMs: nextAtMs } = connection.poll([atMs - 77 * secondMs, ...known]);
    const usualDelayMs = connection.memory.delayMs;
    const dueInMs = cadenceMs - 77 * secondMs + usualDelayMs;
    expect(reason).toBe('due');
    expect(nextAtMs - atMs).toBeGreaterThan(dueInMs - 2 * secondMs);
    expect(nextAtMs - atMs).toBeLessThan(dueInMs + 2 * secondMs);
  });

  it('waits for the first reading ever, each minute, then five, then ten and more', () => {
    const connection = polledConnection(emptyPollMemory);
    const waitsMs = new Map<string, number>();
    while (connection.nowMs < startMs + 3 * hourMs) {
      const { atMs, reason } = connection.poll([]);
      const waitedMs = connection.nowMs - startMs;
      const phase = waitedMs < 9 * minuteMs ? 'eager' : waitedMs > hourMs ? 'late' : 'patient';
      waitsMs.set(`${phase} ${reason}`, atMs - connection.nowMs);
    }
    expect(waitsMs.get('eager waiting')).toBeLessThan(73 * secondMs);
    expect(waitsMs.get('patient waiting')).toBeLessThan(6.1 * minuteMs);
    expect(waitsMs.get('late silent')).toBeGreaterThanOrEqual(10 * minuteMs);
  });

  it('stays bounded when our clock jumps back behind the newest reading', () => {
    const nowMs = startMs - 3 * hourMs;
    const { atMs } = nextPoll(learnedMemory(), nowMs, middle);
    expect(atMs).toBeGreaterThanOrEqual(nowMs + planFloorMs);
    expect(atMs).toBeLessThanOrEqual(nowMs + planMsMax);
  });

  it('slows for one poll, at most, when our clock jumps ahead', () => {
    const connection = polledConnection(learnedMemory());
    const jumpedMs = startMs + 5 * hourMs;
    connection.plan = nextPoll(connection.memory, jumpedMs, middle);
    expect(connection.plan.atMs).toBeLessThanOrEqual(jumpedMs + planMsMax);
    const { reason } = connection.poll(readingsUpTo(connection.plan.atMs - 30 * secondMs));
    expect(reason).toBe('due');
  });

  it('does not let a campaign march in step', () => {
    const polls = 20_000;
    const random = seededRandom(3);
    const cases: [PollMemory, number, number][] = [
      [emptyPollMemory, startMs, 5 * secondMs],
      [learnedMemory({ newestAtMs: null }), startMs, 24 * secondMs],
      [learnedMemory({ newsAtMs: startMs - 2 * hourMs }), startMs, 5 * minuteMs],
      [learnedMemory(), startMs + 10 * minuteMs, minuteMs],
    ];
    for (const [memory, nowMs, spreadMs] of cases) {
      const perSecond = new Map<number, number>();
      for (let poll = 0; poll < polls; poll += 1) {
        const second = Math.floor(nextPoll(memory, nowMs, random).atMs / secondMs);
        perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      }
      const most = Math.max(...perSecond.values());
      expect(most).toBeLessThan(((polls * secondMs) / spreadMs) * 1.6);
    }
  });
});

const instantMs = fc.integer({ min: 0, max: 4_102_444_800_000 });

describe('any next poll', () => {
  it('is finite, ahead, within fifteen minutes, and never below the floor', () => {
    fc.assert(
      fc.property(anyMemory, instantMs, fc.nat(), (memory, nowMs, seed) => {
        const { atMs } = nextPoll(memory, nowMs, seededRandom(seed));
        expect(Number.isInteger(atMs)).toBe(true);
        expect(atMs).toBeGreaterThan(nowMs);
        expect(atMs).toBeLessThanOrEqual(nowMs + planMsMax);
        if (memory.polledAtMs !== null && memory.polledAtMs <= nowMs) {
          expect(atMs - memory.polledAtMs).toBeGreaterThanOrEqual(planFloorMs);
        }
        if (memory.polledAtMs !== null && memory.polledAtMs > nowMs) {
          expect(atMs - nowMs).toBeGreaterThanOrEqual(planFloorMs);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same for the same memory, time and chance', () => {
    fc.assert(
      fc.property(anyMemory, instantMs, fc.nat(), (memory, nowMs, seed) => {
        const plan = nextPoll(memory, nowMs, seededRandom(seed));
        const stored = JSON.parse(JSON.stringify(memory)) as PollMemory;
        expect(nextPoll(stored, nowMs, seededRandom(seed))).toEqual(plan);
      }),
    );
  });
});
