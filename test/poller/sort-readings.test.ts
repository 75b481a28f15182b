import { describe, expect, it } from 'vitest';
import type { KnownAside } from '#src/poller/ask/put-aside.ts';
import { isCutShort, readingsOf } from '#src/poller/ask/sort-readings.ts';
import type { ClaimedPoll } from '#src/poller/poll/claimed-poll.ts';
import type { PollOutcome } from '#src/poller/poll/poll-outcome.ts';
import {
  ago,
  claimedPoll,
  hourMs,
  minuteMs,
  now,
  nowMs,
  outage,
  readingAt,
  readingsFrom,
  readOutcome,
  secondMs,
} from './polls.ts';

const none: KnownAside = new Map();
const dayWindow = { minutes: 1_440, maxCount: 288 };

function sort(poll: Partial<ClaimedPoll>, outcome: PollOutcome, known: KnownAside = none) {
  return readingsOf(claimedPoll(poll), outcome, now, known);
}

function holeOf(poll: Partial<ClaimedPoll>, outcome: PollOutcome) {
  const { lost } = sort(poll, outcome);
  return lost && [nowMs - lost.from.getTime(), nowMs - lost.to.getTime()];
}

describe('the readings of an answer', () => {
  it('are none where there was no answer', () => {
    const { readings, incoming, rejected, lost } = sort({}, outage);
    expect({ readings, incoming, rejected, lost }).toEqual({
      readings: [],
      incoming: [],
      rejected: [],
      lost: null,
    });
  });

  it('from more than ten minutes ahead are put aside', () => {
    const ahead = readingAt(nowMs + 10 * minuteMs + 1);
    const within = readingAt(nowMs + 10 * minuteMs);
    const { readings, rejected } = sort({}, readOutcome([ahead, within]));
    expect(readings).toEqual([within]);
    expect(rejected).toEqual([{ reading: ahead, reason: 'from-the-future' }]);
  });

  it('that were rejected are not served when their time has come', () => {
    const [first, second] = readingsFrom(nowMs - minuteMs, 2);
    if (!first || !second) throw new Error('two readings');
    const { readings, rejected } = sort(
      {},
      readOutcome([first, second]),
      new Map([
        [
          first.takenAtMs,
          { valueMgDl: first.valueMgDl, reason: 'from-the-future', seenAtMs: nowMs },
        ],
      ]),
    );
    expect(readings).toEqual([second]);
    expect(rejected).toEqual([]);
  });

  it('from before the day that Dexcom keeps are rejected: a clock is wrong by years', () => {
    const old = readingAt(Date.UTC(1971, 0, 1));
    expect(sort({}, readOutcome([old])).rejected).toMatchObject([{ reason: 'too-old' }]);
  });

  it('carry what glucose needs of them', () => {
    const { incoming } = sort({}, readOutcome([readingAt(nowMs, 401)]));
    expect(incoming).toEqual([
      { takenAtMs: nowMs, valueMgDl: 401, trend: 'FLAT', utcOffsetMinutes: 0 },
    ]);
  });
});

describe('the bounds of what is credible', () => {
  it.each([
    ['ten minutes ahead', nowMs + 10 * minuteMs, null],
    ['a millisecond more', nowMs + 10 * minuteMs + 1, 'from-the-future'],
    ['a day and an hour ago', nowMs - 25 * hourMs, null],
    ['a millisecond before', nowMs - 25 * hourMs - 1, 'too-old'],
  ])('%s', (_, takenAtMs, reason) => {
    const { readings, rejected } = sort({}, readOutcome([readingAt(takenAtMs)]));
    expect(rejected.map((each) => each.reason)).toEqual(reason ? [reason] : []);
    expect(readings).toHaveLength(reason ? 0 : 1);
  });
});

