import { afterAll, describe, expect, it } from 'vitest';
import { eraseUserSamples, ingestSamples } from '#glucose';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createTestDatabase } from '#test/database';
import { atMinute, minuteMs, reading, startMs } from '#test/stored-samples';

const database = await createTestDatabase();
const { db } = database;
afterAll(() => database.close());

function setup() {
  const userId = newId(systemClock);
  /** Ingests an answer with a reading each so many minutes, and says what is known after it. */
  async function answer(
    fromMinute: number,
    toMinute: number,
    everyMinutes: number,
    isFirst = false,
  ) {
    const count = Math.round((toMinute - fromMinute) / everyMinutes);
    const minutes = Array.from({ length: count }, (_, n) => fromMinute + n * everyMinutes);
    await ingestSamples(db, [
      {
        userId,
        provider: 'dexcom',
        origin: 'SHARE',
        newestTakenAt: isFirst ? null : atMinute(fromMinute),
        receivedAt: atMinute(toMinute),
        readings: minutes.map((minute) => reading([minute, 100])),
      },
    ]);
    return known();
  }
  async function known() {
    const rows = await db
      .selectFrom('sensor_cadences')
      .select(['from_at', 'seconds'])
      .where('user_id', '=', userId)
      .orderBy('from_at')
      .execute();
    return rows.map(({ from_at, seconds }) => [(from_at.getTime() - startMs) / minuteMs, seconds]);
  }
  return { userId, answer, known };
}

describe('the cadence of a sensor', () => {
  it('is kept where it is not five minutes, and once', async () => {
    const { answer } = setup();
    expect(await answer(0, 60, 5, true)).toEqual([]);
    expect(await answer(60, 70, 1)).toEqual([[60, 60]]);
    expect(await answer(65, 75, 1)).toEqual([[60, 60]]);
    expect(await answer(75, 120, 6)).toEqual([[60, 60]]);
  });

  it('is five minutes again when an answer reaches hours back', async () => {
    const { answer } = setup();
    await answer(0, 30, 1, true);
    expect(await answer(60, 90, 5)).toEqual([[0, 60]]);
    const after = [
      [0, 60],
      [60, 300],
    ];
    expect(await answer(60, 190, 5)).toEqual(after);
    expect(await answer(190, 400, 10)).toEqual(after);
  });

  it('is five minutes again with the first answer of another link', async () => {
    const { answer } = setup();
    await answer(0, 30, 0.2, true);
    expect(await answer(60, 120, 5, true)).toEqual([
      [0, 12],
      [60, 300],
    ]);
  });

  it('is told of each sensor of an answer after an outage', async () => {
    const { answer, userId } = setup();
    await answer(0, 30, 5, true);
    const minutes = [
      ...Array.from({ length: 60 }, (_, n) => 100 + n),
      ...Array.from({ length: 24 }, (_, n) => 200 + n * 5),
    ];
    await ingestSamples(db, [
      {
        userId,
        provider: 'dexcom',
        origin: 'SHARE',
        newestTakenAt: atMinute(25),
        receivedAt: atMinute(400),
        readings: minutes.map((minute) => reading([minute, 100])),
      },
    ]);
    expect(await answer(320, 330, 5)).toEqual([
      [100, 60],
      [200, 300],
    ]);
  });

  it('is one of its own of each user of a batch', async () => {
    const [one, other] = [setup(), setup()];
    const batchOf = (userId: string, everyMinutes: number) => ({
      userId,
      provider: 'dexcom' as const,
      origin: 'SHARE' as const,
      newestTakenAt: null,
      receivedAt: atMinute(60),
      readings: Array.from({ length: 9 }, (_, n) => reading([n * everyMinutes, 100])),
    });
    await ingestSamples(db, [batchOf(one.userId, 1), batchOf(other.userId, 5)]);
    expect(await one.known()).toEqual([[0, 60]]);
    expect(await other.known()).toEqual([]);
  });

  it('is erased with the samples', async () => {
    const { answer, known, userId } = setup();
    const other = setup();
    await answer(0, 30, 1, true);
    await other.answer(0, 30, 1, true);
    expect(await eraseUserSamples(db, userId)).toBe(30);
    expect(await known()).toEqual([]);
    expect(await other.known()).toEqual([[0, 60]]);
  });
});
