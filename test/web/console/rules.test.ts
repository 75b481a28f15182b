import fc from 'fast-check';
import { GatewayError } from 'glucose-gateway-client';
import { describe, expect, it } from 'vitest';
import { absenceOf, absenceTexts, isOfGateway, isWayLost } from '#src/web/console/rules/absence.ts';
import {
  ageRulesOf,
  ageSecondsAt,
  ageText,
  delaySecondsOf,
  delayText,
  freshnessOf,
} from '#src/web/console/rules/age.ts';
import {
  amountText,
  axisTicks,
  bandOf,
  changeOf,
  changeText,
  levelText,
  levelWithUnit,
  type Point,
  thresholdText,
} from '#src/web/console/rules/amounts.ts';
import { type Gap, gapsAmong, linesBetween } from '#src/web/console/rules/line.ts';
import { bandNames, partText, shareText, wholePercents } from '#src/web/console/rules/percents.ts';
import { endText, mayGoOn } from '#src/web/console/rules/session-end.ts';
import { tabTitleOf } from '#src/web/console/rules/tab-title.ts';
import { sentOf } from '#src/web/console/sandbox/sent.ts';

const minute = 60;

describe('the age of a reading', () => {
  it('is amber at 7 minutes, struck at 15, and no value at all at 30', () => {
    const seen = [0, 7 * minute - 1, 7 * minute, 15 * minute - 1, 15 * minute, 30 * minute - 1];
    expect(seen.map((age) => freshnessOf(age))).toEqual([
      'fresh',
      'fresh',
      'late',
      'late',
      'old',
      'old',
    ]);
    expect(freshnessOf(30 * minute)).toBe('gone');
    expect(ageRulesOf(7 * minute)).toEqual({ value: 'plain', showsTrend: true });
    expect(ageRulesOf(15 * minute)).toEqual({ value: 'struck', showsTrend: false });
    expect(ageRulesOf(30 * minute)).toEqual({ value: 'hidden', showsTrend: false });
  });

  it('counts from when a value was due of whom all is told late, and is never that of now', () => {
    const hour = 60 * minute;
    const delay = delaySecondsOf([{ delayMinutes: 75 }]);
    const seen = [0, 60, 81.9, 82, 89.9, 90, 104.9, 105].map((each) => each * minute);
    expect(seen.map((age) => freshnessOf(age, delay))).toEqual([
      ...['fresh', 'past', 'past', 'late', 'late', 'old', 'old', 'gone'],
    ]);
    expect(ageRulesOf(hour, delay)).toEqual({ value: 'past', showsTrend: false });
    expect(ageRulesOf(85 * minute, delay)).toEqual({ value: 'past', showsTrend: false });
    expect(ageRulesOf(95 * minute, delay)).toEqual({ value: 'struck', showsTrend: false });
    expect(ageRulesOf(2 * hour, delay)).toEqual({ value: 'hidden', showsTrend: false });
    expect(ageRulesOf(null, delay).value).toBe('hidden');
    expect(delayText(delay)).toBe('told up to 1 h 15 min late');
  });

  it('is excused by no delay where one connection tells as it comes, or none is left', () => {
    expect(delaySecondsOf([{ delayMinutes: 195 }, { delayMinutes: 0 }])).toBe(0);
    expect(delaySecondsOf([])).toBe(0);
  });

  it('is none that could be trusted while the gateway has not told its clock', () => {
    expect(ageSecondsAt('2026-01-01T00:00:00Z', null)).toBeNull();
    expect(freshnessOf(null)).toBe('gone');
  });

  it('is told in the greatest unit that fits', () => {
    const ages = [0, 59, 60, 9 * minute + 59, 3_600, 3 * 3_600 + 5 * minute, 52 * 3_600];
    expect(ages.map(ageText)).toEqual([
      '0 s ago',
      '59 s ago',
      '1 min ago',
      '9 min ago',
      '1 h ago',
      '3 h 5 min ago',
      '2 d 4 h ago',
    ]);
  });
});