describe('a hole', () => {
  it('is left by a full answer that does not reach back to the newest sample known', () => {
    const readings = readingsFrom(nowMs - minuteMs, 288);
    const oldestMs = minuteMs + 287 * 5 * minuteMs;
    const outcome = readOutcome(readings, { window: dayWindow });
    expect(holeOf({ newestTakenAt: ago(30 * hourMs) }, outcome)).toEqual([30 * hourMs, oldestMs]);
  });

  it('is not left by one that does reach back', () => {
    const outcome = readOutcome(readingsFrom(nowMs, 288), { window: dayWindow });
    expect(holeOf({ newestTakenAt: ago(5 * minuteMs) }, outcome)).toBeNull();
  });

  it('is not left where the oldest reading is the next one after the newest known', () => {
    const readings = readingsFrom(nowMs, 288);
    const newestTakenAt = ago(288 * 5 * minuteMs);
    const { memory } = claimedPoll();
    const facts = { newestTakenAt, memory: { ...memory, polledAtMs: nowMs - hourMs } };
    expect(holeOf(facts, readOutcome(readings, { window: dayWindow }))).toBeNull();
  });

  it('is left where nobody asked for longer than a day', () => {
    const { memory } = claimedPoll();
    const facts = {
      newestTakenAt: ago(50 * hourMs),
      memory: { ...memory, polledAtMs: nowMs - 40 * hourMs },
    };
    const outcome = readOutcome(readingsFrom(nowMs, 10), { window: dayWindow });
    expect(holeOf(facts, outcome)).toEqual([40 * hourMs, 24 * hourMs]);
  });

  it('is not left by a sensor that was silent while we asked', () => {
    const { memory } = claimedPoll();
    const facts = {
      newestTakenAt: ago(72 * hourMs),
      memory: { ...memory, polledAtMs: nowMs - 10 * minuteMs },
    };
    const outcome = readOutcome(readingsFrom(nowMs, 3), { window: dayWindow });
    expect(holeOf(facts, outcome)).toBeNull();
  });

  it.each([{ isSharingOn: false }, { followerCount: 0 }])(
    'is left where sharing was off for longer than a day (%o)',
    (told) => {
      const memory = { ...claimedPoll().memory, polledAtMs: nowMs - 10 * minuteMs };
      const facts = { newestTakenAt: ago(30 * hourMs), memory, ...told };
      const outcome = readOutcome(readingsFrom(nowMs, 200), { window: dayWindow });
      expect(holeOf(facts, outcome)).toEqual([30 * hourMs, 24 * hourMs]);
      // Not before readings come again: until then it only grows.
      expect(holeOf(facts, readOutcome([], { window: dayWindow }))).toBeNull();
      const recent = { ...facts, newestTakenAt: ago(24 * hourMs) };
      expect(holeOf(recent, outcome)).toBeNull();
    },
  );

  it('is not left by the first answer ever', () => {
    const outcome = readOutcome(readingsFrom(nowMs, 288), { window: dayWindow });
    expect(holeOf({ newestTakenAt: null }, outcome)).toBeNull();
  });

  it('ends where a later answer reaches back to', () => {
    const covered = (outcome: PollOutcome) => {
      const { coveredFrom } = sort({}, outcome);
      return coveredFrom && Math.round((nowMs - coveredFrom.getTime()) / minuteMs);
    };
    const readings = readingsFrom(nowMs, 20);
    expect(covered(readOutcome(readings, { window: dayWindow }))).toBe(1_440);
    expect(covered(readOutcome(readings))).toBeNull();
    const full = readOutcome(readingsFrom(nowMs, 288, 2 * minuteMs), { window: dayWindow });
    expect(covered(full)).toBe(574);
  });

  it('does not end by an answer without readings: sharing may be off', () => {
    const { coveredFrom } = sort({}, readOutcome([], { window: dayWindow }));
    expect(coveredFrom).toBeNull();
  });
});

describe('an answer cut short', () => {
  const cut = (poll: Partial<ClaimedPoll>, outcome: ReturnType<typeof readOutcome>) =>
    isCutShort(claimedPoll(poll), outcome, sort(poll, outcome).readings);

  it('is one that holds all that we asked for, and misses some', () => {
    const readings = readingsFrom(nowMs - secondMs, 14, minuteMs);
    expect(cut({ newestTakenAt: ago(hourMs) }, readOutcome(readings))).toBe(true);
    expect(cut({ newestTakenAt: ago(14 * minuteMs) }, readOutcome(readings))).toBe(false);
    expect(cut({ newestTakenAt: null }, readOutcome(readings))).toBe(true);
    expect(cut({ newestTakenAt: null }, readOutcome(readingsFrom(nowMs, 14)))).toBe(false);
    expect(cut({ newestTakenAt: ago(hourMs) }, readOutcome(readings.slice(1)))).toBe(false);
  });

  it('is one that is full of readings from the future', () => {
    const ahead = readingsFrom(nowMs + 5 * hourMs, 14);
    expect(cut({}, readOutcome(ahead))).toBe(true);
  });

  it('is not one that holds all that Dexcom gives', () => {
    const readings = readingsFrom(nowMs, 288, minuteMs);
    const newestTakenAt = ago(20 * hourMs);
    expect(cut({ newestTakenAt }, readOutcome(readings, { window: dayWindow }))).toBe(true);
    const large = { ...dayWindow, maxCount: 1_440 };
    expect(cut({ newestTakenAt }, readOutcome(readings, { window: large }))).toBe(false);
  });
});
