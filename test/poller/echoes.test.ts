import { describe, expect, it } from 'vitest';
import type { Reading } from '#providers';
import { echoesIn, type ToldEntry } from '#src/poller/ask/echoes.ts';
import { echoesAmong } from '#src/poller/ask/echoes-among.ts';
import type { AsideReason, KnownAside } from '#src/poller/ask/put-aside.ts';
import { emptyPollMemory } from '#src/poller/policy/poll-memory.ts';
import { hourMs, minuteMs, nowMs, readingAt, secondMs } from './polls.ts';

const slotMs = 5 * minuteMs;
/** Polled with each reading; looked back for hours at half past, and for the day hours ago. */
const memory = {
  ...emptyPollMemory,
  cadenceMs: slotMs,
  polledAtMs: nowMs - slotMs,
  deepAtMs: nowMs - 30 * minuteMs,
  fullAtMs: nowMs - 5 * hourMs,
};
/** The newest reading is of 20 s ago; no two in a row have the same value. */
const atOf = (slot: number) => nowMs - 20 * secondMs - slot * slotMs;
const glucoseAt = (slot: number) => 200 - ((slot * 7) % 90);
const phone: ToldEntry[] = Array.from({ length: 60 }, (_, slot) => ({
  takenAtMs: atOf(slot),
  valueMgDl: glucoseAt(slot),
}));
const behindMs = 12 * slotMs - 10 * secondMs;
const echoOf = (slot: number) => ({
  takenAtMs: atOf(slot) - behindMs,
  valueMgDl: glucoseAt(slot),
});

function echoesOf(met: readonly ToldEntry[], right = phone, known: KnownAside = new Map()) {
  return [...echoesIn(memory, { met, right, answeredAtMs: nowMs }, known)];
}

const knownOf = (entry: ToldEntry, reason: AsideReason, seenAtMs: number): KnownAside =>
  new Map([[entry.takenAtMs, { valueMgDl: entry.valueMgDl, reason, seenAtMs }]]);
const timesOf = (entries: readonly ToldEntry[]) => entries.map(({ takenAtMs }) => takenAtMs);

describe('K1: what is doubted is an echo of a reading', () => {
  it('that was told with it, and has its value', () => {
    expect(echoesOf([echoOf(0)])).toEqual(timesOf([echoOf(0)]));
  });

  it('where all since the last deep look are met at once, though the device is silent again', () => {
    const met = [echoOf(4), echoOf(5)];
    expect(echoesOf(met)).toEqual(timesOf(met));
  });

  it('where the phone told it a poll later', () => {
    const early = echoOf(0);
    const known = knownOf(early, 'doubted', nowMs - slotMs);
    expect(echoesOf([], phone, known)).toEqual(timesOf([early]));
  });

  it('where the phone did not tell it, at a distance that is known', () => {
    const right = phone.slice(1);
    expect(echoesOf([echoOf(0)], right)).toEqual([]);
    const known = knownOf(echoOf(1), 'clock-behind', nowMs - slotMs);
    expect(echoesOf([echoOf(0)], right, known)).toEqual(timesOf([echoOf(0)]));
  });
});

describe('what is doubted is no echo', () => {
  it('where it took the place of a reading, as a calibration does', () => {
    const right = phone.filter((_, slot) => slot !== 12);
    expect(echoesOf([echoOf(0)], right)).toEqual([]);
  });

  it('where no reading that was told with it has its value', () => {
    const calibrated = { ...echoOf(0), valueMgDl: glucoseAt(0) + 3 };
    expect(echoesOf([calibrated])).toEqual([]);
  });

  it('where others of the same distance have other values', () => {
    const calibrated = [1, 2].map((slot) => ({ ...echoOf(slot), valueMgDl: glucoseAt(slot) + 20 }));
    expect(echoesOf([echoOf(0), ...calibrated])).toEqual([]);
  });

  it('where the reading of its value was told long before', () => {
    const entry = { ...echoOf(0), takenAtMs: atOf(30) + 8 * secondMs, valueMgDl: glucoseAt(20) };
    expect(echoesOf([entry])).toEqual([]);
  });
});

describe('K1: among the readings of a first answer', () => {
  const readings = phone.map(({ takenAtMs, valueMgDl }) => readingAt(takenAtMs, valueMgDl));
  /** What another device told, of slots of the phone's, so much later. */
  const alsoTold = (slots: number, laterMs: number, higher = 0) =>
    readings
      .slice(0, slots)
      .map(({ takenAtMs, valueMgDl }) => readingAt(takenAtMs + laterMs, valueMgDl + higher));
  const echoesOfAll = (told: readonly Reading[]) => {
    const entries = [...readings, ...told].sort((one, other) => other.takenAtMs - one.takenAtMs);
    return [...echoesAmong(entries, slotMs, nowMs)].sort((a, b) => b.takenAtMs - a.takenAtMs);
  };

  it('those of a device that is behind, and tells still, are found', () => {
    const told = alsoTold(30, -behindMs);
    expect(echoesOfAll(told)).toEqual(told);
  });

  it('those of one that told the same, or that was ahead, or of another sensor are none', () => {
    expect(echoesOfAll(alsoTold(50, 10 * secondMs))).toEqual([]);
    expect(echoesOfAll(alsoTold(50, 10 * secondMs, 30))).toEqual([]);
    for (const aheadMs of [behindMs, 2 * slotMs - 10 * secondMs]) {
      const ahead = alsoTold(59, aheadMs);
      expect(echoesOfAll(ahead)).toEqual([]);
      for (const stoppedMs of [0, 8 * minuteMs, 15 * minuteMs, hourMs]) {
        const until = (each: Reading) => each.takenAtMs < nowMs - stoppedMs;
        expect(echoesOfAll(ahead.filter(until))).toEqual([]);
      }
    }
  });
});
