import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { ingestSamples } from '#glucose';
import { repairSamples } from '#src/app/repair-samples.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import type { Bench, BenchOptions, BenchReport } from './bench.ts';
import { barAtMost, countSetting } from './bench.ts';
import { startBenchDatabase } from './database.ts';

/**
 * The removal of readings that older versions stored twice, in a table of its real size, while the
 * same people are polled: how long it takes, and how long a poll waits for it at the most.
 */
const daysStored = 30;
const readingsPerDay = 288;
const samplesPerUser = daysStored * readingsPerDay;
/** Of so many users one wore a watch too, for so many days. */
const doubledUsersEvery = 10;
const doubledDays = 5;
const doublesPerUser = doubledDays * readingsPerDay;
/** In each of so many transactions a second the readings of so many people are written. */
const batchUsers = 10;
const pauseMs = 50;
const usersPerInsert = 10;

export const repair: Bench = {
  name: 'repair',
  summary: 'the repair of readings stored twice, at 10 million samples, while people are polled',
  async run(options): Promise<BenchReport> {
    const endings: (() => Promise<unknown>)[] = [];
    try {
      const { db } = await startBenchDatabase((end) => endings.push(end));
      return await measure(db, options);
    } finally {
      for (const end of endings.reverse()) await end();
    }
  },
};

async function measure(db: Db, options: BenchOptions): Promise<BenchReport> {
  const users = Math.ceil(countSetting(options, 'samples', 10_000_000) / samplesPerUser);
  const { progress } = options;
  progress(`storing ${users} people`);
  const userIds = await store(db, users, progress);
  progress('polling without the repair');
  const alone = await pollWhile(db, userIds, () => systemClock.sleep(10_000));
  progress('the repair');
  const sinceMs = systemClock.monotonicMs();
  let removed = 0;
  const beside = await pollWhile(db, userIds, async () => {
    for (;;) {
      removed += await repairSamples(db, systemClock);
      if (await isFinished(db)) return;
      progress(`removed ${removed}`);
    }
  });
  const seconds = (systemClock.monotonicMs() - sinceMs) / 1000;
  const expected = Math.ceil(users / doubledUsersEvery) * doublesPerUser;
  return {
    tables: [
      {
        title: 'Writing what ten people were polled for, in ms',
        columns: ['median', 'p99', 'longest', 'batches'],
        rows: [
          { name: 'before', values: figures(alone) },
          { name: 'while the repair runs', values: figures(beside) },
        ],
      },
    ],
    bars: [
      barAtMost('longest wait of a poll', Math.round(Math.max(...beside)), 1_000, ' ms'),
      barAtMost('doubles left', expected - removed, 0),
    ],
    notes: [
      `${users * samplesPerUser + expected} samples of ${users} people; ${removed} removed in ` +
        `${seconds.toFixed(0)} s.`,
    ],
  };
}

async function store(
  db: Db,
  users: number,
  progress: (line: string) => void,
): Promise<readonly string[]> {
  const userIds = Array.from({ length: users }, () => newId(systemClock));
  await sql`
    select ensure_partition('glucose_samples', 'month', now() - n * interval '1 month')
    from generate_series(-1, 2) as n`.execute(db);
  for (let from = 0; from < users; from += usersPerInsert) {
    await sql`
      insert into glucose_samples (user_id, taken_at, received_at, value_mg_dl, family, provider,
        trend, utc_offset_minutes, is_late)
      select u.id, t.at + d.apart, t.at, 100 + n % 80, 1, 1, 4, 60, false
      from unnest(${userIds.slice(from, from + usersPerInsert)}::uuid[]) with ordinality as u (id, place)
      cross join generate_series(1, ${samplesPerUser}::int) as n
      cross join lateral (select date_trunc('second', now()) - n * interval '5 minutes' as at) as t
      cross join (values (interval '0'), (interval '10 seconds')) as d (apart)
      where d.apart = interval '0'
        or (u.place + ${from}::int) % ${doubledUsersEvery}::int = 1 and n <= ${doublesPerUser}::int
      `.execute(db);
    progress(`stored ${Math.min(users, from + usersPerInsert)} people`);
  }
  await sql`vacuum (analyze) glucose_samples`.execute(db);
  return userIds;
}

/** Polls of random people as long as some work takes; how long each batch took, in ms. */
async function pollWhile(
  db: Db,
  userIds: readonly string[],
  work: () => Promise<unknown>,
): Promise<readonly number[]> {
  const tookMs: number[] = [];
  let isOver = false;
  const polling = (async () => {
    for (let from = 0; !isOver; from = (from + batchUsers) % userIds.length) {
      const startMs = systemClock.monotonicMs();
      await pollOf(db, userIds.slice(from, from + batchUsers));
      tookMs.push(systemClock.monotonicMs() - startMs);
      await systemClock.sleep(pauseMs);
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await polling;
  }
  return tookMs;
}

async function pollOf(db: Db, userIds: readonly string[]): Promise<void> {
  const receivedAt = new Date(systemClock.nowMs());
  const takenAtMs = receivedAt.getTime() - 20_000;
  const reading = { takenAtMs, valueMgDl: 120, trend: 'FLAT', utcOffsetMinutes: 60 } as const;
  const told = { provider: 'dexcom', origin: 'SHARE', newestTakenAt: null, receivedAt } as const;
  await inTransaction(db, (tx) =>
    ingestSamples(
      tx,
      userIds.map((userId) => ({ ...told, userId, readings: [reading] })),
    ),
  );
}

async function isFinished(db: Db): Promise<boolean> {
  const row = await db.selectFrom('sample_repair').select('finished_at').executeTakeFirst();
  return row?.finished_at != null;
}

function figures(tookMs: readonly number[]): readonly number[] {
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * sorted.length)] ?? 0);
  return [at(0.5), at(0.99), Math.round(sorted.at(-1) ?? 0), sorted.length];
}
