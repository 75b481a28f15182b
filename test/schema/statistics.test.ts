import { afterAll, describe, expect, it } from 'vitest';
import { dayMinutes, range, startGlucoseApi, zonedRange } from '#test/glucose-api';
import { atMinute, minuteMs, type ShortReading, startMs } from '#test/stored-samples';

/** What stored readings say in numbers, read where an application reads them. */
const days = 14;
const api = await startGlucoseApi(startMs + 200 * dayMinutes * minuteMs);
afterAll(() => api.close());
const { setup } = api;

interface Pace {
  readonly everyMinutes?: number;
  readonly fromMinute?: number;
}

/** One reading a step; null leaves a reading out. */
function paced(values: readonly (number | null)[], pace: Pace = {}): ShortReading[] {
  const { everyMinutes = 5, fromMinute = 0 } = pace;
  return values.flatMap((value, n): ShortReading[] =>
    value === null ? [] : [[fromMinute + n * everyMinutes, value]],
  );
}

const times = (count: number, value: number | null) =>
  Array.from({ length: count }, (): number | null => value);

/** Readings from one minute to another, that move but stay in range. */
function between(fromMinute: number, toMinute: number, everyMinutes = 5): ShortReading[] {
  const count = Math.ceil((toMinute - fromMinute) / everyMinutes);
  return paced(
    Array.from({ length: count }, (_, n) => 110 + ((n * 7) % 40)),
    { fromMinute, everyMinutes },
  );
}

/** The words that the contract has for a value of an enum. */
async function wordsOf(type: string, value: string): Promise<string> {
  const document = `{ __type(name: "${type}") { enumValues { name description } } }`;
  const { data } = await api.ask(document);
  const values: { name: string; description: string }[] = data.__type.enumValues;
  return values.find(({ name }) => name === value)?.description ?? '';
}

async function wordsOfField(type: string, field: string): Promise<string> {
  const { data } = await api.ask(`{ __type(name: "${type}") { fields { name description } } }`);
  const fields: { name: string; description: string }[] = data.__type.fields;
  return fields.find(({ name }) => name === field)?.description ?? '';
}

const enough = `glucoseStatistics${range} {
  activePercent activeMinutes sampleCount gmiPercent gmiWithheldReason
  sufficiency { periodDays activePercent isSufficient shortage } }`;

