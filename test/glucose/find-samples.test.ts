import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import {
  findLatestSamples,
  findLostStretches,
  findRatesOfChange,
  findSampleSeries,
  findSamples,
  ingestSamples,
} from '#glucose';
import { findOnCluster } from '#src/glucose/find-latest-samples.ts';
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
  storeSamples,
} from '#test/stored-samples';

const database = await createTestDatabase();
const { db } = database;
afterAll(() => database.close());

const monthMinutes = 31 * 24 * 60;

async function setup(readings: readonly ShortReading[] = []) {
  const userId = newId(systemClock);
  if (readings.length > 0) await storeSamples(db, userId, readings);
  const range = { userId, from: atMinute(0), to: atMinute(24 * 60) };
  return { userId, range };
}

describe('a page of samples', () => {
  it('holds each sample as it was stored', async () => {
    const { userId, range } = await setup();
    const receivedAt = new Date(startMs + 99_123);
    const source = { provider: 'dexcom', origin: 'SHARE' } as const;
    const incoming = { userId, ...source, receivedAt };
    const known = { ...reading([5, 39, 'NONE']), utcOffsetMinutes: null };
    await ingestSamples(db, [{ ...incoming, newestTakenAt: null, readings: [known] }]);
    const late = { ...reading([0, 401, 'DOUBLE_DOWN']), utcOffsetMinutes: -210 };
    await ingestSamples(db, [{ ...incoming, newestTakenAt: atMinute(5), readings: [late] }]);
    const common = { userId, receivedAt, revision: 1, ...source };
    expect(await findSamples(db, { ...range, order: 'OLDEST_FIRST', limit: 10 })).toEqual([
      {
        ...common,
        takenAt: atMinute(0),
        valueMgDl: 401,
        trend: 'DOUBLE_DOWN',
        utcOffsetMinutes: -210,
        isLate: true,
      },
      {
        ...common,
        takenAt: atMinute(5),
        valueMgDl: 39,
        trend: 'NONE',
        utcOffsetMinutes: null,
        isLate: false,
      },
    ]);
  });

  it('includes its beginning and not its end', async () => {
    const { range } = await setup([
      [-5, 100],
      [0, 101],
      [1435, 102],
      [1440, 103],
    ]);
    const samples = await findSamples(db, { ...range, order: 'OLDEST_FIRST', limit: 10 });
    expect(samples.map(({ valueMgDl }) => valueMgDl)).toEqual([101, 102]);
  });

  it.each([
    ['OLDEST_FIRST', [0, 5, 10, 15, 20, 25, 30]],
    ['NEWEST_FIRST', [30, 25, 20, 15, 10, 5, 0]],
  ] as const)('follows the one before without gap or repeat, %s', async (order, minutes) => {
    const { range } = await setup(steadyReadings(7));
    const seen: number[] = [];
    let after: Date | undefined;
    for (;;) {
      const page = await findSamples(db, { ...range, order, limit: 3, after });
      if (page.length === 0) break;
      seen.push(...page.map(({ takenAt }) => (takenAt.getTime() - startMs) / minuteMs));
      after = page.at(-1)?.takenAt;
    }
    expect(seen).toEqual(minutes);
  });

  it('crosses the borders of months in order', async () => {
    const { range } = await setup([
      [monthMinutes - 5, 100],
      [monthMinutes, 101],
      [2 * monthMinutes, 102],
    ]);
    const whole = { ...range, to: atMinute(3 * monthMinutes), limit: 10 };
    const samples = await findSamples(db, { ...whole, order: 'NEWEST_FIRST' });
    expect(samples.map(({ valueMgDl }) => valueMgDl)).toEqual([102, 101, 100]);
  });

  it('looks at the partitions of its range alone', async () => {
    const { range } = await setup([
      [0, 100],
      [6 * monthMinutes, 100],
    ]);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select * from glucose_samples where user_id = ${range.userId}
        and taken_at >= ${range.from} and taken_at < ${range.to}`.execute(db);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('glucose_samples_202603');
    expect(plan).not.toContain('glucose_samples_202608');
  });

  it('is empty for a user without samples', async () => {
    const { range } = await setup();
    expect(await findSamples(db, { ...range, order: 'OLDEST_FIRST', limit: 10 })).toEqual([]);
  });
});

describe('a series', () => {
  it('holds the columns of each user, by time', async () => {
    const one = await setup([
      [10, 120, 'SINGLE_UP'],
      [0, 100],
      [5, 110, 'NONE'],
    ]);
    const other = await setup([[0, 401]]);
    const nobody = await setup();
    const { from, to } = one.range;
    const userIds = [one.userId, nobody.userId, other.userId];
    const found = await findSampleSeries(db, { userIds, from, to, samplesMax: 10 });
    expect(found.get(one.userId)).toEqual({
      takenAtMs: Float64Array.of(startMs, startMs + 5 * minuteMs, startMs + 10 * minuteMs),
      valueMgDl: Uint16Array.of(100, 110, 120),
      trend: Uint8Array.of(4, 0, 2),
      cadences: [],
    });
    expect([...(found.get(other.userId)?.valueMgDl ?? [])]).toEqual([401]);
    expect(found.get(nobody.userId)?.takenAtMs).toHaveLength(0);
  });

  it('holds what is known of the sensors up to its end, as of long before', async () => {
    const { userId, range } = await setup([[0, 100]]);
    const { from, to } = range;
    const instants = [from.getTime() - 400 * 86_400_000, from.getTime() + 60_000, to.getTime()];
    for (const [place, fromMs] of instants.entries()) {
      await sql`insert into sensor_cadences (user_id, from_at, seconds)
        values (${userId}, ${new Date(fromMs)}, ${[12, 300, 60][place]})`.execute(db);
    }
    const found = await findSampleSeries(db, { userIds: [userId], from, to, samplesMax: 10 });
    expect(found.get(userId)?.cadences).toEqual([
      { fromMs: instants[0], minutes: 0.2 },
      { fromMs: instants[1], minutes: 5 },
    ]);
  });

  it('tells an instant once where sensors of two families have it', async () => {
    const { userId, range } = await setup([[0, 100]]);
    await sql`
      insert into glucose_samples (user_id, taken_at, received_at, value_mg_dl, family, provider,
        trend, is_late)
      select user_id, taken_at, received_at, 222, 2, provider, trend, is_late
      from glucose_samples where user_id = ${userId}`.execute(db);
    const { from, to } = range;
    const found = await findSampleSeries(db, { userIds: [userId], from, to, samplesMax: 10 });
    expect([...(found.get(userId)?.valueMgDl ?? [])]).toEqual([100]);
  });

  it('reads no more of each user than it was told to', async () => {
    const { userId, range } = await setup(steadyReadings(20));
    const { from, to } = range;
    const found = await findSampleSeries(db, { userIds: [userId], from, to, samplesMax: 7 });
    expect(found.get(userId)?.takenAtMs).toHaveLength(7);
  });

  it('keeps the second of samples where the range begins within one', async () => {
    const { userId, range } = await setup([[5, 100]]);
    const from = new Date(startMs + 789);
    const found = await findSampleSeries(db, {
      userIds: [userId],
      from,
      to: range.to,
      samplesMax: 7,
    });
    expect([...(found.get(userId)?.takenAtMs ?? [])]).toEqual([startMs + 5 * minuteMs]);
  });
});

describe('the latest sample', () => {
  it('is found for each user, however old', async () => {
    const now = atMinute(60);
    const fresh = await setup([
      [50, 100],
      [55, 105],
    ]);
    const old = await setup([[-8 * monthMinutes, 70]]);
    const nobody = await setup();
    const latest = await findLatestSamples(db, [fresh.userId, old.userId, nobody.userId], now);
    expect(await findOnCluster(db, [fresh.userId, old.userId, nobody.userId], now)).toEqual(latest);
    expect(latest.get(fresh.userId)).toMatchObject({ takenAt: atMinute(55), valueMgDl: 105 });
    expect(latest.get(old.userId)).toMatchObject({ userId: old.userId, valueMgDl: 70 });
    expect(latest.size).toBe(2);
  });
});

describe('the rate of change', () => {
  const rateAt = async (readings: readonly ShortReading[], minute: number) => {
    const { userId } = await setup(readings);
    const [rate] = await findRatesOfChange(db, [{ userId, takenAt: atMinute(minute) }]);
    return rate;
  };

  it('is the slope of the line through the quarter of an hour before', async () => {
    const readings: ShortReading[] = [
      [0, 100],
      [5, 110],
      [10, 120],
      [15, 130],
    ];
    expect(await rateAt(readings, 15)).toBeCloseTo(2, 10);
  });

  it('is the least-squares line where samples lie beside it', async () => {
    const readings: ShortReading[] = [
      [0, 100],
      [5, 108],
      [10, 121],
      [15, 127],
    ];
    // Slope by hand: sum((x - 7.5)(y - 114)) / sum((x - 7.5)^2) = 235 / 125.
    expect(await rateAt(readings, 15)).toBeCloseTo(1.88, 10);
  });

  it('knows nothing of what came later, nor of what is older', async () => {
    const readings: ShortReading[] = [
      [-30, 300],
      [0, 100],
      [5, 95],
      [10, 400],
    ];
    expect(await rateAt(readings, 5)).toBeCloseTo(-1, 10);
  });

  it('is not told of a lone sample, nor beside LOW or HIGH', async () => {
    expect(await rateAt([[0, 100]], 0)).toBeNull();
    const low: ShortReading[] = [
      [0, 39],
      [5, 45],
    ];
    expect(await rateAt(low, 5)).toBeNull();
    const high: ShortReading[] = [
      [0, 395],
      [5, 401],
    ];
    expect(await rateAt(high, 5)).toBeNull();
  });

  it('is told for many at once, in their order', async () => {
    const one = await setup([
      [0, 100],
      [5, 110],
    ]);
    const other = await setup([
      [0, 100],
      [10, 90],
    ]);
    const asked = [
      { userId: other.userId, takenAt: atMinute(10) },
      { userId: one.userId, takenAt: atMinute(0) },
      { userId: one.userId, takenAt: atMinute(5) },
    ];
    expect(await findRatesOfChange(db, asked)).toEqual([-1, null, 2]);
  });

  it('is that of each alone, however many there are and however far apart', async () => {
    const worn = (fromMinute: number) =>
      steadyReadings(40, fromMinute).filter((_, n) => n % 9 !== 0 && n % 11 !== 5);
    const lastMonth = worn(-monthMinutes);
    const people = [
      { readings: [...lastMonth, ...worn(0)], ...(await setup([...lastMonth, ...worn(0)])) },
      { readings: lastMonth, ...(await setup(lastMonth)) },
      { readings: worn(30), ...(await setup(worn(30))) },
    ];
    for (let person = 0; person < 10; person += 1) {
      people.push({ readings: worn(0), ...(await setup(worn(0))) });
    }
    const asked = people.flatMap(({ userId, readings }) =>
      readings.map(([minute]) => ({ userId, takenAt: atMinute(minute) })),
    );
    asked.reverse();
    const alone: (number | null)[] = [];
    for (const sample of asked) alone.push(...(await findRatesOfChange(db, [sample])));
    const together = await findRatesOfChange(db, asked);
    const rounded = (rates: typeof alone) => rates.map((rate) => rate && Number(rate.toFixed(9)));
    expect(rounded(together)).toEqual(rounded(alone));
    expect(new Set(rounded(alone)).size).toBeGreaterThan(5);
    expect(alone).toContain(null);
  });
});

describe('holes', () => {
  it('are found by user where they share time with the range', async () => {
    const { userId, range } = await setup();
    const { userId: other } = await setup();
    const teamId = newId(systemClock);
    await sql`insert into teams (id, name) values (${teamId}, ${teamId})`.execute(db);
    await sql`
      insert into users (id, team_id, client_user_id, created_at, updated_at)
      values (${userId}, ${teamId}, 'ada', now(), now())`.execute(db);
    const connectionId = newId(systemClock);
    await sql`
      insert into connections (id, team_id, user_id, provider, region, account_key,
        credentials_sealed, state, state_since, connected_at)
      values (${connectionId}, ${teamId}, ${userId}, 'dexcom', 'US', sha256(''), '', 'FRESH', now(),
        now())`.execute(db);
    for (const [from, to] of [
      [-60, -30],
      [-20, 10],
      [100, 200],
      [1440, 1500],
    ] as const) {
      await sql`
        insert into sample_holes (connection_id, user_id, from_at, to_at, reason, recorded_at)
        values (${connectionId}, ${userId}, ${atMinute(from)}, ${atMinute(to)}, 'beyond-reach',
          now())`.execute(db);
    }
    const { from, to } = range;
    const holes = await findLostStretches(db, { userIds: [userId, other], from, to });
    const inMinutes = holes.get(userId)?.map(({ fromMs }) => (fromMs - startMs) / minuteMs);
    expect(inMinutes).toEqual([-20, 100]);
    expect(holes.get(other)).toEqual([]);
  });
});
