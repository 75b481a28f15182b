import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { dayMinutes, range, startGlucoseApi, zonedRange } from '#test/glucose-api';
import {
  atMinute,
  minuteMs,
  type ShortReading,
  startMs,
  steadyReadings,
} from '#test/stored-samples';

/** Twenty days after the first sample, and two minutes and thirty seconds. */
const nowMs = startMs + 20 * dayMinutes * minuteMs + 150_000;
const api = await startGlucoseApi(nowMs);
afterAll(() => api.close());
const { db, setup } = api;

describe('glucose statistics', () => {
  const all = `glucoseStatistics(from: $from, to: $to, timeZone: $timeZone, ranges: [
      { lowMgDl: 63, highMgDl: 140 }, { lowMgDl: 100, highMgDl: 100 }]) {
    from to timeZone sampleCount activePercent activeMinutes spanMinutes
    sufficiency { periodDays activePercent isSufficient shortage }
    mean { mgDl mmolL } median { mgDl } standardDeviation { mgDl mmolL }
    quantiles { p5 { mgDl } p25 { mgDl } p50 { mgDl } p75 { mgDl } p95 { mgDl mmolL } }
    coefficientOfVariationPercent gmiPercent gmiWithheldReason
    cumulative { below54Percent below70Percent from70To180Percent above180Percent above250Percent }
    banded { below54Percent from54To69Percent from70To180Percent from181To250Percent
      above250Percent }
    ranges { lowMgDl highMgDl belowPercent inPercent abovePercent }
    gri { value zone hypoglycemiaComponent hyperglycemiaComponent }
    lbgi hbgi jIndex modd { mgDl }
    mage { variant value { mgDl } absence }
    naive: mage(variant: NAIVE) { variant value { mgDl } absence }
  }`;

  it('tell the numbers of a range, in both units', async () => {
    const values = [40, 60, 100, 200, 300];
    const { see } = await setup(values.map((value, n) => [n * 5, value]));
    const { glucoseStatistics: statistics } = await see(all);
    expect(statistics).toMatchObject({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-15T00:00:00.000Z',
      timeZone: 'UTC',
      sampleCount: 5,
      activePercent: 100,
      activeMinutes: 25,
      spanMinutes: 20,
      mean: { mgDl: 140 },
      median: { mgDl: 100 },
      quantiles: { p25: { mgDl: 60 }, p50: { mgDl: 100 }, p75: { mgDl: 200 } },
      cumulative: {
        below54Percent: 20,
        below70Percent: 40,
        from70To180Percent: 20,
        above180Percent: 40,
        above250Percent: 20,
      },
      banded: {
        below54Percent: 20,
        from54To69Percent: 20,
        from70To180Percent: 20,
        from181To250Percent: 20,
        above250Percent: 20,
      },
      ranges: [
        { lowMgDl: 63, highMgDl: 140, belowPercent: 40, inPercent: 20, abovePercent: 40 },
        { lowMgDl: 100, highMgDl: 100, belowPercent: 40, inPercent: 20, abovePercent: 40 },
      ],
      gri: { zone: 'E', hypoglycemiaComponent: 36, hyperglycemiaComponent: 30 },
      naive: { variant: 'NAIVE', absence: null },
    });
    expect(statistics.mean.mmolL).toBeCloseTo(140 / 18.01559, 9);
    expect(statistics.standardDeviation.mgDl).toBeCloseTo(Math.sqrt(47_200 / 4), 9);
    const cv = (100 * Math.sqrt(47_200 / 4)) / 140;
    expect(statistics.coefficientOfVariationPercent).toBeCloseTo(cv, 9);
  });

  it('withhold the GMI of few data, and say why', async () => {
    const { see } = await setup(steadyReadings(288));
    const { glucoseStatistics } = await see(all, { to: atMinute(dayMinutes) });
    expect(glucoseStatistics).toMatchObject({
      gmiPercent: null,
      gmiWithheldReason: 'UNDER_14_DAYS',
      sufficiency: { isSufficient: false, shortage: 'UNDER_14_DAYS' },
    });
  });

  it('tell the GMI of fourteen days', async () => {
    const { see } = await setup(steadyReadings(14 * 288));
    const { glucoseStatistics } = await see(all);
    expect(glucoseStatistics.gmiWithheldReason).toBeNull();
    const { mgDl } = glucoseStatistics.mean;
    expect(glucoseStatistics.gmiPercent).toBeCloseTo(3.31 + 0.02392 * mgDl, 9);
    expect(glucoseStatistics.mage.variant).toBe('MOVING_AVERAGE');
  });

  it('are null where there is nothing to compute from', async () => {
    const { see } = await setup();
    const { glucoseStatistics } = await see(all);
    expect(glucoseStatistics).toMatchObject({
      sampleCount: 0,
      mean: null,
      quantiles: null,
      cumulative: null,
      ranges: null,
      gri: null,
      lbgi: null,
      modd: null,
      gmiWithheldReason: 'NO_READINGS',
      mage: { value: null, absence: 'NO_READINGS' },
    });
  });

  it("count days in the user's time zone, or in the one that is given", async () => {
    const { see } = await setup([[0, 100]], 'Asia/Tokyo');
    const zone = async (timeZone: string | null) =>
      (await see(`glucoseStatistics${zonedRange} { timeZone }`, { timeZone })).glucoseStatistics
        .timeZone;
    expect(await zone(null)).toBe('Asia/Tokyo');
    expect(await zone('Europe/Berlin')).toBe('Europe/Berlin');
  });
});