describe('data are enough', () => {
  const lastMinute = days * dayMinutes;
  const dayAndHour = 25 * 60;
  const longGap = 6_250;

  async function expectEnough(readings: readonly ShortReading[]) {
    const { see } = await setup(readings);
    const { glucoseStatistics } = await see(enough);
    expect(glucoseStatistics.gmiPercent).toBeGreaterThan(5);
    expect(glucoseStatistics.sufficiency).toMatchObject({
      periodDays: 14,
      isSufficient: true,
      shortage: null,
    });
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo(92.56, 2);
  }

  it('with 92.6 % of 14 days, the gap at the end', () =>
    expectEnough(between(0, lastMinute - dayAndHour)));

  it('with 92.6 % of 14 days, the gap at the beginning', () =>
    expectEnough(between(dayAndHour, lastMinute)));

  it('with 92.6 % of 14 days, the gap in the middle', () =>
    expectEnough([...between(0, 7_000), ...between(7_000 + dayAndHour, lastMinute)]));

  async function expectTooFew(readings: readonly ShortReading[]) {
    const { see } = await setup(readings);
    const { glucoseStatistics } = await see(enough);
    expect(glucoseStatistics).toMatchObject({
      gmiPercent: null,
      gmiWithheldReason: 'UNDER_70_PERCENT',
      sufficiency: { periodDays: 14, isSufficient: false, shortage: 'UNDER_70_PERCENT' },
    });
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo(69, 1);
  }

  it('not with 69 % of 14 days, the gap at the end', () =>
    expectTooFew(between(0, lastMinute - longGap)));

  it('not with 69 % of 14 days, the gap at the beginning', () =>
    expectTooFew(between(longGap, lastMinute)));

  it('not with 69 % of 14 days, the gap in the middle', () =>
    expectTooFew([...between(0, 7_000), ...between(7_000 + longGap, lastMinute)]));

  it('not with two weeks of readings in a range of 90 days', async () => {
    const { see } = await setup(between(0, lastMinute));
    const { glucoseStatistics } = await see(enough, { to: atMinute(90 * dayMinutes) });
    expect(glucoseStatistics).toMatchObject({
      gmiPercent: null,
      gmiWithheldReason: 'UNDER_70_PERCENT',
      sufficiency: { periodDays: 90, shortage: 'UNDER_70_PERCENT' },
    });
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo((14 / 90) * 100, 1);
  });

  it('not with a range of 13 days, however full', async () => {
    const { see } = await setup(between(0, lastMinute));
    const { glucoseStatistics } = await see(enough, { to: atMinute(13 * dayMinutes) });
    expect(glucoseStatistics).toMatchObject({
      gmiPercent: null,
      gmiWithheldReason: 'UNDER_14_DAYS',
      sufficiency: { periodDays: 13, activePercent: 100 },
    });
  });

  it('with 14 local days where the clocks go forward by two hours', async () => {
    const from = '2026-03-22T23:59:00Z';
    const fromMinute = (Date.parse(from) - startMs) / minuteMs;
    const to = atMinute(fromMinute + days * dayMinutes - 120);
    const { see } = await setup(between(fromMinute, fromMinute + days * dayMinutes - 120));
    const { glucoseStatistics } = await see(enough, { from, to });
    expect(glucoseStatistics.sufficiency).toMatchObject({ isSufficient: true });
  });

  it('or the reason that is told is true', async () => {
    expect(await wordsOf('DataShortage', 'UNDER_14_DAYS')).toMatch(/range .*shorter than 14 days/);
    expect(await wordsOf('DataShortage', 'UNDER_70_PERCENT')).toMatch(/of the range/);
  });
});

describe('what a reading stands for', () => {
  const lastMinute = days * dayMinutes;

  it.each([
    [2, '50 %'],
    [3, '33.3 %'],
    [6, '16.7 %'],
    [12, '8.3 %'],
  ])('is five minutes where one in %i of them is there: %s', async (nth) => {
    const { see } = await setup(between(0, lastMinute, nth * 5));
    const { glucoseStatistics } = await see(enough);
    expect(glucoseStatistics).toMatchObject({
      gmiPercent: null,
      gmiWithheldReason: 'UNDER_70_PERCENT',
    });
    expect(glucoseStatistics.activePercent).toBeCloseTo(100 / nth, 0);
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo(100 / nth, 6);
    expect(glucoseStatistics.activeMinutes).toBeCloseTo(lastMinute / nth, 6);
  });

  it('is a minute of a sensor that was seen to measure each minute, when one in six of its readings is there', async () => {
    const { see } = await setup([...between(0, 120, 1), ...between(120, 1_560, 6)]);
    const times = { from: atMinute(120), to: atMinute(1_560) };
    const { glucoseStatistics } = await see(enough, times);
    expect(glucoseStatistics.activePercent).toBeCloseTo(16.7, 1);
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo(16.7, 1);
  });

  it('is what the sensor of the time measured by, where sensors change', async () => {
    const { see } = await setup([
      ...between(0, 720, 5),
      ...between(720, 1_440, 1),
      ...between(1_440, 2_880, 5),
    ]);
    const { glucoseStatistics } = await see(enough, { to: atMinute(2_880) });
    expect(glucoseStatistics.activePercent).toBeCloseTo(100, 6);
    expect(glucoseStatistics.activeMinutes).toBeCloseTo(2_880, 6);
    expect(glucoseStatistics.sufficiency.activePercent).toBeCloseTo(100, 6);
  });

  it('is twelve seconds of a sensor that measures five times a minute', async () => {
    const quick = paced(times(300, 100), { everyMinutes: 0.2 });
    const usual = paced(times(12, 200), { fromMinute: 60 });
    const { see } = await setup([...quick, ...usual]);
    const { glucoseStatistics } = await see(
      `glucoseStatistics${range} { activeMinutes activePercent mean { mgDl } }`,
      { to: atMinute(120) },
    );
    expect(glucoseStatistics.activeMinutes).toBeCloseTo(120, 6);
    expect(glucoseStatistics.activePercent).toBeCloseTo(100, 6);
    expect(glucoseStatistics.mean.mgDl).toBeCloseTo(150, 6);
  });

  it('ends with the range', async () => {
    const { see } = await setup(between(0, 720));
    const { glucoseStatistics } = await see(enough, { to: atMinute(12) });
    expect(glucoseStatistics.activeMinutes).toBe(12);
  });
});

