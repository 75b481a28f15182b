import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { inTransaction } from '#db';
import { findSamples, ingestSamples } from '#glucose';
import type { IncomingBatch } from '#src/glucose/incoming-batch.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createTestDatabase } from '#test/database';
import {
  atMinute,
  minuteMs,
  reading,
  type ShortReading,
  startMs,
  steadyReadings,
} from '#test/stored-samples';

const database = await createTestDatabase();
const { db } = database;
afterAll(() => database.close());

const monthMinutes = 31 * 24 * 60;
const receivedAt = new Date(startMs + 14_000);

function setup() {
  const userId = newId(systemClock);
  const batch = (
    readings: readonly ShortReading[],
    options: Partial<IncomingBatch> = {},
  ): IncomingBatch => ({
    userId,
    provider: 'dexcom',
    origin: 'SHARE',
    newestTakenAt: null,
    receivedAt,
    readings: readings.map(reading),
    ...options,
  });
  const ingest = async (readings: readonly ShortReading[], options?: Partial<IncomingBatch>) => {
    const [result] = await ingestSamples(db, [batch(readings, options)]);
    return { created: minutesOf(result?.created), updated: minutesOf(result?.updated) };
  };
  const stored = (from = -monthMinutes, to = 3 * monthMinutes) =>
    findSamples(db, {
      userId,
      from: atMinute(from),
      to: atMinute(to),
      order: 'OLDEST_FIRST',
      limit: 10_000,
    });
  return { userId, batch, ingest, stored };
}

function minutesOf(samples: readonly { takenAt: Date }[] = []): number[] {
  return samples.map(({ takenAt }) => (takenAt.getTime() - startMs) / minuteMs);
}

describe('ingesting', () => {
  it('creates what is new, oldest first, and tells it as it is stored', async () => {
    const { batch, stored } = setup();
    const [result] = await ingestSamples(db, [
      batch([
        [10, 120],
        [0, 100],
        [5, 110],
      ]),
    ]);
    expect(minutesOf(result?.created)).toEqual([0, 5, 10]);
    expect(result?.created).toEqual(await stored());
    expect(result?.updated).toEqual([]);
  });

  it('touches nothing that comes again as it is', async () => {
    const { ingest, stored } = setup();
    await ingest(steadyReadings(3));
    const rowVersions = () => sql`select xmin::text, ctid::text from glucose_samples`.execute(db);
    const before = await rowVersions();
    expect(await ingest(steadyReadings(3))).toEqual({ created: [], updated: [] });
    expect((await rowVersions()).rows).toEqual(before.rows);
    expect((await stored()).map(({ revision }) => revision)).toEqual([1, 1, 1]);
  });

  it.each([
    ['value', [5, 111, 'FLAT']],
    ['trend', [5, 110, 'SINGLE_UP']],
  ] as const)('updates a sample of another %s and counts its revision', async (_what, revised) => {
    const { ingest, stored } = setup();
    await ingest([
      [0, 100],
      [5, 110],
    ]);
    const again = new Date(receivedAt.getTime() + 300_000);
    const both = await ingest([[0, 100], revised], { receivedAt: again });
    expect(both).toEqual({ created: [], updated: [5] });
    const [, sample] = await stored();
    expect(sample).toMatchObject({
      valueMgDl: revised[1],
      trend: revised[2],
      revision: 2,
      receivedAt,
    });
  });

  it('counts every revision, also back to what it was', async () => {
    const { ingest, stored } = setup();
    for (const value of [100, 101, 100, 100, 102]) await ingest([[0, value]]);
    expect(await stored()).toMatchObject([{ valueMgDl: 102, revision: 4 }]);
  });

  it('tells created and updated of one batch apart', async () => {
    const { ingest } = setup();
    await ingest([
      [0, 100],
      [5, 110],
    ]);
    const mixed = await ingest([
      [0, 99],
      [5, 110],
      [10, 120],
    ]);
    expect(mixed).toEqual({ created: [10], updated: [0] });
  });

  it('calls late what is new and older than the newest that was known', async () => {
    const { ingest, stored } = setup();
    const readings: ShortReading[] = [
      [0, 100],
      [5, 105],
      [10, 110],
    ];
    await ingest(readings, { newestTakenAt: atMinute(5) });
    expect((await stored()).map(({ isLate }) => isLate)).toEqual([true, false, false]);
    await ingest([[0, 120]], { newestTakenAt: null });
    expect((await stored()).map(({ isLate }) => isLate)).toEqual([true, false, false]);
  });

  it('cuts instants to the second, so that one reading has one key', async () => {
    const { batch, stored } = setup();
    const at = (takenAtMs: number) => [{ ...reading([0, 100]), takenAtMs }];
    await ingestSamples(db, [{ ...batch([]), readings: at(startMs + 1_999) }]);
    const [again] = await ingestSamples(db, [{ ...batch([]), readings: at(startMs + 1_001) }]);
    expect(again).toEqual({ created: [], updated: [], corrected: [], contradicting: [] });
    expect(minutesOf(await stored())).toEqual([1 / 60]);
  });

  it('takes the first of two batches that bring the same key', async () => {
    const { batch, stored } = setup();
    const results = await ingestSamples(db, [
      batch([[0, 100]]),
      batch([
        [0, 200],
        [5, 105],
      ]),
    ]);
    expect(results.map(({ created }) => minutesOf(created))).toEqual([[0], [5]]);
    expect((await stored()).map(({ valueMgDl }) => valueMgDl)).toEqual([100, 105]);
  });

  it('takes the first of two readings of one key in one batch', async () => {
    const { ingest, stored } = setup();
    await ingest([
      [0, 100],
      [0, 101],
    ]);
    expect(await stored()).toMatchObject([{ valueMgDl: 100, revision: 1 }]);
  });

  it('keeps users apart, and answers batch by batch', async () => {
    const one = setup();
    const other = setup();
    const batches = [one.batch([[0, 100]]), other.batch([]), other.batch([[0, 200]])];
    const results = await ingestSamples(db, batches);
    expect(results.map(({ created }) => created.map(({ userId }) => userId))).toEqual([
      [one.userId],
      [],
      [other.userId],
    ]);
    expect(await other.stored()).toMatchObject([{ valueMgDl: 200 }]);
  });

  it('makes the partitions of months that it meets', async () => {
    const { ingest, stored } = setup();
    const readings: ShortReading[] = [
      [-1, 100],
      [monthMinutes - 1, 101],
      [monthMinutes, 102],
      [2 * monthMinutes, 103],
    ];
    expect((await ingest(readings)).created).toEqual(readings.map(([minute]) => minute));
    expect((await ingest(readings.map(([minute]) => [minute, 90]))).updated).toHaveLength(4);
    expect((await stored()).map(({ revision }) => revision)).toEqual([2, 2, 2, 2]);
  });

  it('leaves nothing behind when its transaction is rolled back', async () => {
    const { batch, stored } = setup();
    const failed = inTransaction(db, async (tx) => {
      await ingestSamples(tx, [batch([[0, 100]])]);
      throw new Error('something else failed');
    });
    await expect(failed).rejects.toThrow('something else failed');
    expect(await stored()).toEqual([]);
  });

  it('refuses what is no glucose of a sensor', async () => {
    const { ingest } = setup();
    await expect(ingest([[0, 38]])).rejects.toThrow(/value_mg_dl/);
    await expect(ingest([[0, 402]])).rejects.toThrow(/value_mg_dl/);
  });
});

