import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#std/clock';
import { seededRandom } from '#std/random';
import { eventually } from '#test/eventually';
import { createFaultRig } from '#test/fault-rig';
import { subscribe } from '#test/resuming-subscriber';
import { startReceiver } from '#test/verifying-receiver';

/** `npm run faults` takes another order each time. */
const seed = Number(process.env.FAULTS_SEED ?? 1);
const patience = { pollMs: 50 };

/** Two whole nodes, four subscribers that come back to either, two endpoints, a steady writer. */
async function setup() {
  const rig = await createFaultRig();
  const nodes = [await rig.startNode(), await rig.startNode()] as const;
  const subscribers = Array.from({ length: 4 }, (_, index) =>
    subscribe(rig.apiKey, (attempt) => nodes[(index + attempt) % 2 === 0 ? 0 : 1].url()),
  );
  await eventually(() => subscribers.every(({ connectedCount }) => connectedCount() > 0), patience);
  const receivers = [await addEndpoint(), await addEndpoint()];

  async function addEndpoint() {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const response = await fetch(nodes[0].url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': rig.apiKey },
      body: JSON.stringify({
        query: `mutation ($url: String!) { createWebhookEndpoint(url: $url) {
          ... on CreateWebhookEndpointSuccess { secret } } }`,
        variables: { url: receiver.url },
      }),
    });
    const { data } = (await response.json()) as { data: { createWebhookEndpoint: Created } };
    receiver.trust(data.createWebhookEndpoint.secret);
    return receiver;
  }

  /** The log alone knows what a commit whose answer was lost came to. */
  const logged = async () => {
    const rows = await rig.db.selectFrom('events').select('id').orderBy('position').execute();
    return rows.map(({ id }) => id);
  };
  return { ...rig, nodes, subscribers, receivers, logged, writing: keepAppending(rig.append) };
}

interface Created {
  readonly secret: string;
}

/** Appends until it is stopped, whatever fails meanwhile. */
function keepAppending(append: () => Promise<unknown>) {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await append().catch(() => {});
      await systemClock.sleep(10);
    }
  })();
  const stop = async () => {
    stopping.abort();
    await running;
  };
  onTestFinished(stop);
  return { stop };
}

type Setup = Awaited<ReturnType<typeof setup>>;

const faults: Readonly<Record<string, (all: Setup) => Promise<unknown> | unknown>> = {
  'a node is killed': ({ nodes }) => nodes[0].replace(),
  'the other node is killed': ({ nodes }) => nodes[1].replace(),
  'Postgres is stopped and started': ({ postgres }) => postgres.restart(1_500),
  'Postgres crashes': ({ postgres }) => postgres.crash(),
  async 'a node is cut off without a word'({ nodes }) {
    nodes[0].sessions.freeze();
    nodes[0].ear.freeze();
    await systemClock.sleep(7_000);
    nodes[0].sessions.thaw();
    nodes[0].ear.thaw();
  },
  'all sessions of a node are reset': ({ nodes }) => nodes[1].sessions.cut(),
  async 'notifications of a node come late, and its sockets hop'({ nodes, subscribers }) {
    nodes[1].ear.freeze();
    for (let hop = 0; hop < 10; hop += 1) {
      for (const subscriber of subscribers) subscriber.cut();
      await systemClock.sleep(200);
    }
    nodes[1].ear.thaw();
  },
  async 'notifications are lost'({ nodes }) {
    nodes[0].ear.refuse();
    await systemClock.sleep(2_000);
    nodes[0].ear.open();
  },
  async 'notifications are doubled'({ db }) {
    for (let n = 0; n < 200; n += 1) await sql`select pg_notify('events', '')`.execute(db);
  },
};

function inSomeOrder<Item>(items: readonly Item[]): Item[] {
  const random = seededRandom(seed);
  const drawn = items.map((item) => ({ item, at: random() }));
  return drawn.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
}

describe('faults of all kinds, one after the other (W1, S2, E4)', () => {
  it(`lose and double nothing, and leave nothing stuck (order ${seed})`, async () => {
    const all = await setup();
    const { subscribers, receivers, writing, logged, db } = all;
    for (const strike of inSomeOrder(Object.values(faults))) {
      await strike(all);
      const before = subscribers.map(({ seen }) => seen.length);
      // Everybody goes on, before the next one strikes.
      await eventually(
        () => subscribers.every(({ seen }, index) => seen.length > (before[index] ?? 0) + 5),
        patience,
      );
    }
    await writing.stop();
    const ids = await eventually(logged, patience);
    expect(ids.length).toBeGreaterThan(100);
    for (const { seen } of subscribers) {
      await eventually(() => seen.length >= ids.length, patience);
      expect(seen).toEqual(ids);
    }
    const arrived = () => receivers.map(({ received }) => new Set(received.map(({ id }) => id)));
    await eventually(() => arrived().every(({ size }) => size >= ids.length), patience);
    for (const set of arrived()) expect(set).toEqual(new Set(ids));
    for (const { received, refused } of receivers) {
      expect(refused).toEqual([]);
      for (const { id, body } of received) expect(body.id).toBe(id);
    }
    await eventually(async () => {
      const { rows } = await sql<{ state: string; count: number }>`
        select state, count(*) from webhook_deliveries group by state`.execute(db);
      expect(rows).toEqual([{ state: 'SUCCEEDED', count: ids.length * receivers.length }]);
      return true;
    }, patience);
  }, 300_000);
});
