import { describe, expect, it } from 'vitest';
import { trends } from '#glucose';
import { rangeOf } from '#src/providers/dexcom-share/reading.ts';
import { trendNames } from '#src/providers/dexcom-share/trend.ts';
import { json } from './share-server.ts';
import { entry, readingOf, readOf, takenAtMs } from './wire-entry.ts';

describe('the time of a reading', () => {
  it.each([
    ['WT before ST', { WT: 'Date(1745081000000)', ST: 'Date(1745081005000)' }, 1_745_081_000_000],
    ['ST where WT is missing', { WT: undefined, ST: 'Date(1745081005000)' }, 1_745_081_005_000],
    ['ST where WT is malformed', { WT: 'Date()', ST: 'Date(1745081005000)' }, 1_745_081_005_000],
    ['ST where WT is null', { WT: null, ST: '/Date(1745081005000)/' }, 1_745_081_005_000],
    ['WT without ST', { WT: 'Date(1745081000000)', ST: undefined }, 1_745_081_000_000],
    ['slashes', { WT: '/Date(1745081000000)/' }, 1_745_081_000_000],
    ['an offset in WT', { WT: 'Date(1745081000000-0400)' }, 1_745_081_000_000],
    ['slashes and an offset', { WT: '/Date(1745081000000+0000)/' }, 1_745_081_000_000],
  ])('is taken from %s', async (_, changes, expected) => {
    expect(await readingOf(changes)).toMatchObject({ takenAtMs: expected });
  });

  it.each([
    ['neither WT nor ST', { WT: undefined, ST: undefined }],
    ['other forms of a date', { WT: '2025-04-19T16:43:33Z', ST: 1_745_081_013_817 }],
    ['1970 and earlier', { WT: 'Date(0)', ST: 'Date(-62135596800000)' }],
    ['years of five digits', { WT: 'Date(253402300800000)', ST: 'Date(9999999999999999)' }],
    ['more digits than a number holds', { WT: `Date(${'9'.repeat(400)})`, ST: '' }],
    ['something behind it', { WT: 'Date(1745081013817) ', ST: 'Date(1745081013817)x' }],
  ])('cannot be read from %s, and costs that entry only', async (_, changes) => {
    const batch = await readOf(json([entry(changes), entry()]));
    expect(batch).toMatchObject({ unreadableCount: 1, droppedCount: 0, returnedCount: 2 });
    expect(batch.readings).toHaveLength(1);
  });

  it.each([
    ['ten minutes', 600_000, false],
    ['more than ten minutes', 600_001, true],
    ['an hour the other way', -3_600_000, true],
  ])('is told by both clocks when these are %s apart', async (_, gapMs, areApart) => {
    const sensorTakenAtMs = takenAtMs + gapMs;
    const reading = await readingOf({ ST: `Date(${sensorTakenAtMs})` });
    expect(reading).toMatchObject({
      takenAtMs,
      sensorTakenAtMs: areApart ? sensorTakenAtMs : null,
    });
  });

  it('may lie in the future, which is for others to judge', async () => {
    const reading = await readingOf({ WT: 'Date(4102444800000)' });
    expect(reading).toMatchObject({ takenAtMs: 4_102_444_800_000 });
  });
});

describe('the offset from UTC', () => {
  const shown = (offset: string, shiftMs = 0) => ({ DT: `Date(${takenAtMs + shiftMs}${offset})` });

  it.each([
    ['-0400', -240],
    ['+0545', 345],
    ['+1400', 840],
    ['-1200', -720],
    ['+0000', 0],
    ['-0000', 0],
    ['', null],
    ['+1401', null],
    ['+0260', null],
    ['+02', null],
  ])('of "%s" is %s minutes', async (offset, utcOffsetMinutes) => {
    const reading = await readingOf(shown(offset));
    expect(reading?.utcOffsetMinutes).toBe(utcOffsetMinutes);
  });

  it('is not known without DT', async () => {
    expect(await readingOf({ DT: undefined })).toMatchObject({ utcOffsetMinutes: null });
  });

  it('is not known where DT is local time that claims to be UTC', async () => {
    const reading = await readingOf(shown('+0000', -4 * 3_600_000));
    expect(reading).toMatchObject({ takenAtMs, utcOffsetMinutes: null });
  });

  it('is believed where DT differs and names an offset', async () => {
    const reading = await readingOf(shown('-0700', -3_600_000));
    expect(reading).toMatchObject({ utcOffsetMinutes: -420 });
  });
});