describe('days', () => {
  const days = `glucoseDays${zonedRange} {
    date from to minutes sampleCount activePercent mean { mgDl } lowest { mgDl mmolL }
    highest { mgDl } standardDeviation { mgDl } coefficientOfVariationPercent
    banded { from70To180Percent }
  }`;

  it('are those of the local calendar, cut to the range', async () => {
    const { see } = await setup(steadyReadings(288));
    const variables = { timeZone: 'America/New_York', to: atMinute(dayMinutes) };
    const { glucoseDays } = await see(days, variables);
    expect(glucoseDays).toMatchObject([
      { date: '2026-02-28', to: '2026-03-01T05:00:00.000Z', minutes: 300, sampleCount: 60 },
      { date: '2026-03-01', from: '2026-03-01T05:00:00.000Z', minutes: 1140, sampleCount: 228 },
    ]);
  });

  it('are as long as the clocks make them, and empty where nothing was measured', async () => {
    const { see } = await setup();
    const from = '2026-03-07T05:00:00Z';
    const variables = { timeZone: 'America/New_York', from, to: '2026-03-09T04:00:00Z' };
    const { glucoseDays } = await see(days, variables);
    expect(glucoseDays).toMatchObject([
      { date: '2026-03-07', minutes: 1440, sampleCount: 0, mean: null, lowest: null, banded: null },
      { date: '2026-03-08', minutes: 1380 },
    ]);
  });
});

describe('the ambulatory profile', () => {
  it('tells percentiles at each step of the local day, in both units', async () => {
    const { see } = await setup(steadyReadings(3 * 288));
    const { ambulatoryProfile: profile } = await see(`ambulatoryProfile${zonedRange} {
      timeZone stepMinutes minutesOfDay counts
      mgDl { p5 p25 p50 p75 p95 } mmolL { p5 p25 p50 p75 p95 } }`);
    expect(profile).toMatchObject({ timeZone: 'UTC', stepMinutes: 5 });
    expect(profile.minutesOfDay).toHaveLength(288);
    expect(new Set(profile.counts)).toEqual(new Set([3]));
    expect(profile.mmolL.p50[7]).toBeCloseTo(profile.mgDl.p50[7] / 18.01559, 9);
    expect(profile.mgDl.p5[7]).toBeLessThanOrEqual(profile.mgDl.p95[7]);
  });

  it('is null at steps without a value', async () => {
    const { see } = await setup([[60, 100]]);
    const { ambulatoryProfile } = await see(
      `ambulatoryProfile${zonedRange} { counts mgDl { p50 } }`,
    );
    expect(ambulatoryProfile.mgDl.p50.slice(11, 14)).toEqual([null, 100, null]);
  });
});

