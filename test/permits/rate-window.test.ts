import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type RateWindow, takeHits } from '#permits';
import { createTestDatabase } from '#test/database';

const startMs = Date.UTC(2026, 0, 15, 12);
const at = (seconds: number) => new Date(startMs + seconds * 1_000);

async function setup() {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const window = (hitsMax: number): RateWindow => ({
    key: randomBytes(32),
    windowMs: 60_000,
    hitsMax,
  });
  return { db: database.db, window };
}

describe('a rate window', () => {
  it('slides: a hit is free again when the oldest one leaves', async () => {
    const { db, window } = await setup();
    const two = window(2);
    expect(await takeHits(db, [two], at(0))).toBeNull();
    expect(await takeHits(db, [two], at(20))).toBeNull();
    expect(await takeHits(db, [two], at(30))).toEqual(at(60));
    expect(await takeHits(db, [two], at(60))).toBeNull();
    expect(await takeHits(db, [two], at(61))).toEqual(at(80));
  });

  it('takes a hit of each or of none, and names the moment from which all are free', async () => {
    const { db, window } = await setup();
    const [one, three] = [window(1), window(3)];
    expect(await takeHits(db, [one, three], at(0))).toBeNull();
    expect(await takeHits(db, [three, one], at(1))).toEqual(at(60));
    expect(await takeHits(db, [three], at(2))).toBeNull();
    expect(await takeHits(db, [three], at(3))).toBeNull();
    expect(await takeHits(db, [three], at(4))).toEqual(at(60));
  });

  it('lets no more through when many come at once', async () => {
    const { db, window } = await setup();
    const [five, ten] = [window(5), window(10)];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => takeHits(db, n % 2 ? [five, ten] : [ten, five], at(0))),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(5);
  });

  it('counts a hit from the future as one of this moment', async () => {
    const { db, window } = await setup();
    const one = window(1);
    await takeHits(db, [one], at(3_600));
    expect(await takeHits(db, [one], at(0))).toEqual(at(60));
  });
});
