import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { travel } from '#test/travel';
import { startWearers, type Wearers } from '#test/wearers';

/**
 * What a second teller adds to the readings of a phone: which value stands, under how many samples,
 * and what is told of it. All wearers live through one hour at one gateway.
 */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.UTC(2026, 2, 25, 9);
const slotMs = 5 * minuteMs;
type Points = NonNullable<AccountOptions['trace']>;

/** The reading of a slot after the start: half a second behind its second. */
const atOf = (slot: number) => startMs + slot * slotMs + 7_500;
const glucoseAt = (slot: number) => Math.round(150 + 50 * Math.sin(slot / 8));
const pointOf = (slot: number, valueMgDl = glucoseAt(slot)) => ({ atMs: atOf(slot), valueMgDl });
const truth = Array.from({ length: 80 }, (_, n) => pointOf(n - 50));

const wrongMgDl = 48;
/** Entries of slots in the same second, in the order in which the answer lists them. */
const inBothOrders = (slots: readonly number[], visibleAtMs?: number): Points => {
  const seen = visibleAtMs === undefined ? {} : { visibleAtMs };
  return slots.map((slot, i) => {
    const laterMs = [0, 400, -400][i % 3] ?? 0;
    return { atMs: atOf(slot) + laterMs, valueMgDl: wrongMgDl, ...seen };
  });
};

/** A true reading and one of a wrong clock in the very same second; met together, or later. */
const sameSecond: Readonly<Record<string, Points>> = {
  'met together, listed last': [...inBothOrders([-20, -19, -18, -9]), ...truth],
  'met together, listed first': [...truth, ...inBothOrders([-20, -19, -18, -9])],
  'met later, listed last': [...inBothOrders([-6, -5, -4], startMs + 12 * minuteMs), ...truth],
  'met later, listed first': [...truth, ...inBothOrders([-6, -5, -4], startMs + 12 * minuteMs)],
};

/** Seconds from the phone's reading of one sensor to that of the other; a watch adds ten to each. */
const pairs: Readonly<Record<string, number>> = {
  'pairs-8': 8,
  'pairs-12': 12,
  'pairs-22': 22,
};

function pairsOf(seconds: number): Points {
  return truth.flatMap(({ atMs, valueMgDl }) =>
    [0, 10, seconds, seconds + 10].map((laterSeconds, i) => ({
      atMs: atMs + laterSeconds * 1000,
      valueMgDl: i < 2 ? valueMgDl : valueMgDl + 30,
    })),
  );
}

/** Of a reading of almost twenty minutes before, told beside it. */
const calibration = {
  atMs: atOf(1) + 9_000,
  valueMgDl: glucoseAt(1) + 25,
  visibleAtMs: startMs + 24 * minuteMs,
};

/** A sensor of one minute, which two devices tell. */
const everyMinute: Points = Array.from({ length: 1_600 }, (_, n) => ({
  atMs: startMs + (n - 1_500) * minuteMs + 7_500,
  valueMgDl: glucoseAt(n / 5),
}));

let all: Wearers;
let close: () => Promise<void>;
/** What was read on the way. */
const looks: { calibrated: number[]; aheadStates: string[] } = { calibrated: [], aheadStates: [] };

beforeAll(async () => {
  all = await startWearers(startMs + 30_000, {
    closeLater: (closeGateway) => {
      close = closeGateway;
    },
    readingsMax: 1_440,
  });
  const traces = {
    ...sameSecond,
    ...Object.fromEntries(Object.entries(pairs).map(([name, apart]) => [name, pairsOf(apart)])),
    calibrated: [...truth, calibration],
    'ahead-and-off': truth.filter(({ atMs }) => atMs < atOf(6)),
  };
  for (const [name, trace] of Object.entries(traces)) await all.add(name, { trace });
  await all.add('every-minute', { trace: everyMinute, secondDevice: {} });
  const error = { fromMs: atOf(2), toMs: atOf(60), errorMs: 3 * hourMs };
  all.gateway.simulator.addClockError({ region: 'US', username: 'ahead-and-off' }, error);
  for (const name of Object.keys(traces)) await all.link(name);
  await travelTo(calibration.visibleAtMs + 8 * minuteMs);
  const samples = await all.samplesOf('calibrated', atOf(1) - minuteMs);
  looks.calibrated = samples
    .filter(([at]) => at < atOf(2) - minuteMs)
    .map(([, valueMgDl]) => valueMgDl);
  for (const minutes of [43, 52]) {
    await travelTo(startMs + minutes * minuteMs);
    looks.aheadStates.push(await all.stateOf('ahead-and-off'));
  }
  await all.link('every-minute');
  await travelTo(startMs + 55 * minuteMs);
}, 240_000);

