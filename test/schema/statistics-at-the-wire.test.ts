import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { travel } from '#test/travel';
import { startWearers, type Wearers } from '#test/wearers';

/**
 * Figures of readings that go in at Dexcom's wire and are read at the contract. All wearers are of one
 * gateway, which asks for two weeks in which Berlin's clocks go back.
 */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const days = 14;
/** Midnight, UTC, of the first of the days. */
const startMs = Date.UTC(2026, 9, 13);
const endMs = startMs + days * dayMs;
/** Of most wearers; two have been here for some time then. */
const linkedAtMs = startMs + dayMs - 2 * minuteMs;
const watchedMs = 160 * minuteMs;
const watchedAtMs = linkedAtMs - watchedMs;
const gapAtMs = endMs - 25 * hourMs;

type Trace = NonNullable<AccountOptions['trace']>;

/** Readings from an instant on, five minutes apart unless told; null leaves one out. */
function paced(
  fromMs: number,
  values: readonly (number | null)[],
  everyMs: number = 5 * minuteMs,
): Trace {
  return values.flatMap((valueMgDl, n) =>
    valueMgDl === null ? [] : [{ atMs: fromMs + n * everyMs, valueMgDl }],
  );
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const moving = (count: number) => times(count, 0).map((_, n) => 100 + ((n * 7) % 40));
const wave = (count: number, height: number, level: number) =>
  times(count, 0).map((_, i) => Math.round(level + height * Math.sin(i / 8)));

/** Readings that move, from one minute to another after an instant. */
function movingFrom(atMs: number, fromMinute: number, toMinute: number, everyMinutes: number) {
  const count = Math.round((toMinute - fromMinute) / everyMinutes);
  return paced(atMs + fromMinute * minuteMs, moving(count), everyMinutes * minuteMs);
}

const calm = times(12, 120);
const episodes = {
  'low for 70 minutes at most': [...times(14, 60), 72, ...times(11, 60)],
  'low for more than two hours': [...times(3, 60), 72, ...times(25, 60)],
  'high for 90 minutes of 120': [...times(9, 260), ...times(6, 240), ...times(9, 260)],
  'high for less': [...times(9, 260), ...times(7, 240), ...times(9, 260)],
} as const;
const episodeAtMs = startMs + 20 * hourMs;

/** Linked when they have been watched for a while. */
const watched: Readonly<Record<string, Trace>> = {
  'a sensor of one minute, of which five readings in six are lost': [
    ...movingFrom(watchedAtMs, -60, 10, 1),
    ...movingFrom(watchedAtMs, 10, 70, 6),
  ],
  'a sensor of five minutes after one of one': [
    ...movingFrom(watchedAtMs, -60, 0, 1),
    ...movingFrom(watchedAtMs, 30, 90, 5),
    ...movingFrom(watchedAtMs, 90, 150, 10),
  ],
};

const accounts: Readonly<Record<string, Partial<AccountOptions>>> = {
  'a phone and a watch': { trace: paced(startMs, moving(days * 288)), secondDevice: {} },
  'none for the last 25 hours': { trace: paced(startMs, moving((gapAtMs - startMs) / 300_000)) },
  'one in six': { trace: paced(startMs + 25 * minuteMs, moving(days * 48), 30 * minuteMs) },
  // As Dexcom tells it, and as an app did that had no limit.
  'LOW for all days': {
    trace: paced(
      startMs,
      times(days * 288, 0).map((_, n) => (n % 2 === 0 ? 39 : 25)),
    ),
  },
  // The grid begins a step after midnight, and would miss a reading there.
  'a wave, four hours, and a ripple': {
    trace: [
      ...paced(startMs + 5 * minuteMs, wave(144, 50, 150)),
      ...paced(startMs + 16 * hourMs + 5 * minuteMs, wave(144, 1.1, 100)),
    ],
  },
  'one rise between flat hours': {
    trace: paced(startMs, [...times(120, 120), ...times(36, 300), ...times(132, 120)]),
  },
  'a tenth at the limits': {
    trace: paced(
      startMs,
      [...times(144, 100), ...times(16, 25), ...times(128, 100)].fill(450, 280),
    ),
  },
  'five readings a minute': { trace: paced(linkedAtMs - 40 * minuteMs, moving(200), 12_000) },
  ...Object.fromEntries(
    Object.entries(episodes).map(([name, values]) => [
      name,
      { trace: paced(episodeAtMs, [...calm, ...values, ...calm]) },
    ]),
  ),
};

let all: Wearers;
let close: () => Promise<void>;

beforeAll(async () => {
  all = await startWearers(watchedAtMs, {
    closeLater: (closeGateway) => {
      close = closeGateway;
    },
    readingsMax: 1_440,
  });
  for (const [name, trace] of Object.entries(watched)) {
    await all.add(name, { trace });
    await all.link(name);
  }
  await travel(all.clock, all.gateway, watchedMs);
  for (const [name, account] of Object.entries(accounts)) {
    await all.add(name, account);
    await all.link(name);
  }
  await travel(all.clock, all.gateway, minuteMs);
  const { poller } = all.gateway.app.parts();
  // What came in silences of most of a day. Nobody's newest reading is old then, but at the end.
  const looks = [4.2 * hourMs, gapAtMs - linkedAtMs - 2 * minuteMs, endMs - linkedAtMs];
  for (let ms = 20 * hourMs; ms < endMs - linkedAtMs; ms += 20 * hourMs) looks.push(ms);
  for (const lookMs of looks.toSorted((one, other) => one - other)) {
    await all.clock.setTo(linkedAtMs + lookMs);
    await poller.pollDue();
  }
}, 240_000);

afterAll(() => close());

// biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
async function see(name: string, field: string, fromMs = startMs, toMs = endMs): Promise<any> {
  const { user } = await all.gateway.ask<{ user: unknown }>(
    `query ($userId: ID!, $from: DateTime!, $to: DateTime!) { user(id: $userId) { ${field} } }`,
    { userId: all.userIdOf(name), from: new Date(fromMs), to: new Date(toMs) },
  );
  return user;
}

const range = '(from: $from, to: $to)';
const enough = `glucoseStatistics${range} {
  sampleCount activePercent activeMinutes gmiPercent gmiWithheldReason
  sufficiency { periodDays activePercent isSufficient shortage } }`;

async function activeOf(name: string, atMs: number, fromMinute: number, toMinute: number) {
  const from = atMs + fromMinute * minuteMs;
  const { glucoseStatistics } = await see(name, enough, from, atMs + toMinute * minuteMs);
  return glucoseStatistics;
}

describe('R2: two weeks that a phone and a watch both told', () => {
  it('are active for all of the time, and have a GMI', async () => {
    const { glucoseStatistics } = await see('a phone and a watch', enough);
    expect(glucoseStatistics.sampleCount).toBe(days * 288);
    expect(glucoseStatistics.activePercent).toBeCloseTo(100, 1);
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo(100, 1);
    expect(glucoseStatistics.gmiPercent).not.toBeNull();
  });
});

describe('two weeks', () => {
  it('of which the last 25 hours are missing are enough', async () => {
    const { glucoseStatistics } = await see('none for the last 25 hours', enough);
    expect(glucoseStatistics.gmiPercent).toBeGreaterThan(5);
    expect(glucoseStatistics.sufficiency).toMatchObject({
      ...{ periodDays: 14, isSufficient: true, shortage: null },
    });
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo(92.56, 2);
  });

  it('that are LOW have a GMI, which is told to be a bound as mean and SD are', async () => {
    const atLimits = 'mean { mgDl } atLimits { lowPercent highPercent isBound }';
    const { glucoseStatistics, glucoseDays } = await see(
      'LOW for all days',
      `glucoseStatistics${range} { gmiPercent ${atLimits} } glucoseDays${range} { ${atLimits} }`,
    );
    expect(glucoseStatistics.gmiPercent).toBeCloseTo(4.24, 2);
    const bound = {
      mean: { mgDl: 39 },
      atLimits: { lowPercent: 100, highPercent: 0, isBound: true },
    };
    expect(glucoseStatistics).toMatchObject(bound);
    expect(glucoseDays).toHaveLength(days);
    for (const day of glucoseDays) expect(day).toEqual(bound);
  });

  it('have a day of 25 hours in Berlin, which the profile counts once', async () => {
    const { ambulatoryProfile, glucoseDays } = await see(
      'none for the last 25 hours',
      `ambulatoryProfile(from: $from, to: $to, timeZone: "Europe/Berlin") { counts }
       glucoseDays(from: $from, to: $to, timeZone: "Europe/Berlin") { date minutes }`,
      Date.UTC(2026, 9, 24, 22),
      Date.UTC(2026, 9, 25, 23),
    );
    expect(new Set(ambulatoryProfile.counts)).toEqual(new Set([1]));
    expect(glucoseDays).toEqual([{ date: '2026-10-25', minutes: 1500 }]);
  });
});

describe('C1: what readings stand for', () => {
  it('is 16.7 % where one reading in six of a sensor of five minutes is there', async () => {
    const { glucoseStatistics } = await see('one in six', enough);
    expect(glucoseStatistics.activePercent).toBeCloseTo(17, 0);
    expect(glucoseStatistics).toMatchObject({
      gmiPercent: null,
      gmiWithheldReason: 'UNDER_70_PERCENT',
    });
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo(16.7, 1);
  });

  it('is 16.7 % of a sensor of one minute too, once it was seen to be one', async () => {
    const name = 'a sensor of one minute, of which five readings in six are lost';
    const { activePercent, activeMinutes, sufficiency } = await activeOf(name, watchedAtMs, 10, 70);
    expect(activePercent).toBeCloseTo(17.9, 0);
    expect(activeMinutes).toBeCloseTo(10, 6);
    expect(sufficiency.activePercent).toBeCloseTo(16.7, 1);
    expect((await activeOf(name, watchedAtMs, -50, 10)).activeMinutes).toBeCloseTo(60, 6);
  });

  it('follows the sensor: one of five minutes after one of one is taken for what it is', async () => {
    const name = 'a sensor of five minutes after one of one';
    const { activeMinutes } = await activeOf(name, watchedAtMs, 30, 90);
    expect(activeMinutes).toBeCloseTo(60, 6);
    const { sufficiency, sampleCount } = await activeOf(name, watchedAtMs, 90, 150);
    expect(sampleCount).toBe(6);
    expect(sufficiency.activePercent).toBeCloseTo(50, 6);
  });

  it('never exceeds the time that there was: a sensor that measures five times a minute', async () => {
    const { sampleCount, activeMinutes, sufficiency } = await activeOf(
      ...(['five readings a minute', linkedAtMs, -30, 0] as const),
    );
    expect(sampleCount).toBe(150);
    expect(activeMinutes).toBeCloseTo(30, 6);
    expect(sufficiency.activePercent).toBeCloseTo(100, 6);
  });
});

describe('MAGE', () => {
  const mage = `glucoseStatistics${range} { mage { value { mgDl } absence } }`;

  it('counts a segment with a standard deviation below 1 as flat', async () => {
    const { glucoseStatistics } = await see('a wave, four hours, and a ripple', mage);
    expect(glucoseStatistics.mage.value.mgDl).toBeCloseTo(91.67, 2);
  });

  it('says truly why there is none where one rise stands between flat hours', async () => {
    const toMs = startMs + dayMs;
    const { glucoseStatistics } = await see('one rise between flat hours', mage, startMs, toMs);
    expect(glucoseStatistics.mage).toEqual({ value: null, absence: 'NO_EXCURSION' });
  });
});

describe('an episode', () => {
  it.each([
    ['low for 70 minutes at most', 'low', false],
    ['low for more than two hours', 'low', true],
    ['high for 90 minutes of 120', 'high', true],
    ['high for less', 'high', false],
  ] as const)('that is %s: %s, extended: %s', async (name, side, isExtended) => {
    const { glucoseEpisodes } = await see(
      name,
      `glucoseEpisodes${range} { ${side} { levelOne { isExtended } } }`,
      startMs,
      startMs + dayMs,
    );
    expect(glucoseEpisodes[side].levelOne).toEqual([{ isExtended }]);
  });
});

describe('readings at the limits of a sensor', () => {
  it('are told by the time that they stand for', async () => {
    const { glucoseStatistics } = await see(
      'a tenth at the limits',
      `glucoseStatistics${range} { atLimits { lowPercent highPercent isBound } }`,
      startMs,
      startMs + dayMs,
    );
    const { lowPercent, highPercent, isBound } = glucoseStatistics.atLimits;
    expect([lowPercent, highPercent].map((percent) => Math.round(percent * 2.88))).toEqual([16, 8]);
    expect(isBound).toBe(true);
  });
});
