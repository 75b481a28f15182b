import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inTransaction, openDatabase } from '#db';
import { hasEarlierNodes } from '#deployment';
import { repairSamples } from '#src/app/repair-samples.ts';
import { lockUsersSamples } from '#src/glucose/lock-users-samples.ts';
import { silentLog } from '#std/log';
import { expectExampleOf } from '#test/event-examples';
import { eventually } from '#test/eventually';
import { type Journey, startJourney } from '#test/journey';
import { travel } from '#test/travel';
import { watchGlucose } from '#test/watch-events';

/** What an older version kept of a wearer whose phone and watch both uploaded. */
const startMs = Date.UTC(2026, 3, 1, 2);
const second = 1_000;
const minute = 60 * second;

/** Samples as an older version wrote them, each under the second at which it was told. */
async function store(
  { gateway, userId }: Pick<Journey, 'gateway' | 'userId'>,
  rows: readonly (readonly [atMs: number, valueMgDl: number])[],
): Promise<void> {
  for (const month of ['2026-03-01', '2026-04-01']) {
    await sql`select ensure_partition('glucose_samples', 'month', ${month}::timestamptz)`.execute(
      gateway.db,
    );
  }
  await gateway.db
    .insertInto('glucose_samples')
    .values(
      rows.map(([atMs, valueMgDl]) => ({
        user_id: userId.replace('User:', ''),
        taken_at: new Date(atMs),
        received_at: new Date(atMs + 20_000),
        value_mg_dl: valueMgDl,
        family: 1,
        provider: 1,
        trend: 4,
        utc_offset_minutes: 60,
        is_late: false,
      })),
    )
    .execute();
}

async function samplesOf({ gateway, userId }: Journey) {
  const { user } = await gateway.ask<{ user: { samples: { edges: { node: Sample }[] } } }>(
    `query S($userId: ID!, $from: DateTime!, $to: DateTime!) {
      user(id: $userId) {
        samples(from: $from, to: $to, first: 1000) {
          edges { node { takenAt valueMgDl revision } }
        }
      }
    }`,
    { userId, from: iso(startMs - 200 * minute), to: iso(startMs) },
  );
  return user.samples.edges.map(({ node }) => node);
}

interface Sample {
  readonly takenAt: string;
  readonly valueMgDl: number;
  readonly revision: number;
}

const iso = (atMs: number) => new Date(atMs).toISOString();

