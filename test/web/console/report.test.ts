import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteOfDayIn, nightsIn, zoneOf } from '#src/web/console/person/zone.ts';
import { daysCsv, readingsCsv } from '#src/web/console/report/csv.ts';
import { everyReading, readingsMax } from '#src/web/console/report/every-reading.ts';
import { goalsNameOf, goalsOf } from '#src/web/console/report/goals.ts';
import { heightsOf } from '#src/web/console/report/heights.ts';
import { periodOf } from '#src/web/console/report/period.ts';
import { areaPath, linePath } from '#src/web/console/report/profile-paths.ts';
import { bandNames, tenthPercents } from '#src/web/console/rules/percents.ts';

const hourMs = 3_600_000;
const at = (text: string) => Date.parse(text);

describe('the 14 days of a report', () => {
  it('begin and end at midnight of the wearer, also across a change of the clock', () => {
    const spring = periodOf('Europe/Berlin', at('2026-04-05T10:00:00Z'), 0);
    expect(new Date(spring.toMs).toISOString()).toBe('2026-04-04T22:00:00.000Z');
    expect(new Date(spring.fromMs).toISOString()).toBe('2026-03-21T23:00:00.000Z');
    // A day of 23 hours among them: the consensus still asks for 14 times 24.
    expect(spring.toMs - spring.statisticsFromMs).toBe(14 * 24 * hourMs);
    const autumn = periodOf('America/New_York', at('2026-11-05T10:00:00Z'), 0);
    expect(autumn.toMs - autumn.fromMs).toBe((14 * 24 + 1) * hourMs);
    expect(autumn.statisticsFromMs).toBe(autumn.fromMs);
  });

  it('are those of Kathmandu too, three quarters of an hour off', () => {
    const { fromMs, toMs } = periodOf('Asia/Kathmandu', at('2026-06-10T20:00:00Z'), 1);
    for (const each of [fromMs, toMs]) expect(minuteOfDayIn('Asia/Kathmandu', each)).toBe(0);
    expect(new Date(toMs).toISOString()).toBe('2026-05-27T18:15:00.000Z');
  });
});

describe('the bar of time in range', () => {
  it('draws a smaller share lower than a greater one, however small both are, and fills itself', () => {
    const shares = { veryLow: 0.2, low: 1, target: 90.8, high: 8, veryHigh: 0 };
    const { veryLow, low, target, high, veryHigh } = heightsOf(shares);
    expect([veryLow > 1, low > veryLow, high > 4 * low, target > high]).toEqual(
      Array(4).fill(true),
    );
    expect(veryHigh).toBe(0);
    expect(veryLow + low + target + high).toBeCloseTo(100);
    const plain = { veryLow: 2, low: 4, target: 70, high: 20, veryHigh: 4 };
    expect(heightsOf(plain)).toEqual(plain);
  });
});

describe('the clock of a chart', () => {
  it('shades nights from 22 to 7 by the clock of the zone', () => {
    const nights = nightsIn(
      'Asia/Kathmandu',
      at('2026-06-10T00:00:00Z'),
      at('2026-06-11T00:00:00Z'),
    );
    expect(
      nights.map(({ fromMs, toMs }) =>
        [fromMs, toMs].map((each) => minuteOfDayIn('Asia/Kathmandu', each)),
      ),
    ).toEqual([
      [5 * 60 + 45, 7 * 60],
      [22 * 60, 5 * 60 + 45],
    ]);
  });

  it('is named as the reader’s own where the wearer’s is not known', () => {
    expect(zoneOf(null, 'Asia/Tokyo')).toEqual({ choice: 'wearer', name: 'Asia/Tokyo' });
    expect(zoneOf(null, null).choice).toBe('mine');
    expect(zoneOf('UTC', 'Asia/Tokyo').name).toBe('UTC');
  });
});

const banded = {
  below54Percent: 0.9,
  from54To69Percent: 3.2,
  from70To180Percent: 70.5,
  from181To250Percent: 20.4,
  above250Percent: 5,
};
const ranges = [
  { lowMgDl: 63, highMgDl: 140, belowPercent: 3.9, inPercent: 60, abovePercent: 36.1 },
];

describe('the goals of a report', () => {
  it('are those of the consensus for whom they are chosen for', () => {
    const met = (name: 'adult' | 'older' | 'pregnancy') =>
      goalsOf(name, { banded, ranges }, String).map(({ text, goal, isMet }) => [text, goal, isMet]);
    expect(met('adult')).toEqual([
      ['Below 54', '<1 %', true],
      ['Below 70', '<4 %', false],
      ['70 to 180', '>70 %', true],
      ['Above 180', '<25 %', false],
      ['Above 250', '<5 %', false],
    ]);
    expect(met('older').map(([, goal]) => goal)).toEqual(['<1 %', '>50 %', '<50 %', '<10 %']);
    expect(met('pregnancy').map(([text]) => text)).toEqual([
      'Below 54',
      'Below 63',
      '63 to 140',
      'Above 140',
    ]);
  });
});