const mage = `glucoseStatistics${range} {
  mage { value { mgDl } absence } naive: mage(variant: NAIVE) { value { mgDl } absence } }`;

describe('MAGE', () => {
  const wave = (count: number, height: number, level: number) =>
    Array.from({ length: count }, (_, i) => Math.round(level + height * Math.sin(i / 8)));

  it('counts a segment with a standard deviation below 1 as flat', async () => {
    // The grid begins a step after midnight, and would miss a reading there.
    const first = paced(wave(144, 50, 150), { fromMinute: 5 });
    const second = paced(wave(144, 1.1, 100), { fromMinute: 5 + 144 * 5 + 4 * 60 });
    const { see } = await setup([...first, ...second]);
    const { glucoseStatistics } = await see(mage);
    expect(glucoseStatistics.mage.value.mgDl).toBeCloseTo(91.67, 2);
  });

  it('says truly why there is none where one rise stands between flat hours', async () => {
    const { see } = await setup(paced([...times(120, 120), ...times(36, 300), ...times(132, 120)]));
    const { glucoseStatistics } = await see(mage);
    expect(glucoseStatistics.mage).toEqual({ value: null, absence: 'NO_EXCURSION' });
    const words = await wordsOf('MageAbsence', 'NO_EXCURSION');
    expect(words).toMatch(/moving averages/);
    expect(words).not.toMatch(/nothing moved/i);
  });

  it.each([
    ['nothing moves at all', times(288, 120)],
    ['all is LOW', times(288, 39)],
  ])('says that glucose is flat where %s', async (_what, values) => {
    const { see } = await setup(paced(values));
    const { glucoseStatistics } = await see(mage);
    const flat = { value: null, absence: 'FLAT' };
    expect(glucoseStatistics).toEqual({ mage: flat, naive: flat });
    expect(await wordsOf('MageAbsence', 'FLAT')).toMatch(/standard deviation/);
  });
});

describe('an episode is extended', () => {
  const parts = 'minutes isExtended';
  const episodes = `glucoseEpisodes${range} { low { levelOne { ${parts} } levelTwo { ${parts} } }
    high { levelOne { ${parts} } levelTwo { ${parts} } } }`;
  const calm = times(12, 120);
  const isExtendedOf = async (side: 'low' | 'high', values: readonly (number | null)[]) => {
    const { see } = await setup(paced([...calm, ...values, ...calm]));
    const { glucoseEpisodes } = await see(episodes);
    expect(glucoseEpisodes[side].levelOne).toHaveLength(1);
    return glucoseEpisodes[side].levelOne[0].isExtended;
  };

  it('not by a low of which no run is longer than 70 minutes', async () => {
    const values = [...times(14, 60), 72, ...times(11, 60)];
    expect(await isExtendedOf('low', values)).toBe(false);
    expect(await isExtendedOf('low', [...times(3, 60), 72, ...times(24, 60)])).toBe(false);
  });

  it('by a low of more than 120 consecutive minutes, whatever is before and after it', async () => {
    const before = [...times(3, 60), 72];
    expect(await isExtendedOf('low', [...before, ...times(25, 60)])).toBe(true);
    expect(await isExtendedOf('low', [...times(25, 60), 72, ...times(3, 60)])).toBe(true);
  });

  it('by a high of 90 minutes above 250 within 120', async () => {
    expect(await isExtendedOf('high', times(18, 260))).toBe(true);
    const apart = [...times(9, 260), ...times(6, 240), ...times(9, 260)];
    expect(await isExtendedOf('high', apart)).toBe(true);
  });

  it('not by a high of less, or of more time in between', async () => {
    expect(await isExtendedOf('high', times(17, 260))).toBe(false);
    expect(await isExtendedOf('high', times(60, 250))).toBe(false);
    const apart = [...times(9, 260), ...times(7, 240), ...times(9, 260)];
    expect(await isExtendedOf('high', apart)).toBe(false);
  });

  it('in words that say by what', async () => {
    const words = await wordsOfField('GlucoseEpisode', 'isExtended');
    expect(words).toMatch(/120 consecutive minutes/);
    expect(words).toMatch(/90 .*minutes above 250/);
  });
});

