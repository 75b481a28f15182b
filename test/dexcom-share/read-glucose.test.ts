import { AssertionError } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DexcomShare, rangeOf, trendNumberOf, trends } from '#dexcom-share';
import { earlyReading, modernReading, nullUuid, sessionId, unknownSession } from './recorded.ts';
import { failureOf, setup } from './setup.ts';
import { type Behaviour, html, json, text } from './share-server.ts';

const day = { minutes: 1440, maxCount: 288 };
const takenAtMs = 1_745_081_013_817;

/** An entry as Dexcom writes it today, changed here and there. */
function entry(changes: object = {}): object {
  const time = `Date(${takenAtMs})`;
  return {
    WT: time,
    ST: time,
    DT: `Date(${takenAtMs}+0200)`,
    Value: 120,
    Trend: 'Flat',
    ...changes,
  };
}

async function readOf(behaviour: Behaviour) {
  const { server, share } = await setup();
  server.meet(behaviour);
  return share.readGlucose('OUS', sessionId, day);
}

/** The first reading of an answer with one entry. */
async function readingOf(changes: object) {
  const { readings } = await readOf(json([entry(changes)]));
  return readings[0];
}

describe('the request for readings', () => {
  it('is a post with a body, so that it has a Content-Length, and with a query', async () => {
    const { server, share } = await setup();
    server.meet(json([]));
    await share.readGlucose('OUS', sessionId, { minutes: 25, maxCount: 5 });
    const path = '/ous/ShareWebServices/Services/Publisher/ReadPublisherLatestGlucoseValues';
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: `${path}?sessionId=${sessionId}&minutes=25&maxCount=5`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': '2',
      },
      body: '{}',
    });
  });

  it('asks for compression where the answer may be long', async () => {
    const { server, share } = await setup();
    server.meet(json([]));
    await share.readGlucose('OUS', sessionId, { minutes: 25, maxCount: 5 });
    await share.readGlucose('OUS', sessionId, day);
    const encodings = server.requests.map(({ headers }) => headers['accept-encoding']);
    expect(encodings).toEqual(['identity', 'gzip']);
  });

  it.each([
    { minutes: 0, maxCount: 1 },
    { minutes: 1441, maxCount: 1 },
    { minutes: 1.5, maxCount: 1 },
    { minutes: 1, maxCount: 0 },
    { minutes: 1, maxCount: 289 },
    { minutes: 1, maxCount: Number.NaN },
  ])('is our bug with $minutes minutes and $maxCount readings', async (window) => {
    const { server, share } = await setup();
    await expect(share.readGlucose('US', sessionId, window)).rejects.toThrow(AssertionError);
    expect(server.requests).toHaveLength(0);
  });

  it.each(['', '1', nullUuid])('is not sent for the session "%s"', async (badId) => {
    const { server, share } = await setup();
    const error = await failureOf(share.readGlucose('US', badId, day));
    expect(error).toMatchObject({ failure: 'session-ended', evidence: 'not-sent' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('an answer with readings', () => {
  it('is read as it comes today', async () => {
    expect(await readOf(text(200, `[${modernReading}]`))).toEqual({
      readings: [
        {
          takenAtMs: 1_745_081_013_817,
          utcOffsetMinutes: -240,
          valueMgDl: 224,
          trend: 'Flat',
          areClocksApart: false,
        },
      ],
      droppedCount: 0,
      unreadableCount: 0,
      returnedCount: 1,
    });
  });

  it('is read as it came ten years ago, by the clock of the phone', async () => {
    const { readings } = await readOf(text(200, `[${earlyReading}]`));
    expect(readings).toEqual([
      {
        takenAtMs: 1_426_292_039_000,
        utcOffsetMinutes: -420,
        valueMgDl: 101,
        trend: 'Flat',
        areClocksApart: true,
      },
    ]);
  });

  it('is an empty batch when it is an empty list', async () => {
    expect(await readOf(text(200, '[]'))).toEqual({
      readings: [],
      droppedCount: 0,
      unreadableCount: 0,
      returnedCount: 0,
    });
  });

  it('is sorted newest first, whatever its order, with one reading per second', async () => {
    const at = (seconds: number, Value: number) =>
      entry({ WT: `Date(${1_745_081_013_000 + seconds * 1000})`, Value });
    const { readings, returnedCount } = await readOf(
      json([at(0, 100), at(300.5, 110), at(600, 120), at(300.2, 115), at(600, 121), at(301, 116)]),
    );
    expect(
      readings.map(({ takenAtMs: ms, valueMgDl }) => [ms - 1_745_081_013_000, valueMgDl]),
    ).toEqual([
      [600_000, 120],
      [301_000, 116],
      [300_500, 110],
      [0, 100],
    ]);
    expect(returnedCount).toBe(6);
  });

  it('holds 288 readings, compressed or not', async () => {
    const entries = Array.from({ length: 288 }, (_, index) =>
      entry({ WT: `Date(${takenAtMs - index * 299_700})` }),
    );
    const batch = await readOf(json(entries));
    expect(batch.readings).toHaveLength(288);
    expect(batch.returnedCount).toBe(288);
  });

  it('may carry a byte order mark and white space', async () => {
    const { readings } = await readOf(text(200, `\uFEFF\r\n[${modernReading}]\n`));
    expect(readings).toHaveLength(1);
  });

  it('may carry fields that nobody knows', async () => {
    expect(await readingOf({ Unit: 'mg/dL', Alarm: { Kind: 3 } })).toMatchObject({
      valueMgDl: 120,
    });
  });
});

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
  ])('is doubtful when its clocks are %s apart', async (_, gapMs, areClocksApart) => {
    const reading = await readingOf({ ST: `Date(${takenAtMs + gapMs})` });
    expect(reading).toMatchObject({ takenAtMs, areClocksApart });
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
    const codes = [0, 1, 2, 3, 5, 6, 9, 10, 12, 37, 38, 38.9, 402, 1000, -1];
    const batch = await readOf(json([...codes.map((Value) => entry({ Value })), entry()]));
    expect(batch).toMatchObject({ droppedCount: codes.length, unreadableCount: 0 });
    expect(batch.readings).toHaveLength(1);
    expect(batch.returnedCount).toBe(codes.length + 1);
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
    expect(trends).toHaveLength(10);
    const names = trends.map((Trend, index) =>
      entry({ Trend, WT: `Date(${takenAtMs - index * 300_000})` }),
    );
    const numbers = trends.map((_, index) =>
      entry({ Trend: index, WT: `Date(${takenAtMs - index * 300_000})` }),
    );
    const byName = await readOf(json(names));
    const byNumber = await readOf(json(numbers));
    expect(byName.readings.map(({ trend }) => trend)).toEqual(trends);
    expect(byNumber.readings).toEqual(byName.readings);
    expect(trends.map(trendNumberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(trends[4]).toBe('Flat');
  });

  it.each([
    ['NONE', 'None'],
    ['NOT COMPUTABLE', 'NotComputable'],
    ['RATE OUT OF RANGE', 'RateOutOfRange'],
    ['flat', 'Flat'],
    ['Sideways', 'NotComputable'],
    ['', 'NotComputable'],
    ['constructor', 'NotComputable'],
    [10, 'NotComputable'],
    [-1, 'NotComputable'],
    [4.5, 'NotComputable'],
    [null, 'NotComputable'],
    [undefined, 'NotComputable'],
    [{}, 'NotComputable'],
  ])('%j is %s, and the reading is kept', async (Trend, trend) => {
    expect(await readingOf({ Trend })).toMatchObject({ valueMgDl: 120, trend });
  });
});

describe('an answer that is none', () => {
  const unreadable = { failure: 'unreadable', code: null, httpStatus: 200 };

  it.each([
    ['a page', html(200), 'html'],
    ['half a list', text(200, `[${modernReading},{"WT":"Date(17450`), 'not-json'],
    ['an object', json({ readings: [] }), 'wrong-shape'],
    ['an object with a length', json({ length: 0 }), 'wrong-shape'],
    ['null', json(null), 'wrong-shape'],
    ['an empty text', json(''), 'wrong-shape'],
    ['a number', json(0), 'wrong-shape'],
  ])('is unreadable: %s', async (_, behaviour, evidence) => {
    const error = await failureOf(readOf(behaviour));
    expect(error).toMatchObject({ ...unreadable, evidence });
  });

  it.each(['', '\r\n'])('ends the session when it is empty (%j), without a code', async (body) => {
    const error = await failureOf(readOf(text(200, body)));
    expect(error).toMatchObject({ failure: 'session-ended', evidence: 'empty', code: null });
  });

  it('is an error object, even under HTTP 200', async () => {
    const error = await failureOf(readOf(text(200, unknownSession)));
    expect(error).toMatchObject({ failure: 'session-ended', code: 'SessionIdNotFound' });
  });
});

describe('any list at all', () => {
  it('gives a batch of which the counts add up', async () => {
    const { server, share } = await setup();
    const field = fc.oneof(
      fc.jsonValue(),
      fc.integer({ min: 30, max: 410 }),
      fc.integer({ min: -10, max: 2 ** 42 }).map((ms) => `Date(${ms})`),
    );
    const likely = fc.record(
      { WT: field, ST: field, DT: field, Value: field, Trend: field },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(likely, fc.jsonValue()), { maxLength: 8 }), (list) => {
        server.meet(json(list));
        return addsUp(share, list.length);
      }),
      { numRuns: 200 },
    );
  });

  async function addsUp(share: DexcomShare, length: number): Promise<void> {
    const batch = await share.readGlucose('US', sessionId, day);
    const { readings, droppedCount, unreadableCount, returnedCount } = batch;
    expect(returnedCount).toBe(length);
    expect(readings.length + droppedCount + unreadableCount).toBeLessThanOrEqual(length);
    const seconds = readings.map(({ takenAtMs: ms }) => Math.floor(ms / 1000));
    expect(seconds).toEqual([...new Set(seconds)].toSorted((one, other) => other - one));
    for (const { valueMgDl } of readings) {
      expect(Number.isInteger(valueMgDl) && valueMgDl >= 39 && valueMgDl <= 401).toBe(true);
    }
  }
});