describe('the shares of a report', () => {
  const shares = (below54: number, below70: number, inRange: number, above180: number) => ({
    banded: {
      below54Percent: below54,
      from54To69Percent: below70 - below54,
      from70To180Percent: inRange,
      from181To250Percent: above180,
      above250Percent: 0,
    },
    ranges,
  });
  const shown = (statistics: Parameters<typeof goalsOf>[1]) =>
    goalsOf('adult', statistics, String).map(({ percent, isMet }) => [percent, isMet]);

  it('are judged by what is shown of them', () => {
    expect(shown(shares(0, 0.4, 69.6, 30))[2]).toEqual([69.6, false]);
    expect(shown(shares(0, 0, 70.04, 29.96))).toEqual([
      [0, true],
      [0, true],
      [70, false],
      [30, false],
      [0, true],
    ]);
    expect(shown(shares(0.96, 4.04, 71, 24.96))).toEqual([
      [0.9, true],
      [4, false],
      [71, true],
      [25, false],
      [0, true],
    ]);
  });

  it('make 100 beside their goals, and none is there that was not', () => {
    const parts = fc
      .array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 5,
        maxLength: 5,
      })
      .filter((each) => each.some((part) => part > 0.001));
    fc.assert(
      fc.property(parts, (each) => {
        const sum = each.reduce((one, other) => one + other, 0);
        const [veryLow = 0, low = 0, target = 0, high = 0, veryHigh = 0] = each.map(
          (part) => (100 * part) / sum,
        );
        const exact = { veryLow, low, target, high, veryHigh };
        const tenths = tenthPercents(exact);
        expect(bandNames.reduce((all, name) => all + tenths[name], 0)).toBeCloseTo(100, 6);
        for (const name of bandNames) {
          expect(tenths[name]).toBeGreaterThanOrEqual(0);
          expect(Math.abs(tenths[name] - exact[name])).toBeLessThan(0.31);
          if (exact[name] === 0) expect(tenths[name]).toBe(0);
        }
        const isAlone = bandNames.every((name) => name === 'target' || exact[name] === 0);
        if (!isAlone) expect(tenths.target).toBeLessThanOrEqual(target + 1e-9);
      }),
    );
  });
});

describe('the goals that a report begins with', () => {
  it('are the person’s own, unless the address names others', () => {
    expect(goalsNameOf(null, 'PREGNANCY')).toBe('pregnancy');
    expect(goalsNameOf('adult', 'PREGNANCY')).toBe('adult');
    expect(goalsNameOf('older', 'ADULT')).toBe('older');
    expect(goalsNameOf('nonsense', 'OLDER_OR_HIGH_RISK')).toBe('older');
  });
});

describe('the paths of a profile', () => {
  it('cross no step of the day that has no value', () => {
    expect(linePath([0, 5, 10, 15], [100, 110, null, 120])).toBe('M0 250L3.3 240M10 230');
    expect(areaPath([0, 5], [70, null], [180, null])).toBe('M0 170L0 280Z');
  });
});

describe('the files of a report', () => {
  it('tell LOW and HIGH as words, and parts that make 100', () => {
    const day = {
      date: '2026-01-01',
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-02T00:00:00Z',
      minutes: 1440,
      sampleCount: 288,
      activePercent: 69.97,
      mean: { mgDl: 126.1 },
      lowest: { mgDl: 39 },
      highest: { mgDl: 401 },
      banded,
    };
    const [, row = ''] = daysCsv({ glucoseDays: [day] }, 'mmol/L').split('\r\n');
    expect(row).toBe('2026-01-01,288,69.9,7.0,LOW,HIGH,1,3,70,21,5');
    const readings = [{ timeMs: at('2026-01-01T12:00:00Z'), mgDl: 401 }];
    expect(readingsCsv(readings, 'mg/dL', 'UTC')).toBe(
      'taken_at,local_time_UTC,glucose_mg/dL\r\n' +
        '2026-01-01T12:00:00.000Z,2026-01-01 12:00:00,HIGH\r\n',
    );
  });

  it('hold every reading, however many pages these are, and are none where they are too many', async () => {
    const pagesOf = (count: number) => async (after: string | null) => {
      const begin = Number(after ?? 0);
      const end = Math.min(count, begin + 1_000);
      const edges = Array.from({ length: end - begin }, (_, index) => ({
        node: { takenAt: new Date((begin + index) * 60_000).toISOString(), valueMgDl: 100 },
      }));
      return { edges, pageInfo: { endCursor: String(end), hasNextPage: end < count } };
    };
    const counts: number[] = [];
    const all = await everyReading(pagesOf(2_500), (count) => counts.push(count));
    expect(all?.map(({ timeMs }) => timeMs)).toEqual(
      Array.from({ length: 2_500 }, (_, index) => index * 60_000),
    );
    expect(counts).toEqual([1_000, 2_000]);
    expect(await everyReading(pagesOf(readingsMax), () => {})).toHaveLength(readingsMax);
    expect(await everyReading(pagesOf(readingsMax + 1), () => {})).toBeNull();
  });
});
