import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learn, learnFailure } from '#src/poller/policy/learn.ts';
import { nextPoll } from '#src/poller/policy/next-poll.ts';
import { planFloorMs, planMsMax } from '#src/poller/policy/pace.ts';
import {
  emptyPollMemory,
  readPollMemory,
  shiftPollMemory,
  storedMemory,
} from '#src/poller/policy/poll-memory.ts';
import { windowFor } from '#src/poller/policy/window-for.ts';
import { type Random, seededRandom } from '#std/random';
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

/** A sensor whose readings become visible so long after their instants, polled by the policy. */
function follow(
  delayMsAt: (atMs: number, random: Random) => number,
  untilMs: number,
  connection = polledConnection(),
) {
  const random = seededRandom(11);
  const firstAtMs = connection.memory.newestAtMs ?? startMs - 24 * hourMs;
  const readings = Array.from({ length: 600 }, (_, index) => {
    const atMs = firstAtMs + index * cadenceMs;
    return { atMs, visibleAtMs: atMs + delayMsAt(atMs, random) };
  });
  const metAfterMs: number[] = [];
  let polls = 0;
  for (; connection.plan.atMs < untilMs; polls += 1) {
    const nowMs = connection.plan.atMs;
    const before = connection.memory.newestAtMs ?? 0;
    const visible = readings.filter(({ visibleAtMs }) => visibleAtMs <= nowMs);
    connection.poll(visible.map(({ atMs }) => atMs).slice(-20));
    const newest = visible.find(({ atMs }) => atMs === connection.memory.newestAtMs);
    if (newest && newest.atMs > before) metAfterMs.push(nowMs - newest.visibleAtMs);
  }
  return { connection, metAfterMs, polls };
}

const spread = (leastMs: number, mostMs: number) => (_: number, random: Random) =>
  leastMs + (mostMs - leastMs) * random();

const medianOf = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

describe('what is learned', () => {
  it.each([
    ['a quick connection', 4, 12],
    ['a usual connection', 15, 25],
    ['a slow connection', 40, 58],
    ['a phone clock five minutes ahead', -285, -275],
    ['a phone clock nine minutes behind', 555, 565],
  ])('meets the readings of %s soon after they become visible', (_, fromS, toS) => {
    const delays = spread(fromS * secondMs, toS * secondMs);
    const { metAfterMs, polls } = follow(delays, startMs + 18 * hourMs);
    expect(medianOf(metAfterMs.slice(-60))).toBeLessThan(((toS - fromS) / 2 + 1) * secondMs);
    expect(polls / metAfterMs.length).toBeLessThan(2);
  });

  it('meets the readings of a bad day soon, and those of the usual day after it at once', () => {
    const badFromMs = startMs + 8 * hourMs;
    const badUntilMs = badFromMs + 3 * hourMs;
    const delays = (atMs: number, random: Random) =>
      spread(12_000, 22_000)(atMs, random) + (atMs >= badFromMs && atMs < badUntilMs ? 120_000 : 0);
    const { connection } = follow(delays, badFromMs);
    const usualMs = connection.memory.delayMs;
    const bad = follow(delays, badUntilMs, connection).metAfterMs;
    expect(medianOf(bad.slice(6))).toBeLessThan(20 * secondMs);
    expect(connection.memory.excessMs).toBeGreaterThan(90 * secondMs);
    const after = follow(delays, badUntilMs + hourMs, connection).metAfterMs;
    expect(connection.memory.excessMs).toBe(0);
    expect(medianOf(after.slice(1))).toBeLessThan(16 * secondMs);
    expect(Math.abs(connection.memory.delayMs - usualMs)).toBeLessThan(8 * secondMs);
  });

  it('is not thrown off by one reading that is minutes late', () => {
    const connection = polledConnection(learnedMemory());
    const known = readingsUpTo(startMs - 21 * secondMs);
    const before = connection.memory.delayMs;
    while (connection.nowMs < startMs + 470 * secondMs) connection.poll(known);
    connection.poll([...known, startMs - 21 * secondMs + cadenceMs]);
    expect(Math.abs(connection.memory.delayMs - before)).toBeLessThan(secondMs);
    expect(connection.memory.excessMs).toBe(0);
  });

  it('takes nothing from a poll that came late itself', () => {
    const connection = polledConnection(learnedMemory());
    const before = connection.memory.delayMs;
    const atMs = connection.plan.atMs + 40 * secondMs;
    connection.pollAt(atMs, readingsUpTo(startMs - 21 * secondMs + cadenceMs));
    expect(connection.memory.delayMs).toBe(before);
  });

  it.each([20, 60, 300, 900])('is a cadence of %i s, from one answer', (everyS) => {
    const connection = polledConnection();
    connection.poll(readingsUpTo(startMs, 30, everyS * secondMs));
    const { cadenceMs: learnedMs } = connection.memory;
    expect(Math.abs(learnedMs - everyS * secondMs)).toBeLessThan(secondMs / 2);
  });

  it('is a cadence that a gap does not stretch', () => {
    const connection = polledConnection();
    const beforeGap = readingsUpTo(startMs - 2 * hourMs, 4);
    connection.poll([...readingsUpTo(startMs, 4), ...beforeGap]);
    expect(connection.memory.cadenceMs).toBe(cadenceMs);
  });

  it('is a cadence that follows a change of sensor, and no confusion', () => {
    const connection = polledConnection(learnedMemory());
    const atMs = startMs + hourMs;
    connection.pollAt(
      atMs,
      [0, 13, 90, 400, 500].map((s) => atMs - s * secondMs),
    );
    expect(connection.memory.cadenceMs).toBe(cadenceMs);
    connection.pollAt(atMs + hourMs, readingsUpTo(atMs + hourMs, 9, minuteMs));
    expect(connection.memory.cadenceMs).toBe(minuteMs);
  });

  it('counts polls without news, and failures until one succeeds', () => {
    const connection = polledConnection(learnedMemory());
    connection.poll([]);
    connection.poll([]);
    expect(connection.memory.misses).toBe(2);
    connection.memory = learnFailure(learnFailure(connection.memory));
    expect(connection.memory.failures).toBe(2);
    connection.poll(readingsUpTo(startMs + cadenceMs));
    expect(connection.memory).toMatchObject({ misses: 0, failures: 0 });
  });

  it('takes the same reading told a few milliseconds later for no news', () => {
    const connection = polledConnection(learnedMemory());
    connection.poll([startMs - 21 * secondMs + 7]);
    expect(connection.memory.misses).toBe(1);
  });

  it('is kept through a jump of our own clock', () => {
    const memory = learnedMemory();
    for (const jumpMs of [2 * hourMs, -2 * hourMs]) {
      const shifted = shiftPollMemory(memory, jumpMs);
      const plan = nextPoll(shifted, startMs + jumpMs, () => 0.5);
      expect(plan.atMs - jumpMs).toBe(nextPoll(memory, startMs, () => 0.5).atMs);
    }
    expect(shiftPollMemory(emptyPollMemory, hourMs).polledAtMs).toBeNull();
  });
});