describe('days', () => {
  const minuteOf = (instant: string) => (Date.parse(instant) - startMs) / minuteMs;

  it('are counted once in the profile of a day on which an hour comes twice', async () => {
    const [from, to] = ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'];
    const { see } = await setup(between(minuteOf(from), minuteOf(to)));
    const { ambulatoryProfile } = await see(
      `ambulatoryProfile${zonedRange} { counts mgDl { p50 } }`,
      { from, to, timeZone: 'Europe/Berlin' },
    );
    expect(new Set(ambulatoryProfile.counts)).toEqual(new Set([1]));
  });

  it.each([
    ['Antarctica/Troll', '2026-03-29', 1320],
    ['Europe/Berlin', '2026-03-29', 1380],
    ['Australia/Lord_Howe', '2026-10-04', 1410],
    ['Europe/Berlin', '2026-03-30', 1440],
    ['Australia/Lord_Howe', '2026-04-05', 1470],
    ['Europe/Berlin', '2026-10-25', 1500],
    ['Antarctica/Troll', '2026-10-25', 1560],
  ])('in %s, %s has %i minutes', async (timeZone, date, minutes) => {
    const noonMs = Date.parse(`${date}T12:00:00Z`);
    const from = new Date(noonMs - 2 * dayMinutes * minuteMs);
    const to = new Date(noonMs + 2 * dayMinutes * minuteMs);
    const { see } = await setup();
    const { glucoseDays } = await see(`glucoseDays${zonedRange} { date minutes }`, {
      ...{ from, to, timeZone },
    });
    expect(glucoseDays).toContainEqual({ date, minutes });
  });

  it('have each length that the contract names', async () => {
    const words = await wordsOfField('GlucoseDay', 'minutes');
    for (const minutes of [1320, 1380, 1410, 1440, 1470, 1500, 1560]) {
      expect(words).toContain(`${minutes}`);
    }
  });
});

describe('readings at the limits of a sensor', () => {
  const parts = 'atLimits { lowPercent highPercent isBound }';
  const field = `glucoseStatistics${range} { mean { mgDl } gmiPercent ${parts} }
    glucoseDays${range} { mean { mgDl } ${parts} }`;
  const dayCount = days * 288;

  it('are told beside mean, GMI and SD, which they bound: 14 days of LOW', async () => {
    const { see } = await setup(paced(times(dayCount, 39)));
    const { glucoseStatistics, glucoseDays } = await see(field);
    expect(glucoseStatistics.gmiPercent).toBeCloseTo(4.24, 2);
    const all = { lowPercent: 100, highPercent: 0, isBound: true };
    expect(glucoseStatistics.atLimits).toEqual(all);
    expect(glucoseDays).toHaveLength(days);
    for (const day of glucoseDays) expect(day.atLimits).toEqual(all);
  });

  it('are told by the time that they stand for', async () => {
    const values = [...times(3, 39), ...times(16, 100), ...times(1, 401)];
    const { see } = await setup(paced(values));
    const { glucoseStatistics } = await see(field);
    expect(glucoseStatistics.atLimits).toEqual({ lowPercent: 15, highPercent: 5, isBound: true });
  });

  it('are none where all was measured', async () => {
    const { see } = await setup(paced([40, 100, 400]));
    const { glucoseStatistics } = await see(field);
    expect(glucoseStatistics.atLimits).toEqual({ lowPercent: 0, highPercent: 0, isBound: false });
  });

  it('are unknown without a reading', async () => {
    const { see } = await setup();
    expect((await see(field)).glucoseStatistics.atLimits).toBeNull();
  });
});
