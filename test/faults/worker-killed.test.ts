import { afterEach, describe, expect, it } from 'vitest';
import { leaseMs } from '#src/poll-plans/limits.ts';
import { systemClock } from '#std/clock';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway } from '#test/gateway';
import { createHurriedClock } from '#test/hurried-clock';
import { type SpawnedGateway, spawnGateway } from '#test/spawn-gateway';
import { startReceiver } from '#test/verifying-receiver';
import { watchGlucose } from '#test/watch-events';
import { createEndpoint, judgeUrl } from '#webhooks';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Hurried, since leases and the floor between reads take most of a minute each round. */
const time = { pace: 6, epochMs: systemClock.nowMs() };

/** An API node here, and worker nodes in processes of their own that are killed. */
async function setup() {
  const clock = createHurriedClock(time);
  const gateway = await startGateway({ clock, config: { role: 'api' } });
  closers.push(() => gateway.close());
  const receiver = await startReceiver();
  closers.push(() => receiver.close());
  const { webhookContext } = gateway.app.parts();
  const url = await judgeUrl(webhookContext, receiver.url);
  if (url.kind !== 'judged') throw new Error(url.kind);
  const { teamId } = gateway;
  const creation = await createEndpoint(gateway.db, webhookContext, { teamId, url });
  if (creation.kind !== 'created') throw new Error(creation.kind);
  receiver.trust(creation.secret);
  const account = { username: 'quick', password: 'quick-password' };
  gateway.simulator.addAccount({ ...account, cadenceMs: 3_000, visibilityDelayMs: 200 });
  const { events } = await gateway.ask<{ events: { pageInfo: { endCursor: string } } }>(
    '{ events(first: 1) { pageInfo { endCursor } } }',
  );
  const { userId, linked } = await linkThroughApi(gateway, account);
  expect(linked.__typename).toBe('LinkSuccess');
  const watch = watchGlucose(gateway.url, gateway.apiKey, userId, events.pageInfo.endCursor);
  closers.push(() => watch.close());
  const startWorker = async (): Promise<SpawnedGateway> => {
    const config = { ...gateway.config, role: 'worker' as const };
    const worker = await spawnGateway(config, gateway.simulator.baseUrls, time);
    closers.push(() => worker.kill());
    return worker;
  };
  return {
    clock,
    gateway,
    receiver,
    watch,
    startWorker,
    account: { region: 'US' as const, ...account },
  };
}

/** Longer than it takes to kill a process. */
const slow = { kind: 'latency', delayMs: 18_000 } as const;

describe('a worker that is killed while it polls and delivers (P1, W1, S2)', () => {
  it('loses nothing and doubles nothing: another one goes on', async () => {
    const { clock, gateway, receiver, watch, startWorker, account } = await setup();
    const eventCount = async () => {
      const { count } = await gateway.db
        .selectFrom('events')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('type', '=', 'daily.data.glucose.created')
        .executeTakeFirstOrThrow();
      return count;
    };
    for (let round = 0; round < 2; round += 1) {
      const before = await eventCount();
      const worker = await startWorker();
      await eventually(async () => (await eventCount()) > before);
      // A read is under way, and answered late: the worker dies with the poll in its hands.
      gateway.simulator.addFault({ account, calls: ['read'], effect: slow, count: 1 });
      const { reads } = gateway.simulator.requestsOf(account);
      await eventually(() => gateway.simulator.requestsOf(account).reads > reads);
      await worker.kill();
      watch.client.terminate();
    }
    // The poll that died goes on elsewhere as soon as its lease has ended, and its readings are there.
    const { lease_until } = await gateway.db
      .selectFrom('poll_plans')
      .select('lease_until')
      .executeTakeFirstOrThrow();
    expect(lease_until.getTime() - clock.nowMs()).toBeLessThanOrEqual(leaseMs);
    const before = await eventCount();
    await startWorker();
    await eventually(async () => (await eventCount()) > before);

    const samples = await gateway.db.selectFrom('glucose_samples').select('taken_at').execute();
    const told = await gateway.db
      .selectFrom('events')
      .select(['id', 'payload'])
      .where('type', '=', 'daily.data.glucose.created')
      .orderBy('position')
      .execute();
    const toldAt = told.flatMap(({ payload }) =>
      (payload as unknown as { data: { data: { timestamp: string }[] } }).data.data.map(
        ({ timestamp }) => new Date(timestamp).getTime(),
      ),
    );
    expect(new Set(toldAt).size).toBe(toldAt.length);
    const storedAt = samples.map(({ taken_at }) => taken_at.getTime());
    const newestMs = Math.max(...storedAt);
    // The last worker goes on while we look.
    const toldByThen = toldAt.filter((atMs) => atMs <= newestMs);
    expect(toldByThen.toSorted()).toEqual(storedAt.toSorted());
    const oldestMs = Math.min(...storedAt);
    const truths = gateway.simulator.readingsOf(account, newestMs + 999, oldestMs - 1);
    const shown = truths.map(({ wallMs }) => Math.floor(wallMs / 1000) * 1000);
    expect(storedAt.toSorted()).toEqual(shown.toSorted());

    await eventually(() => {
      const received = new Set(receiver.received.map(({ id }) => id));
      for (const { id } of told) expect(received).toContain(id);
      const watched = watch.events.map(({ id }) => id);
      for (const { id } of told) expect(watched.filter((each) => each === id)).toHaveLength(1);
      return true;
    });
    expect(receiver.refused).toEqual([]);
    for (const { id, body } of receiver.received) expect(body.id).toBe(id);
  }, 240_000);
});
