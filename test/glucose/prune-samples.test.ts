import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import type { Db } from '#db';
import { pruneSamples } from '#glucose';
import { prunePollHistory } from '#poller';
import { createTestDatabase } from '#test/database';

/** As behind a pooler, whose sessions have the zone of their database. */
const zones = ['UTC', 'Asia/Kolkata', 'America/Los_Angeles'];

it('a partition leaves when its month, or its day, has ended by UTC, wherever the database stands', async () => {
  const { db, close } = await createTestDatabase();
  onTestFinished(close);
  for (const zone of zones) {
    for (const [retentionMs, passed] of [
      [1_000, false],
      [0, true],
    ] as const) {
      const found = await db.transaction().execute(async (tx) => {
        await sql`select set_config('timezone', ${zone}, true)`.execute(tx);
        return ended(tx, retentionMs);
      });
      expect(found, `${zone} ${retentionMs}`).toEqual(passed ? [1, 1] : [0, 0]);
    }
  }
});

/** How many partitions go so long before January of 2025, and its first day, are over. */
async function ended(db: Db, beforeMs: number): Promise<readonly number[]> {
  const inJanuary = new Date(Date.UTC(2025, 0, 1, 12));
  await sql`select ensure_partition('glucose_samples', 'month', ${inJanuary}::timestamptz)`.execute(
    db,
  );
  await sql`select ensure_partition('polls', 'day', ${inJanuary}::timestamptz)`.execute(db);
  const dayAndHistoryMs = Date.UTC(2025, 0, 2) + 48 * 60 * 60 * 1000;
  return [
    await pruneSamples(db, new Date(Date.UTC(2025, 1, 1) - beforeMs)),
    await prunePollHistory(db, new Date(dayAndHistoryMs - beforeMs)),
  ];
}