describe('a level of glucose', () => {
  it('is LOW or HIGH in words, whatever was computed of it', () => {
    for (const unit of ['mg/dL', 'mmol/L'] as const) {
      expect([39, 39.6].map((each) => levelText(each, unit))).toEqual(['LOW', 'LOW']);
      expect([400.4, 401].map((each) => levelText(each, unit))).toEqual(['HIGH', 'HIGH']);
      expect(levelWithUnit(39, unit)).toBe('LOW');
    }
  });

  it('is a number up to the ends of what a sensor measures, which in mmol/L are 2.2 and 22.2', () => {
    expect([39, 40, 400, 401].map((mgDl) => levelText(mgDl, 'mmol/L'))).toEqual([
      ...['LOW', '2.2', '22.2', 'HIGH'],
    ]);
  });

  it('has no decimal in mg/dL and always one in mmol/L', () => {
    expect(levelText(126, 'mg/dL')).toBe('126');
    expect(levelText(126.1, 'mmol/L')).toBe('7.0');
    expect(levelWithUnit(104, 'mmol/L')).toBe('5.8 mmol/L');
    expect(amountText(36.4, 'mmol/L')).toBe('2.0');
    const ticks = axisTicks['mmol/L'].map((mgDl) => amountText(mgDl, 'mmol/L'));
    expect(ticks.join(' ')).toBe('2.0 3.9 6.0 8.0 10.0 13.9 16.0 18.0 20.0 22.0');
    expect([54, 70, 180, 250].map((each) => thresholdText(each, 'mmol/L'))).toEqual([
      '3.0',
      '3.9',
      '10.0',
      '13.9',
    ]);
  });

  it('lies in one of the five bands of the consensus', () => {
    expect([53, 54, 69, 70, 180, 181, 250, 251].map(bandOf)).toEqual([
      'very-low',
      'low',
      'low',
      'target',
      'target',
      'high',
      'high',
      'very-high',
    ]);
  });
});

describe('the change of glucose', () => {
  const at = (minutes: number, mgDl: number) => ({ timeMs: minutes * 60_000, mgDl });
  const changeUpTo = (minutes: number, points: readonly Point[]) =>
    changeOf(points, minutes * 60_000);

  it('is that of five minutes, and none where no reading is five minutes before', () => {
    expect(changeUpTo(5, [at(0, 100), at(5, 112)])).toBe(12);
    expect(changeUpTo(7, [at(0, 100), at(2, 104), at(5, 112), at(7, 110)])).toBe(6);
    expect(changeUpTo(9, [at(0, 100), at(9, 112)])).toBeNull();
    expect(changeUpTo(5, [at(5, 112)])).toBeNull();
    expect(changeUpTo(5, [])).toBeNull();
  });

  it('is none where one of the two is only known to be LOW or HIGH', () => {
    expect(changeUpTo(5, [at(0, 39), at(5, 60)])).toBeNull();
    expect(changeUpTo(5, [at(0, 380), at(5, 401)])).toBeNull();
  });

  it('is none beside a reading that the points do not hold yet', () => {
    expect(changeUpTo(10, [at(0, 100), at(5, 112)])).toBeNull();
    expect(changeUpTo(0, [at(0, 100), at(5, 112)])).toBeNull();
  });

  it('is told with its sign', () => {
    expect([4, -5, 0].map((each) => changeText(each, 'mg/dL'))).toEqual(['+4', '−5', '±0']);
    expect(changeText(-5, 'mmol/L')).toBe('−0.3');
  });
});

describe('parts of time in range', () => {
  const bands = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
    .filter((parts) => parts.some((part) => part > 0.01))
    .map((parts) => {
      const sum = parts.reduce((one, other) => one + other, 0);
      const [veryLow = 0, low = 0, target = 0, high = 0, veryHigh = 0] = parts.map(
        (part) => (part / sum) * 100,
      );
      return { veryLow, low, target, high, veryHigh };
    });

  it('make 100 as whole percents, each within one of what it is', () => {
    fc.assert(
      fc.property(bands, (exact) => {
        const whole = wholePercents(exact);
        expect(bandNames.reduce((sum, name) => sum + whole[name], 0)).toBe(100);
        for (const name of bandNames) expect(Math.abs(whole[name] - exact[name])).toBeLessThan(1);
        expect(whole.target).toBeLessThanOrEqual(exact.target + 1e-9);
      }),
    );
  });

  it('tell 69.6 % in range as 69, and never as the 70 that are asked for', () => {
    const exact = { veryLow: 0, low: 0.1, target: 69.6, high: 30.3, veryHigh: 0 };
    expect(wholePercents(exact)).toMatchObject({ target: 69, low: 0, high: 31 });
    const allIn = { veryLow: 0, low: 0, target: 99.999999, high: 0, veryHigh: 0 };
    expect(wholePercents(allIn).target).toBe(100);
  });

  it('are never told as nothing where there is something', () => {
    expect(partText(0, 0.3)).toBe('<1 %');
    expect(partText(0, 0)).toBe('0 %');
    expect(partText(4, 3.6)).toBe('4 %');
  });

  it('do not suffice by rounding: 69.97 % is not shown as 70', () => {
    expect(shareText(69.67)).toBe('69.6 %');
    expect(shareText(69.97)).toBe('69.9 %');
    expect(shareText(70)).toBe('70.0 %');
    expect(shareText(100)).toBe('100.0 %');
  });
});

