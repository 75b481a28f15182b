import { afterAll, describe, expect, it } from 'vitest';
import { inTransaction } from '#db';
import { findSamples, ingestSamples, keepHistory, type Origin } from '#glucose';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createTestDatabase } from '#test/database';
import { atMinute, reading, type ShortReading } from '#test/stored-samples';

const database = await createTestDatabase();
const { db } = database;
afterAll(() => database.close());

const now = atMinute(40 * 24 * 60);

function setup() {
  const userId = newId(systemClock);
  const tell = (origin: Origin, ...readings: readonly ShortReading[]) => {
    const history = {
      userId,
      provider: 'dexcom',
      origin,
      readings: readings.map(reading),
    } as const;
    return keepHistory(db, history, now);
  };
  const poll = (...readings: readonly ShortReading[]) => {
    const told = { userId, provider: 'dexcom', origin: 'SHARE' } as const;
    const times = { newestTakenAt: null, receivedAt: now };
    const batch = { ...told, ...times, readings: readings.map(reading) };
    return inTransaction(db, (tx) => ingestSamples(tx, [batch]));
  };
  const stored = async () => {
    const query = {
      userId,
      from: atMinute(-1),
      to: now,
      order: 'OLDEST_FIRST',
      limit: 10_000,
    } as const;
    return findSamples(db, query);
  };
  const brief = async () =>
    (await stored()).map(({ takenAt, valueMgDl, origin, revision }) => [
      (takenAt.getTime() - atMinute(0).getTime()) / 60_000,
      valueMgDl,
      origin,
      revision,
    ]);
  return { userId, tell, poll, stored, brief };
}

/** Ten seconds, in minutes. */
const apart = 1 / 6;

describe('R3: history', () => {
  it('is kept once, is never late, and has its origin', async () => {
    const { tell, poll, stored, brief } = setup();
    await poll([600, 130]);
    expect(await tell('IMPORT', [5, 101], [0, 100])).toEqual({ createdCount: 2, updatedCount: 0 });
    expect(await tell('IMPORT', [0, 100], [5, 101])).toEqual({ createdCount: 0, updatedCount: 0 });
    expect(await brief()).toEqual([
      [0, 100, 'IMPORT', 1],
      [5, 101, 'IMPORT', 1],
      [600, 130, 'SHARE', 1],
    ]);
    expect((await stored()).filter(({ isLate }) => isLate)).toEqual([]);
  });

  it.each<[told: Origin, stored: Origin, stands: 'told' | 'stored']>([
    ['IMPORT', 'SHARE', 'stored'],
    ['IMPORT', 'OAUTH', 'stored'],
    ['IMPORT', 'IMPORT', 'stored'],
    ['IMPORT', 'SANDBOX', 'stored'],
    ['IMPORT', 'IMPORT_ROUNDED', 'stored'],
    ['IMPORT_ROUNDED', 'SHARE', 'stored'],
    ['IMPORT_ROUNDED', 'OAUTH', 'stored'],
    ['IMPORT_ROUNDED', 'IMPORT', 'stored'],
    ['IMPORT_ROUNDED', 'SANDBOX', 'stored'],
    ['SANDBOX', 'SHARE', 'stored'],
    ['SANDBOX', 'OAUTH', 'stored'],
    ['SANDBOX', 'IMPORT', 'stored'],
    ['SANDBOX', 'SANDBOX', 'stored'],
    ['OAUTH', 'SHARE', 'told'],
    ['OAUTH', 'OAUTH', 'told'],
    ['OAUTH', 'IMPORT', 'told'],
    ['OAUTH', 'IMPORT_ROUNDED', 'told'],
    ['OAUTH', 'SANDBOX', 'told'],
    ['SHARE', 'SHARE', 'told'],
    ['SHARE', 'OAUTH', 'stored'],
    ['SHARE', 'IMPORT', 'told'],
    ['SHARE', 'IMPORT_ROUNDED', 'told'],
    ['SHARE', 'SANDBOX', 'told'],
  ])('of %s, told ten seconds apart from what %s told: what was %3$s stands', async (...row) => {
    const [told, before, stands] = row;
    const { tell, brief } = setup();
    await tell(before, [0, 100], [5, 110]);
    await tell(told, [apart, 107], [5 + apart, 110]);
    const first = stands === 'told' ? [0, 107, told, 2] : [0, 100, before, 1];
    expect(await brief()).toEqual([first, [5, 110, before, 1]]);
  });

  it('corrects what Share told once, and Share, which tells it again, is not heard', async () => {
    const { tell, poll, brief } = setup();
    await poll([0, 100], [5, 104]);
    expect(await tell('OAUTH', [0, 108])).toEqual({ createdCount: 0, updatedCount: 1 });
    for (let times = 0; times < 3; times += 1) {
      const [again] = await poll([0, 100], [5, 104]);
      expect(again).toEqual({ created: [], updated: [], corrected: [], contradicting: [] });
      expect(await tell('OAUTH', [0, 108])).toEqual({ createdCount: 0, updatedCount: 0 });
    }
    expect(await brief()).toEqual([
      [0, 108, 'OAUTH', 2],
      [5, 104, 'SHARE', 1],
    ]);
  });

  it('makes nobody doubt the clock of a phone: what was imported contradicts no reading', async () => {
    const { userId, tell, brief } = setup();
    await tell('IMPORT', [0, 100], [7, 100]);
    const guard = { untilMs: now.getTime(), cadenceMs: 300_000 };
    const batch = {
      ...({ userId, provider: 'dexcom', origin: 'SHARE', newestTakenAt: null, guard } as const),
      ...{ receivedAt: now, readings: [reading([0, 120]), reading([5, 110])] },
    };
    const [written] = await inTransaction(db, (tx) => ingestSamples(tx, [batch]));
    expect(written?.contradicting).toEqual([]);
    expect(await brief()).toEqual([
      [0, 120, 'SHARE', 2],
      [5, 110, 'SHARE', 1],
      [7, 100, 'IMPORT', 1],
    ]);
  });

  it('is one with what polls tell meanwhile: each reading is one sample, in any order', async () => {
    const { tell, poll, brief } = setup();
    const minutes = Array.from({ length: 600 }, (_, n) => n * 5);
    const file = minutes.map((minute): ShortReading => [minute + apart, 101]);
    const share = minutes.slice(300).map((minute): ShortReading => [minute, 100]);
    await Promise.all([
      tell('IMPORT', ...file),
      ...Array.from({ length: 6 }, (_, n) => poll(...share.slice(n * 50, n * 50 + 60))),
      tell('IMPORT', ...file.toReversed()),
    ]);
    const samples = await brief();
    expect(samples.map(([minute]) => Math.floor(Number(minute)))).toEqual(minutes);
    expect(
      samples.slice(300).every(([, value, origin]) => value === 100 && origin === 'SHARE'),
    ).toBe(true);
    expect(samples.slice(0, 300).every(([, value]) => value === 101)).toBe(true);
  });

  it('of years goes in by pieces, and two devices of it are one where the pieces meet', async () => {
    const { tell, brief } = setup();
    const twice = Array.from({ length: 5_000 }, (_, n): ShortReading[] => [
      [n * 5, 100],
      [n * 5 + apart, 100],
    ]);
    expect(await tell('IMPORT', ...twice.flat())).toEqual({ createdCount: 5_000, updatedCount: 0 });
    expect(await brief()).toHaveLength(5_000);
  });
});