describe('episodes', () => {
  it('are told by side and level', async () => {
    const values = [100, 65, 50, 50, 50, 65, 100, 100, 100, 100, 200, 200, 200, 100, 100, 100];
    const { see } = await setup(values.map((value, n) => [n * 5, value]));
    const parts = `startAt endAt minutes extreme { mgDl mmolL } sampleCount isCutOff reachesLevelTwo
      isExtended`;
    const { glucoseEpisodes } = await see(`glucoseEpisodes${range} {
      low { levelOne { ${parts} } levelTwo { ${parts} } } high { levelOne { ${parts} }
      levelTwo { ${parts} } } }`);
    expect(glucoseEpisodes.low).toMatchObject({
      levelOne: [
        {
          startAt: '2026-03-01T00:05:00.000Z',
          endAt: '2026-03-01T00:30:00.000Z',
          minutes: 25,
          extreme: { mgDl: 50 },
          sampleCount: 5,
          isCutOff: false,
          reachesLevelTwo: true,
          isExtended: false,
        },
      ],
      levelTwo: [{ minutes: 15, reachesLevelTwo: null, isExtended: null }],
    });
    expect(glucoseEpisodes.high).toMatchObject({
      levelOne: [{ extreme: { mgDl: 200 }, reachesLevelTwo: false }],
      levelTwo: [],
    });
  });
});

describe('the series of a chart', () => {
  const parts = 'sampleCount isDownsampled timesMs valuesMgDl valuesMmolL trends';

  it('holds all samples where they fit', async () => {
    const { see } = await setup([
      [0, 100, 'NONE'],
      [5, 401, 'DOUBLE_UP'],
    ]);
    expect((await see(`glucoseSeries${range} { ${parts} }`)).glucoseSeries).toEqual({
      sampleCount: 2,
      isDownsampled: false,
      timesMs: [startMs, startMs + 5 * minuteMs],
      valuesMgDl: [100, 401],
      valuesMmolL: [5.55, 22.26],
      trends: ['NONE', 'DOUBLE_UP'],
    });
  });

  it('loses no extreme where they do not', async () => {
    const readings = steadyReadings(2_000).map((each, n): ShortReading => {
      if (n === 777) return [each[0], 45];
      return n === 1_333 ? [each[0], 380] : each;
    });
    const { see } = await setup(readings);
    const field = `glucoseSeries(from: $from, to: $to, pointsMax: 40) { ${parts} }`;
    const { glucoseSeries: series } = await see(field);
    expect(series).toMatchObject({ sampleCount: 2_000, isDownsampled: true });
    expect(series.timesMs.length).toBeLessThanOrEqual(40);
    const at = (minutes: number) => series.timesMs.indexOf(startMs + minutes * minuteMs);
    expect(series.valuesMgDl[at(777 * 5)]).toBe(45);
    expect(series.valuesMgDl[at(1_333 * 5)]).toBe(380);
    expect(series.valuesMmolL).toHaveLength(series.timesMs.length);
    expect(series.trends).toHaveLength(series.timesMs.length);
  });
});

describe('gaps', () => {
  it('are told with their reason', async () => {
    const { userId, see } = await setup([
      [0, 100],
      [60, 100],
      [65, 100],
    ]);
    const connectionId = newId(systemClock);
    await sql`
      insert into connections (id, team_id, user_id, provider, region, account_key,
        credentials_sealed, state, state_since, connected_at)
      values (${connectionId}, ${api.mine.id}, ${userId}, 'dexcom', 'US', sha256(''), '', 'FRESH',
        now(), now())`.execute(db);
    await sql`
      insert into sample_holes (connection_id, user_id, from_at, to_at, reason, recorded_at)
      values (${connectionId}, ${userId}, ${atMinute(0)}, ${atMinute(60)}, 'beyond-reach', now())
    `.execute(db);
    const variables = { to: atMinute(120) };
    const field = `glucoseGaps${range} { from to minutes reason }`;
    expect((await see(field, variables)).glucoseGaps).toEqual([
      {
        from: '2026-03-01T00:00:00.000Z',
        to: '2026-03-01T01:00:00.000Z',
        minutes: 60,
        reason: 'BEYOND_REACH',
      },
      {
        from: '2026-03-01T01:05:00.000Z',
        to: '2026-03-01T02:00:00.000Z',
        minutes: 55,
        reason: 'SILENCE',
      },
    ]);
  });

  it('end now, not in the future', async () => {
    const { see } = await setup([[20 * dayMinutes, 100]]);
    const variables = { from: new Date(nowMs - 150_000), to: new Date(nowMs + 3_600_000) };
    expect((await see(`glucoseGaps${range} { from }`, variables)).glucoseGaps).toEqual([]);
  });
});