describe('the line of a chart', () => {
  const point = (timeMs: number) => ({ timeMs, mgDl: 100 });
  const times = (lines: { readonly timeMs: number }[][]) =>
    lines.map((line) => line.map(({ timeMs }) => timeMs));

  it('is broken by the gaps that the gateway tells, and not by the distance of points', () => {
    const points = [0, 5, 10, 100, 105].map(point);
    expect(times(linesBetween(points, []))).toEqual([[0, 5, 10, 100, 105]]);
    expect(times(linesBetween(points, [{ fromMs: 10, toMs: 100 }]))).toEqual([
      [0, 5, 10],
      [100, 105],
    ]);
  });

  it('is broken on both sides of a point that lies in a gap', () => {
    const gap = { fromMs: 10, toMs: 100 };
    expect(times(linesBetween([5, 10, 50, 100].map(point), [gap]))).toEqual([[5, 10], [50], [100]]);
    const crossed = linesBetween([5, 40, 60, 120].map(point), [gap]);
    expect(times(crossed)).toEqual([[5], [40], [60], [120]]);
  });

  it('crosses no gap, wherever gaps lie', () => {
    const sorted = fc
      .uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 2 })
      .map((all) => all.toSorted((one, other) => one - other));
    fc.assert(
      fc.property(sorted, fc.array(fc.nat(200)), (all, cuts) => {
        const gaps = all.slice(1).flatMap((toMs, index) => {
          const fromMs = all[index] ?? 0;
          return cuts.includes(fromMs) ? [{ fromMs, toMs }] : [];
        });
        const lines = linesBetween(all.map(point), gaps);
        expect(lines.flat().map(({ timeMs }) => timeMs)).toEqual(all);
        for (const line of lines) {
          for (const [index, { timeMs }] of line.slice(1).entries()) {
            const before = line[index]?.timeMs ?? 0;
            const crossed = gaps.some(({ fromMs, toMs }) => fromMs >= before && toMs <= timeMs);
            expect(crossed).toBe(false);
          }
        }
      }),
    );
  });
});

describe('the gaps of an answer, with readings that events told since', () => {
  const at = (minutes: number) => ({ timeMs: minutes * 60_000, mgDl: 100 });
  const silence = (from: number, to: number): Gap => ({
    ...{ fromMs: from * 60_000, toMs: to * 60_000 },
    reason: 'SILENCE',
  });

  it('are parted by one that came late, and what is left of them is short is none', () => {
    const told = [{ ...silence(0, 60), reason: 'BEYOND_REACH' as const }];
    expect(gapsAmong([at(0), at(60)], told, 60 * 60_000)).toEqual(told);
    expect(gapsAmong([at(0), at(30), at(60)], told, 60 * 60_000)).toEqual([
      { ...silence(0, 30), reason: 'BEYOND_REACH' },
      { ...silence(30, 60), reason: 'BEYOND_REACH' },
    ]);
    expect(gapsAmong([at(0), at(10), at(60)], told, 60 * 60_000)).toEqual([
      { ...silence(10, 60), reason: 'BEYOND_REACH' },
    ]);
  });

  it('go on up to a reading that is newer than the answer, and new ones are seen after it', () => {
    const askedAtMs = 30 * 60_000;
    expect(gapsAmong([at(0), at(5)], [silence(5, 30)], askedAtMs)).toEqual([silence(5, 30)]);
    expect(gapsAmong([at(0), at(5), at(45)], [silence(5, 30)], askedAtMs)).toEqual([
      silence(5, 45),
    ]);
    const points = [at(0), at(28), at(33), at(60), at(65)];
    expect(gapsAmong(points, [], askedAtMs)).toEqual([silence(33, 60)]);
  });
});

