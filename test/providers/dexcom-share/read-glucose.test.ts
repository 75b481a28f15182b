import { AssertionError } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShareClient } from '#src/providers/dexcom-share/share-client.ts';
import { earlyReading, modernReading, nullUuid, sessionId, unknownSession } from './recorded.ts';
import { failureOf, setup } from './setup.ts';
import { gzipped, html, json, text } from './share-server.ts';
import { day, entry, readingOf, readOf, takenAtMs } from './wire-entry.ts';

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
    { minutes: 1, maxCount: 1441 },
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
          trend: 'FLAT',
          sensorTakenAtMs: null,
        },
      ],
      droppedCount: 0,
      newestErrorAtMs: null,
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
        trend: 'FLAT',
        sensorTakenAtMs: 1_426_295_616_000,
      },
    ]);
  });

  it('is an empty batch when it is an empty list', async () => {
    expect(await readOf(text(200, '[]'))).toEqual({
      readings: [],
      droppedCount: 0,
      newestErrorAtMs: null,
      unreadableCount: 0,
      returnedCount: 0,
    });
  });

  it('is sorted newest first, whatever its order, with one reading per second and value', async () => {
    const at = (seconds: number, Value: number) =>
      entry({ WT: `Date(${1_745_081_013_000 + seconds * 1000})`, Value });
    const { readings, returnedCount } = await readOf(
      json([
        at(0, 100),
        at(300.5, 110),
        at(600, 120),
        at(300.2, 115),
        at(600, 121),
        at(301, 116),
        at(0.4, 100),
      ]),
    );
    expect(
      readings.map(({ takenAtMs: ms, valueMgDl }) => [ms - 1_745_081_013_000, valueMgDl]),
    ).toEqual([
      [600_000, 120],
      [600_000, 121],
      [301_000, 116],
      [300_500, 110],
      [300_200, 115],
      [400, 100],
    ]);
    expect(returnedCount).toBe(7);
  });

  it('holds 288 readings, compressed or not', async () => {
    const entries = Array.from({ length: 288 }, (_, index) =>
      entry({ WT: `Date(${takenAtMs - index * 299_700})` }),
    );
    for (const behaviour of [json(entries), gzipped(JSON.stringify(entries))]) {
      const batch = await readOf(behaviour);
      expect(batch.readings).toHaveLength(288);
      expect(batch.returnedCount).toBe(288);
    }
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

  async function addsUp(share: ShareClient, length: number): Promise<void> {
    const batch = await share.readGlucose('US', sessionId, day);
    const { readings, droppedCount, unreadableCount, returnedCount } = batch;
    expect(returnedCount).toBe(length);
    expect(readings.length + droppedCount + unreadableCount).toBeLessThanOrEqual(length);
    const seconds = readings.map(({ takenAtMs: ms }) => Math.floor(ms / 1000));
    expect(seconds).toEqual(seconds.toSorted((one, other) => other - one));
    // One second may have two values: which is right is judged by who sees more than this answer.
    const keys = readings.map(
      ({ sensorTakenAtMs: ms, valueMgDl }, index) =>
        `${seconds[index]} ${Math.floor((ms ?? 0) / 1000)} ${valueMgDl}`,
    );
    expect(new Set(keys).size).toBe(keys.length);
    for (const { valueMgDl } of readings) {
      expect(Number.isInteger(valueMgDl) && valueMgDl >= 39 && valueMgDl <= 401).toBe(true);
    }
  }
});