describe('ingests at the same time', () => {
  it('create each sample once', async () => {
    const { ingest, stored } = setup();
    const windows = [0, 3, 6, 9].map((start) => steadyReadings(12, start * 5));
    const results = await Promise.all(windows.map((window) => ingest(window)));
    const created = results.flatMap((result) => result.created);
    expect(created.toSorted((a, b) => a - b)).toEqual(minutesOf(await stored()));
    expect(new Set(created).size).toBe(created.length);
  });

  it.each([
    ['within a month', 100],
    ['at the turn of a month', monthMinutes],
  ])('R1: keep a reading once that two devices told, %s', async (_when, minute) => {
    const { batch, stored } = setup();
    const seconds = [0, 9, 4, 11].map((second) => second / 60);
    const results = await Promise.all(
      seconds.map((apart) =>
        inTransaction(db, (tx) =>
          ingestSamples(tx, [batch([-10, -5, 0].map((m) => [minute + m + apart - 0.1, 100]))]),
        ),
      ),
    );
    const created = results.flat().flatMap((result) => minutesOf(result.created));
    expect(created).toHaveLength(3);
    expect(minutesOf(await stored())).toEqual(created.toSorted((a, b) => a - b));
  });

  it('count every change of one sample', async () => {
    const { ingest, stored } = setup();
    await ingest([[0, 100]]);
    const values = [101, 102, 103, 104, 105];
    const results = await Promise.all(values.map((value) => ingest([[0, value]])));
    const updates = results.filter(({ updated }) => updated.length > 0).length;
    const [sample] = await stored();
    expect(updates).toBe(values.length);
    expect(sample?.revision).toBe(values.length + 1);
    expect(values).toContain(sample?.valueMgDl);
  });

  it('meet in a month that has no partition yet', async () => {
    const users = [setup(), setup(), setup(), setup()];
    const future = 40 * monthMinutes;
    const results = await Promise.all(users.map(({ ingest }) => ingest([[future, 100]])));
    expect(results.map(({ created }) => created)).toEqual(users.map(() => [future]));
  });
});

describe('what the OAuth API tells of a reading that Share told', () => {
  const later = { origin: 'OAUTH', provider: 'dexcom_v3' } as const;

  it('takes no trend away by knowing none, and keeps it where it corrects the value', async () => {
    const { ingest, stored } = setup();
    const withoutTrend = (minute: number, valueMgDl: number) => ({
      ...reading([minute, valueMgDl]),
      trend: 'NONE' as const,
    });
    await ingest([
      [0, 100],
      [5, 110],
    ]);
    const told = { readings: [withoutTrend(0, 100), withoutTrend(5, 114)] };
    expect(await ingest([], { ...later, ...told })).toEqual({ created: [], updated: [5] });
    expect(await ingest([], { ...later, ...told })).toEqual({ created: [], updated: [] });
    expect(await stored()).toMatchObject([
      { valueMgDl: 100, trend: 'FLAT', revision: 1, origin: 'SHARE' },
      { valueMgDl: 114, trend: 'FLAT', revision: 2, origin: 'OAUTH' },
    ]);
  });
});