describe('samples that were stored twice by an older version', () => {
  it('R1: are one each after the repair, and who asks for removals is told of each', async () => {
    const journey = await startJourney(startMs, { trace: [] });
    const { gateway, userId, clock, watch } = journey;
    const asking = watchGlucose(gateway.url, gateway.apiKey, userId, null, true);
    onTestFinished(() => asking.close());
    // Across the turn of a month, the last one with a calibration; and a pair of two sensors.
    const at = (n: number) => startMs - (n + 1) * 5 * minute;
    const twice = [20, 23, 24, 30].flatMap((n) => [
      [at(n), 120] as const,
      [at(n) + 10 * second, n === 20 ? 140 : 120] as const,
    ]);
    await store(journey, [...twice, [at(10), 110], [at(9), 111], [at(9) - 60 * second, 90]]);
    const older = openDatabase({
      url: gateway.databaseUrl,
      poolMax: 1,
      applicationName: 'glucose-gateway worker',
      log: silentLog,
    });
    await sql`select 1`.execute(older.db);
    expect(await repairSamples(gateway.db, clock), 'beside a node of that version').toBe(0);
    await older.close();
    await eventually(async () => !(await hasEarlierNodes(gateway.db)));
    expect(await repairSamples(gateway.db, clock)).toBe(4);
    const samples = await samplesOf(journey);
    expect(samples.map(({ takenAt }) => Date.parse(takenAt))).toEqual(
      [30, 24, 23, 20, 10].map(at).concat([at(9) - 60 * second, at(9)]),
    );
    await eventually(() => asking.events.length === 2 && watch.events.length === 1);
    expect(asking.events.map(({ type }) => type)).toEqual([
      'DAILY_DATA_GLUCOSE_UPDATED',
      'DAILY_DATA_GLUCOSE_DELETED',
    ]);
    expect(watch.events.map(({ type }) => type)).toEqual(['DAILY_DATA_GLUCOSE_UPDATED']);
    expect(watch.events[0]?.samples).toMatchObject([
      { takenAt: iso(at(20)), valueMgDl: 140, revision: 2 },
    ]);
    expect(asking.events[1]?.samples?.map(({ takenAt, revision }) => [takenAt, revision])).toEqual(
      [30, 24, 23, 20].map((n) => [iso(at(n) + 10 * second), 2]),
    );
    const removals = gateway.db
      .selectFrom('events')
      .where('type', '=', 'daily.data.glucose.deleted');
    const { payload } = await removals.select('payload').executeTakeFirstOrThrow();
    expectExampleOf(payload);
    expect(await repairSamples(gateway.db, clock)).toBe(0);
  });

  it('R1: are one each after a repair that was stopped midway, beside polls that tell both again', async () => {
    const trace = Array.from({ length: 100 }, (_, n) => ({
      atMs: startMs + (n - 80) * 5 * minute,
      valueMgDl: 100 + (n % 50),
    }));
    const journey = await startJourney(startMs, {
      ...{ trace, secondDevice: {}, visibilityDelayMs: 12_000 },
    });
    const { gateway, clock, userId } = journey;
    await travel(clock, gateway, minute);
    const ofWatch = trace
      .slice(20, 60)
      .map(({ atMs, valueMgDl }) => [atMs + 10_000, valueMgDl] as const);
    const other = await addUser(gateway);
    await store(journey, ofWatch);
    await store(
      { gateway, userId: other },
      ofWatch.flatMap(
        ([atMs, mgDl]) =>
          [
            [atMs - 10_000, mgDl],
            [atMs, mgDl],
          ] as const,
      ),
    );
    const secondsOf = async (id: string) => {
      const samples = await samplesOf({ ...journey, userId: id });
      return samples.map(({ takenAt }) => (Date.parse(takenAt) - startMs) / second);
    };
    const once = trace.slice(40, 60).map(({ atMs }) => (atMs - startMs) / second);
    const twice = once.flatMap((at) => [at, at + 10]);
    const stillOnce = async (id: string) =>
      (await secondsOf(id)).filter((at) => at < (once.at(-1) ?? 0) + 15);
    expect(await stillOnce(userId)).toEqual(twice);

    // The repair comes to the second user's samples, which another holds, and is stopped there.
    const stopping = openDatabase({
      ...{ url: gateway.databaseUrl, poolMax: 1, applicationName: 'a repair', log: silentLog },
    });
    const mayGoOn = Promise.withResolvers<void>();
    const holding = inTransaction(gateway.db, async (tx) => {
      await lockUsersSamples(tx, [other.replace('User:', '')]);
      await mayGoOn.promise;
    });
    const stopped = repairSamples(stopping.db, clock).then(
      () => 'went through',
      () => 'stopped',
    );
    await travel(clock, gateway, 11 * minute);
    await eventually(async () => (await stillOnce(userId)).length === once.length);
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'a repair' and datname = current_database()`.execute(gateway.db);
    expect(await stopped).toBe('stopped');
    await stopping.close();
    mayGoOn.resolve();
    await holding;
    expect(await stillOnce(other)).toEqual(twice);

    const [removedCount] = await Promise.all([
      repairSamples(gateway.db, clock),
      travel(clock, gateway, 11 * minute),
    ]);
    expect(removedCount).toBe(ofWatch.length);
    for (const id of [userId, other]) expect(await stillOnce(id)).toEqual(once);
    const { events } = await gateway.ask<{ events: { edges: { node: Removal }[] } }>(
      `{ events(first: 100, types: [DAILY_DATA_GLUCOSE_DELETED]) {
        edges { node { userId samples { takenAt } } } } }`,
    );
    const told = events.edges.flatMap(({ node }) =>
      node.samples.map(({ takenAt }) => `${node.userId} ${takenAt}`),
    );
    const removed = [userId, other].flatMap((id) => ofWatch.map(([atMs]) => `${id} ${iso(atMs)}`));
    expect(told.toSorted()).toEqual(removed.toSorted());
  });
});

interface Removal {
  readonly userId: string;
  readonly samples: readonly { readonly takenAt: string }[];
}

async function addUser(gateway: Journey['gateway']): Promise<string> {
  const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
    `mutation { createUser(clientUserId: "another") {
      ... on CreateUserSuccess { user { id } } } }`,
  );
  return createUser.user.id;
}