describe('a sample', () => {
  it('has an age, and a rate of change from the samples before it', async () => {
    const { see } = await setup([
      [20 * dayMinutes - 5, 100],
      [20 * dayMinutes, 107],
    ]);
    const user = await see('latestSample { valueMgDl ageSeconds rateMgDlPerMinute }');
    expect(user.latestSample).toEqual({ valueMgDl: 107, ageSeconds: 150, rateMgDlPerMinute: 1.4 });
  });

  it('has no rate where it stands alone', async () => {
    const { see } = await setup([[0, 100]]);
    const user = await see(`samples${range} { edges { node { rateMgDlPerMinute } } }`);
    expect(user.samples.edges).toEqual([{ node: { rateMgDlPerMinute: null } }]);
  });
});

describe('a range', () => {
  const fields: readonly (readonly [string, number])[] = [
    [`glucoseStatistics${range} { sampleCount }`, 90],
    [`ambulatoryProfile${range} { timeZone }`, 90],
    [`glucoseEpisodes${range} { low { levelOne { minutes } } }`, 90],
    [`glucoseDays${range} { date }`, 366],
    [`glucoseSeries${range} { sampleCount }`, 366],
    [`glucoseGaps${range} { minutes }`, 366],
  ];

  it.each(fields)('of %s ends after it begins, within its limit', async (field, daysMax) => {
    const { ask } = await setup();
    const backwards = await ask(field, { to: atMinute(0) });
    expect(backwards.errors[0]?.extensions).toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'to',
      expected: 'an instant after "from"',
    });
    const long = await ask(field, { to: atMinute(daysMax * dayMinutes + 1) });
    expect(long.errors[0]?.extensions).toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'to',
      expected: `an instant at most ${daysMax} days after "from"`,
    });
    const longest = await ask(field, { to: atMinute(daysMax * dayMinutes) });
    expect(longest.errors).toEqual([]);
  });

  it('ends now unless told, and cannot begin in the future', async () => {
    const { see, ask } = await setup([[20 * dayMinutes, 100]]);
    const field = 'glucoseStatistics(from: $from) { to sampleCount }';
    const begun = await see(field, { from: atMinute(19 * dayMinutes) });
    expect(begun.glucoseStatistics).toEqual({ to: '2026-03-21T00:02:31.000Z', sampleCount: 1 });
    const { errors } = await ask(field, { from: new Date(nowMs + 10_000), to: null });
    expect(errors[0]?.extensions).toMatchObject({ argument: 'from' });
  });

  it.each(['samples', 'diaryEntries'])(
    'of %s is empty where it begins later than now',
    async (name) => {
      const { see, ask } = await setup([[0, 100]]);
      const from = new Date(nowMs + 3_600_000);
      const list = await see(`${name}(from: $from) { edges { cursor } }`, { from, to: null });
      expect(list[name]).toEqual({ edges: [] });
      const backwards = await ask(`${name}${range} { edges { cursor } }`, {
        from,
        to: new Date(nowMs),
      });
      expect(backwards.errors[0]?.extensions).toMatchObject({ argument: 'to' });
    },
  );

  it('is limited over all users and fields of a request', async () => {
    const { ask } = await setup();
    const aliases = Array.from(
      { length: 9 },
      (_, n) => `a${n}: glucoseSeries(from: "202${n}-01-01T00:00:00Z",
        to: "202${n}-12-31T00:00:00Z") { sampleCount }`,
    );
    const { errors } = await ask(aliases.join(' '));
    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'from' });
    expect((await ask(aliases.slice(0, 8).join(' '))).errors).toEqual([]);
  });

  it.each([
    ['timeZone', 'glucoseDays(from: $from, to: $to, timeZone: "Mars/Olympus") { date }'],
    ['pointsMax', 'glucoseSeries(from: $from, to: $to, pointsMax: 3) { sampleCount }'],
    ['pointsMax', 'glucoseSeries(from: $from, to: $to, pointsMax: 20001) { sampleCount }'],
    ['minutesMin', 'glucoseGaps(from: $from, to: $to, minutesMin: 0) { minutes }'],
    [
      'ranges',
      'glucoseStatistics(from: $from, to: $to, ranges: [{ lowMgDl: 9, highMgDl: 8 }]) { jIndex }',
    ],
    [
      'ranges',
      'glucoseStatistics(from: $from, to: $to, ranges: [{ lowMgDl: 0, highMgDl: 8 }]) { jIndex }',
    ],
  ])('and a wrong %s are answered by its name', async (argument, field) => {
    const { ask } = await setup();
    const { errors } = await ask(field);
    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_ARGUMENT', argument });
  });
});
