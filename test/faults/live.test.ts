import { sql } from 'kysely';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { inTransaction } from '#db';
import { appendEvents } from '#events';
import { systemClock } from '#std/clock';
import { eventually } from '#test/eventually';
import { type LiveGateway, startLiveGateway } from '#test/live-gateway';
import { subscribe } from '#test/resuming-subscriber';
import { type SpawnedGateway, spawnGateway } from '#test/spawn-gateway';
import { createTcpProxy } from '#test/tcp-proxy';

/** Processes start late on a machine that has much else to do. */
vi.setConfig({ testTimeout: 120_000 });

/** Appends one event after the other until it is stopped. Returns the ids in order. */
function appendSteadily({ append, event }: Pick<LiveGateway, 'append' | 'event'>) {
  const ids: string[] = [];
  let isStopping = false;
  const running = (async () => {
    while (!isStopping) {
      const told = event();
      await append(told);
      ids.push(told.id);
      await systemClock.sleep(5);
    }
  })();
  const stop = async (): Promise<readonly string[]> => {
    isStopping = true;
    await running;
    return ids;
  };
  onTestFinished(() => stop().then(() => {}));
  return { ids, stop };
}

const urlOf = (node: SpawnedGateway) => `http://127.0.0.1:${node.port}/graphql`;

describe('an API node that is killed with live sockets (S2)', () => {
  it('loses no event of any subscriber: each resumes on another node', async () => {
    const gateway = await startLiveGateway();
    const { config, simulator, apiKey, url } = gateway;
    const start = async () => {
      const node = await spawnGateway({ ...config, port: 0 }, simulator.baseUrls);
      onTestFinished(() => node.kill());
      return node;
    };
    let victim = await start();
    const subscribers = Array.from({ length: 20 }, (_, index) =>
      subscribe(apiKey, (attempt) => (attempt % 2 === index % 2 ? url : urlOf(victim))),
    );
    await eventually(() => subscribers.every(({ connectedCount }) => connectedCount() > 0));
    const appending = appendSteadily(gateway);
    for (let kill = 0; kill < 2; kill += 1) {
      const seenBefore = subscribers.map(({ seen }) => seen.length);
      await eventually(() =>
        subscribers.every(({ seen }, n) => seen.length > (seenBefore[n] ?? 0) + 5),
      );
      await victim.kill();
      // After the last one the node that lives takes all of them.
      if (kill === 0) victim = await start();
    }
    const ids = await appending.stop();
    for (const { seen } of subscribers) {
      await eventually(() => seen.length >= ids.length);
      expect(seen).toEqual(ids);
    }
  });
});

describe('a network that fails between a node and Postgres', () => {
  it.each(['freeze', 'cut'] as const)(
    'by a %s: its sockets stay, and miss nothing',
    async (how) => {
      const gateway = await startLiveGateway();
      const proxy = await createTcpProxy(gateway.databaseUrl);
      onTestFinished(() => proxy.close());
      const node = await gateway.startNode({
        databaseUrl: proxy.url,
        databaseDirectUrl: proxy.url,
      });
      const { apiKey, url } = gateway;
      const behind = subscribe(apiKey, () => `http://127.0.0.1:${node.port()}/graphql`);
      const beside = subscribe(apiKey, () => url);
      await eventually(() => behind.connectedCount() + beside.connectedCount() === 2);
      const appending = appendSteadily(gateway);
      await eventually(() => behind.seen.length > 5);
      if (how === 'freeze') proxy.freeze();
      else proxy.refuse();
      await eventually(() => node.parts().follower.status.isCutOff);
      const seenInTheDark = beside.seen.length;
      await eventually(() => beside.seen.length > seenInTheDark + 5);
      proxy.thaw();
      proxy.open();
      const ids = await appending.stop();
      for (const { seen, connectedCount } of [behind, beside]) {
        await eventually(() => seen.length >= ids.length);
        expect(seen).toEqual(ids);
        expect(connectedCount()).toBe(1);
      }
    },
  );
});

describe('notifications (E4)', () => {
  it('may be lost, doubled and late, on nodes of different ages of the log', async () => {
    const gateway = await startLiveGateway();
    const { db, event, apiKey, url } = gateway;
    const proxy = await createTcpProxy(gateway.databaseUrl);
    onTestFinished(() => proxy.close());
    const deaf = await gateway.startNode({ databaseDirectUrl: proxy.url });
    proxy.freeze();
    const urls = [url, `http://127.0.0.1:${deaf.port()}/graphql`];
    const subscribers = urls.map((own, index) =>
      subscribe(apiKey, (attempt) => urls[(index + attempt) % 2] ?? own),
    );
    await eventually(() => subscribers.every(({ connectedCount }) => connectedCount() === 1));
    const ids: string[] = [];
    const hops = () => Math.min(...subscribers.map(({ connectedCount }) => connectedCount()));
    for (let round = 0; round < 60 || hops() < 4; round += 1) {
      const told = event();
      // From the node that hears to the one that is behind, and back.
      if (round % 10 === 9) for (const subscriber of subscribers) subscriber.cut();
      await inTransaction(db, async (tx) => {
        for (let n = 0; n < round % 4; n += 1)
          await sql`select pg_notify('events', ${`${n}`})`.execute(tx);
        await appendEvents(tx, [told]);
      });
      ids.push(told.id);
      await sql`select pg_notify('events', 'again')`.execute(db);
    }
    for (const { seen } of subscribers) {
      await eventually(() => seen.length >= ids.length);
      expect(seen).toEqual(ids);
    }
  });
});