describe('the title of the tab of a person', () => {
  const takenAt = '2026-01-01T00:00:00.000Z';
  const reading = { takenAt, valueMgDl: 104, trendArrow: '→' };
  const facts = { name: 'anna', reading, delaySeconds: 0, unit: 'mmol/L' as const };
  const after = (minutes: number) =>
    tabTitleOf({ ...facts, nowMs: Date.parse(takenAt) + minutes * 60_000 });

  it('says what the page says, and takes it back as it ages', () => {
    expect([0, 2, 16, 30].map(after)).toEqual([
      '5.8 → · now · anna',
      '5.8 → · 2 min ago · anna',
      '5.8 · 16 min ago · anna',
      '— anna',
    ]);
    expect(tabTitleOf({ ...facts, nowMs: null })).toBe('— anna');
    expect(tabTitleOf({ ...facts, reading: null, nowMs: null })).toBe('anna');
  });
});

describe('an absence', () => {
  it('is one of three, told apart: no network, no gateway, no reading', () => {
    const all = { isOnline: true, isReachable: true, hasReading: true };
    expect(absenceOf(all)).toBeNull();
    expect(absenceOf({ ...all, hasReading: false })).toBe('no-reading');
    expect(absenceOf({ ...all, isReachable: false, hasReading: false })).toBe('unreachable');
    expect(absenceOf({ isOnline: false, isReachable: false, hasReading: false })).toBe('offline');
    expect(new Set(Object.values(absenceTexts)).size).toBe(3);
  });
});

describe('the way to the gateway', () => {
  const error = new GatewayError('Refused.', { code: 'SOCKET_REFUSED' });

  it('is lost as the watch of the log sees it, whatever the last question did', () => {
    expect(isWayLost({ name: 'live' }, false)).toBe(false);
    expect(isWayLost({ name: 'connecting', problem: null }, true)).toBe(false);
    expect(isWayLost({ name: 'behind', problem: 'closed' }, true)).toBe(true);
  });

  it('is lost where the last question got no answer, for who may not watch the log', () => {
    for (const reason of ['forbidden', 'refused', 'unauthenticated'] as const) {
      expect(isWayLost({ name: 'ended', reason, error }, true)).toBe(false);
      expect(isWayLost({ name: 'ended', reason, error }, false)).toBe(true);
    }
  });

  it('is there where a gateway answers, be it by a refusal', () => {
    const codes = ['FORBIDDEN', 'INTERNAL', 'UNREACHABLE', 'UNREADABLE'];
    expect(codes.map((code) => isOfGateway({ code }))).toEqual([true, true, false, false]);
  });
});

describe('the end of a session', () => {
  const ended = (reason: string) => ({
    code: 'SESSION_ENDED',
    message: `It was ${reason}.`,
    reason,
  });

  it('is told with its reason, but not to who has signed out', () => {
    expect(endText(ended('key-ended'))).toBe('It was key-ended.');
    expect(endText({ code: 'SIGNED_OUT', message: 'Nobody is signed in here.' })).toBeNull();
  });

  it('keeps what was being typed where time alone has come, and nothing where somebody ended it', () => {
    expect(['idle', 'too-old'].map((reason) => mayGoOn(ended(reason)))).toEqual([true, true]);
    const bySomebody = ['key-ended', 'signed-out', 'signed-out-everywhere', 'command-line'];
    expect(bySomebody.filter((reason) => mayGoOn(ended(reason)))).toEqual([]);
    expect(mayGoOn({ code: 'SIGNED_OUT', message: '' })).toBe(false);
  });
});

describe('the lamp of an attempt', () => {
  const orderedMs = Date.parse('2026-01-01T00:00:00Z');
  const attempt = (number: number, failure: 'STATUS' | null) => ({
    ...{ number, failure, durationMs: 400 },
    at: new Date(orderedMs + number * 10_000).toISOString(),
  });
  const delivery = (attempts: readonly ReturnType<typeof attempt>[]) =>
    sentOf({ id: 'one', createdAt: '2026-01-01T00:00:02Z', attempts: [...attempts] }, orderedMs);

  it('tells when it ended, and that it failed, until one comes through', () => {
    expect(delivery([])).toEqual({ deliveryId: 'one', delivery: 2, attempt: null });
    expect(delivery([attempt(1, 'STATUS')]).attempt).toEqual({ seconds: 10, isFailed: true });
    const both = [attempt(2, 'STATUS'), attempt(1, 'STATUS')];
    expect(delivery(both).attempt).toEqual({ seconds: 20, isFailed: true });
    expect(delivery([attempt(3, null), ...both]).attempt).toEqual({ seconds: 30, isFailed: false });
  });
});