describe('a stored memory', () => {
  it('is read as it was written', () => {
    const memory = learnedMemory();
    expect(readPollMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [[]],
    [{}],
    [{ cadenceMs: 'soon', delayMs: null, newestAtMs: Number.NaN }],
  ])('that is %j is a memory of nothing', (stored) => {
    expect(readPollMemory(stored)).toEqual(emptyPollMemory);
  });

  it('takes about three hundred bytes', () => {
    expect(JSON.stringify(storedMemory(learnedMemory())).length).toBeLessThan(300);
  });
});

describe('any sequence of answers', () => {
  it('leaves a memory that plans within the bounds and comes back with the next reading', () => {
    const step = fc.record({
      lateMs: fc.integer({ min: -hourMs, max: hourMs }),
      tookMs: fc.integer({ min: -minuteMs, max: 30_000 }),
      agesMs: fc.array(fc.integer({ min: -10 * minuteMs, max: 26 * hourMs }), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, seed) => {
        const random = seededRandom(seed);
        let memory = emptyPollMemory;
        let nowMs = startMs;
        for (const { lateMs, tookMs, agesMs } of steps) {
          const requestedAtMs = nowMs + lateMs;
          const readingsAtMs = agesMs.map((ageMs) => requestedAtMs - ageMs);
          const window = windowFor(memory, requestedAtMs);
          const answeredAtMs = requestedAtMs + tookMs;
          const returnedCount = readingsAtMs.length;
          const poll = { requestedAtMs, answeredAtMs, window, returnedCount, readingsAtMs };
          memory = learn(memory, poll);
          nowMs = Math.max(requestedAtMs, answeredAtMs);
          expect(Object.values(memory).every((n) => n === null || Number.isFinite(n))).toBe(true);
          const { atMs } = nextPoll(memory, nowMs, random);
          expect(atMs).toBeGreaterThanOrEqual(nowMs + planFloorMs);
          expect(atMs).toBeLessThanOrEqual(nowMs + planMsMax);
          nowMs = atMs;
        }
        const newestAtMs = Math.max(nowMs, (memory.newestAtMs ?? 0) + cadenceMs);
        const window = windowFor(memory, nowMs);
        const readingsAtMs = [newestAtMs];
        const times = { requestedAtMs: nowMs, answeredAtMs: nowMs };
        memory = learn(memory, { ...times, window, returnedCount: 1, readingsAtMs });
        expect(nextPoll(memory, nowMs, random).reason).toMatch(/due|retry/);
      }),
    );
  });
});
