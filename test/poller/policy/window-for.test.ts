import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyPollMemory } from '#src/poller/policy/poll-memory.ts';
import { windowFor } from '#src/poller/policy/window-for.ts';
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

describe('what a poll asks for', () => {
  it('is at first the whole day that Dexcom keeps', () => {
    expect(windowFor(emptyPollMemory, startMs)).toEqual({ minutes: 1440, maxCount: 288 });
  });

  it('is later the gap and half an hour behind it', () => {
    const { minutes, maxCount } = windowFor(learnedMemory(), startMs + cadenceMs);
    expect(minutes).toBe(36);
    expect(maxCount).toBeGreaterThanOrEqual((36 * minuteMs) / cadenceMs);
    expect(maxCount).toBeLessThan(20);
  });

  it.each([
    ['two hours', 2 * hourMs, 150],
    ['three days', 72 * hourMs, 1440],
  ])('covers a gap of %s, as far as it is kept', (_, gapMs, minutes) => {
    const memory = learnedMemory({
      newestAtMs: startMs - gapMs,
      deepAtMs: startMs,
      fullAtMs: startMs,
    });
    const window = windowFor(memory, startMs);
    expect(window.minutes).toBe(minutes);
    expect(window.maxCount).toBeGreaterThanOrEqual(Math.min(288, (minutes * minuteMs) / cadenceMs));
  });

  it('looks back hours about once an hour, and the whole day about once a day', () => {
    const connection = polledConnection();
    const untilMs = startMs + 72 * hourMs;
    const looks = { usual: 0, deep: 0, full: 0 };
    while (connection.plan.atMs < untilMs) {
      const nowMs = connection.plan.atMs;
      const { minutes } = windowFor(connection.memory, nowMs);
      looks[minutes >= 1440 ? 'full' : minutes >= 360 ? 'deep' : 'usual'] += 1;
      const newestAtMs = startMs + Math.floor((nowMs - startMs - 20_000) / cadenceMs) * cadenceMs;
      connection.poll(readingsUpTo(newestAtMs, Math.floor((minutes * minuteMs) / cadenceMs)));
    }
    expect(looks.full).toBeGreaterThanOrEqual(3);
    expect(looks.full).toBeLessThanOrEqual(5);
    expect(looks.deep).toBeGreaterThanOrEqual(66);
    expect(looks.deep).toBeLessThanOrEqual(96);
    expect(looks.usual).toBeGreaterThan(10 * looks.deep - looks.full);
  });

  it('is the deeper look again when the poll that asked for it failed', () => {
    const memory = learnedMemory({ deepAtMs: startMs - 2 * hourMs });
    expect(windowFor(memory, startMs).minutes).toBeGreaterThanOrEqual(360);
    expect(windowFor(memory, startMs + minuteMs).minutes).toBeGreaterThanOrEqual(360);
  });

  it('asks a quick sensor for as many readings as the hours hold', () => {
    const connection = polledConnection();
    connection.poll(readingsUpTo(startMs, 288, minuteMs));
    expect(windowFor(connection.memory, startMs + minuteMs).maxCount).toBe(1440);
    connection.poll(readingsUpTo(connection.plan.atMs, 1440, minuteMs));
    const usual = windowFor(connection.memory, connection.nowMs + minuteMs);
    expect(usual.maxCount).toBeGreaterThanOrEqual(usual.minutes);
    expect(usual.minutes).toBeLessThan(40);
  });

  it('is more entries where several devices tell each reading, and at once', () => {
    const connection = polledConnection();
    const newestAtMs = startMs - 20 * secondMs;
    // The first answer ends after twelve hours for its number alone: the look is not done.
    connection.pollAt(startMs, readingsUpTo(newestAtMs, 144), 288);
    expect(connection.memory.fullAtMs).toBeNull();
    const again = windowFor(connection.memory, startMs + 17 * secondMs);
    expect(again).toEqual({ minutes: 1440, maxCount: 1440 });
    connection.pollAt(startMs + 17 * secondMs, readingsUpTo(newestAtMs, 287), 574);
    expect(connection.memory.fullAtMs).toBe(startMs + 17 * secondMs);
    const deep = windowFor(connection.memory, startMs + 2 * hourMs);
    expect(deep.maxCount).toBeGreaterThan(2 * 6 * 12);
    // A whole day that one device told: the others are gone.
    connection.pollAt(startMs + 24.5 * hourMs, readingsUpTo(newestAtMs + 24 * hourMs, 287));
    expect(windowFor(connection.memory, startMs + 49 * hourMs).maxCount).toBe(288);
  });

  it('spreads the deeper looks of connections that were made together', () => {
    const isDeepAt = (phaseS: number, afterMinutes: number) => {
      const newestAtMs = startMs + afterMinutes * minuteMs - phaseS * secondMs;
      const memory = learnedMemory({ newestAtMs, deepAtMs: startMs, fullAtMs: startMs });
      return windowFor(memory, startMs + afterMinutes * minuteMs).minutes >= 360;
    };
    const phases = Array.from({ length: 299 }, (_, phaseS) => phaseS);
    const shareAt = (minutes: number) =>
      phases.filter((phaseS) => isDeepAt(phaseS, minutes)).length / phases.length;
    expect(shareAt(44)).toBe(0);
    expect(shareAt(52)).toBeGreaterThan(0.3);
    expect(shareAt(52)).toBeLessThan(0.7);
    expect(shareAt(60)).toBe(1);
  });

  it('is the whole day once in a silence: a phone whose clock is behind tells its readings there', () => {
    const memory = learnedMemory({ newestAtMs: startMs, deepAtMs: startMs, fullAtMs: startMs });
    const minutesAt = (atMs: number, fullAtMs = startMs) =>
      windowFor({ ...memory, fullAtMs }, atMs).minutes;
    expect(minutesAt(startMs + 10 * minuteMs)).toBeLessThan(60);
    expect(minutesAt(startMs + 11 * minuteMs)).toBe(1_440);
    expect(minutesAt(startMs + 16 * minuteMs, startMs + 11 * minuteMs)).toBeLessThan(60);
  });

  it('stays within what may be asked, whatever is remembered', () => {
    fc.assert(
      fc.property(anyMemory, fc.integer({ min: 0, max: 4_102_444_800_000 }), (memory, nowMs) => {
        const { minutes, maxCount } = windowFor(memory, nowMs);
        expect(Number.isInteger(minutes) && minutes >= 30 && minutes <= 1440).toBe(true);
        expect(Number.isInteger(maxCount) && maxCount >= 1 && maxCount <= 1440).toBe(true);
      }),
    );
  });
});