afterAll(() => close());

async function travelTo(atMs: number) {
  await travel(all.clock, all.gateway, atMs - all.clock.nowMs());
}

const untilMs = startMs + 50 * minuteMs;

async function samplesOf(name: string) {
  const samples = await all.samplesOf(name, startMs - 5 * hourMs);
  return samples.filter(([atMs]) => atMs < untilMs);
}

const trueSamples = truth
  .filter(({ atMs }) => atMs < untilMs)
  .map(({ atMs, valueMgDl }) => [Math.floor(atMs / 1000) * 1000, valueMgDl] as const);

describe('K1: a true reading and one of a wrong clock in the very same second', () => {
  it.each(Object.keys(sameSecond))('are one sample, of the true value: %s', async (name) => {
    expect(await samplesOf(name)).toEqual(trueSamples);
  });
});

describe('a calibration of an older reading, told beside it', () => {
  it('revises its sample with the next reading', async () => {
    expect(looks.calibrated).toEqual([calibration.valueMgDl]);
  });

  it('is told once, as an update', async () => {
    const { events } = await all.gateway.ask<{ events: { edges: unknown[] } }>(
      `query U($userId: ID!) {
        events(userId: $userId, first: 20, types: [DAILY_DATA_GLUCOSE_UPDATED]) {
          edges { node { id } }
        }
      }`,
      { userId: all.userIdOf('calibrated') },
    );
    expect(events.edges).toHaveLength(1);
  });
});

describe('R1: two sensors, each told by a phone and a watch', () => {
  it.each(Object.keys(pairs))('are one sample a reading of either: %s', async (name) => {
    const values = (await samplesOf(name)).map(([, valueMgDl]) => valueMgDl);
    expect(values).toEqual(trueSamples.flatMap(([, valueMgDl]) => [valueMgDl, valueMgDl + 30]));
    expect(await all.stateOf(name)).toBe('FRESH');
  });
});

describe('a sensor of one minute that two devices tell', () => {
  it('gets what an answer holds of its day, and the rest is told as beyond reach', async () => {
    const iso = (atMs: number) => new Date(atMs).toISOString();
    const { user } = await all.gateway.ask<{
      user: { glucoseGaps: { to: string; reason: string }[] };
    }>(
      `query G($userId: ID!, $from: DateTime!, $to: DateTime!) {
        user(id: $userId) { glucoseGaps(from: $from, to: $to) { to reason } }
      }`,
      {
        userId: all.userIdOf('every-minute'),
        from: iso(startMs - 22 * hourMs),
        to: iso(startMs + 54 * minuteMs),
      },
    );
    // Of 1,440 entries half an answer tells again: twelve hours. From then on nothing is missing.
    const [gap, ...more] = user.glucoseGaps;
    expect([gap?.reason, more]).toEqual(['BEYOND_REACH', []]);
    const endsAtMs = startMs + 52 * minuteMs - 12 * hourMs;
    expect(Math.abs(Date.parse(gap?.to ?? '') - endsAtMs)).toBeLessThan(3 * minuteMs);
  });
});

describe('K1: a phone ahead of time that goes off', () => {
  it('is told as a silence after the usual time, and not before', () => {
    expect(looks.aheadStates).toEqual(['CLOCK_WRONG', 'NO_RECENT_DATA']);
  });
});