describe('the value of a reading', () => {
  it.each([
    [39, 'LOW'],
    [40, 'IN_RANGE'],
    [120, 'IN_RANGE'],
    [400, 'IN_RANGE'],
    [401, 'HIGH'],
  ])('%i is kept and is %s', async (Value, range) => {
    const reading = await readingOf({ Value });
    expect(reading?.valueMgDl).toBe(Value);
    expect(rangeOf(Value)).toBe(range);
  });

  it('drops and counts what is no glucose', async () => {
    const codes = [0, 1, 2, 3, 5, 6, 9, 10, 12, 601, 1000, -1];
    const batch = await readOf(json([...codes.map((Value) => entry({ Value })), entry()]));
    expect(batch).toMatchObject({ droppedCount: codes.length, unreadableCount: 0 });
    expect(batch.readings).toHaveLength(1);
    expect(batch.returnedCount).toBe(codes.length + 1);
  });

  it('tells when an error was last told: a special code, or what no sensor measures', async () => {
    const startMs = Date.UTC(2026, 4, 24);
    const at = (minutes: number) => ({ WT: `Date(${startMs + minutes * 60_000})` });
    const entries = [entry({ Value: 0, ...at(5) }), entry({ Value: 12, ...at(0) })];
    const others = [entry({ Value: 601, ...at(10) }), entry({ Value: -1, ...at(15) })];
    const errorOf = async (...told: object[]) =>
      (await readOf(json([...told, entry()]))).newestErrorAtMs;
    expect(await errorOf(...entries)).toBe(startMs + 5 * 60_000);
    expect(await errorOf(...others, ...entries)).toBe(startMs + 15 * 60_000);
    expect(await errorOf()).toBeNull();
  });

  it('cannot be anything but a whole number', async () => {
    const values = ['120', 120.5, null, undefined, true, [120], {}];
    const batch = await readOf(json([...values.map((Value) => entry({ Value })), entry()]));
    expect(batch).toMatchObject({ droppedCount: 0, unreadableCount: values.length });
    expect(batch.readings).toHaveLength(1);
  });

  it('costs one entry when that is no object', async () => {
    const batch = await readOf(json([null, 5, 'x', [], [entry()], entry()]));
    expect(batch).toMatchObject({ unreadableCount: 5, returnedCount: 6 });
    expect(batch.readings).toHaveLength(1);
  });
});

describe('the trend of a reading', () => {
  it('is a name today and was a number, both in the same order', async () => {
    const names = trendNames.map(([Trend], index) =>
      entry({ Trend, WT: `Date(${takenAtMs - index * 300_000})` }),
    );
    const numbers = trendNames.map((_, index) =>
      entry({ Trend: index, WT: `Date(${takenAtMs - index * 300_000})` }),
    );
    const byName = await readOf(json(names));
    const byNumber = await readOf(json(numbers));
    // As samples store them, too.
    expect(byName.readings.map(({ trend }) => trend)).toEqual(trends);
    expect(byNumber.readings).toEqual(byName.readings);
    expect(trends).toHaveLength(10);
  });

  it.each([
    ['NONE', 'NONE'],
    ['NOT COMPUTABLE', 'NOT_COMPUTABLE'],
    ['RATE OUT OF RANGE', 'RATE_OUT_OF_RANGE'],
    ['flat', 'FLAT'],
    ['Sideways', 'NOT_COMPUTABLE'],
    ['', 'NOT_COMPUTABLE'],
    ['constructor', 'NOT_COMPUTABLE'],
    [10, 'NOT_COMPUTABLE'],
    [-1, 'NOT_COMPUTABLE'],
    [4.5, 'NOT_COMPUTABLE'],
    [null, 'NOT_COMPUTABLE'],
    [undefined, 'NOT_COMPUTABLE'],
    [{}, 'NOT_COMPUTABLE'],
  ])('%j is %s, and the reading is kept', async (Trend, trend) => {
    expect(await readingOf({ Trend })).toMatchObject({ valueMgDl: 120, trend });
  });
});
