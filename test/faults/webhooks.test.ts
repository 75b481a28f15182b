import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import { eventually } from '#test/eventually';
import { spawnWebhookNode } from '#test/spawn-webhook-node';
import { createTcpProxy } from '#test/tcp-proxy';
import { createWebhookReceiver, ok, type WebhookReceiver } from '#test/webhook-receiver';
import { createWebhookRig } from '#test/webhook-rig';

/** Short, so that the tests need not wait long for the leases of the dead. */
const policy = { leaseMs: 1_500, statusTimeoutMs: 1_000, connectTimeoutMs: 500, sweepMs: 200 };

async function setup() {
  const rig = await createWebhookRig({ policy });
  onTestFinished(() => rig.close());
  const order = { url: rig.databaseUrl, sealingKey: rig.sealingKey, policy };

  async function addReceiver(): Promise<WebhookReceiver> {
    const receiver = await createWebhookReceiver();
    onTestFinished(() => receiver.close());
    return receiver;
  }

  async function addWithEndpoint(): Promise<WebhookReceiver> {
    const receiver = await addReceiver();
    await rig.addEndpoint(receiver.url);
    return receiver;
  }

  async function spawnNode() {
    const node = await spawnWebhookNode(order);
    onTestFinished(() => node.kill());
    return node;
  }

  /** Appends events in commits of a few until it is stopped; returns their ids. */
  function keepAppending() {
    const ids: string[] = [];
    let isStopped = false;
    const running = (async () => {
      while (!isStopped) {
        ids.push(...(await rig.append({}, {}, {})).map(({ id }) => id));
        await systemClock.sleep(5);
      }
    })();
    return async () => {
      isStopped = true;
      await running;
      return ids;
    };
  }

  /** Every event reached each receiver under its id, and nothing is stuck. */
  async function expectAllDelivered(receivers: readonly WebhookReceiver[], ids: readonly string[]) {
    await eventually(() => receivers.every(({ received }) => idsOf(received).size >= ids.length));
    for (const { received } of receivers) {
      expect(idsOf(received)).toEqual(new Set(ids));
      for (const { headers, body } of received) {
        expect(JSON.parse(body).id).toBe(headers['webhook-id']);
      }
    }
    await eventually(async () => {
      const deliveries = await rig.deliveries();
      expect(deliveries).toHaveLength(ids.length * receivers.length);
      return deliveries.every(({ state }) => state === 'SUCCEEDED');
    });
  }

  return { ...rig, addReceiver, addWithEndpoint, spawnNode, keepAppending, expectAllDelivered };
}

function idsOf(received: WebhookReceiver['received']): Set<string> {
  return new Set(received.map(({ headers }) => headers['webhook-id'] ?? ''));
}

describe('a node that is killed (W1)', () => {
  it('at any moment between commit and settling loses no delivery', async () => {
    const { addWithEndpoint, spawnNode, keepAppending, expectAllDelivered } = await setup();
    const receivers = [await addWithEndpoint(), await addWithEndpoint()];
    const stop = keepAppending();
    for (let round = 0; round < 4; round += 1) {
      const before = receivers[0]?.received.length ?? 0;
      const node = await spawnNode();
      await receivers[0]?.waitFor(before + 1 + 25 * round);
      await node.kill();
    }
    const ids = await stop();
    await spawnNode();
    await expectAllDelivered(receivers, ids);
  });

  it('between commit and send has its deliveries sent by another one, once each', async () => {
    const { append, deliveries, addEndpoint, addReceiver, spawnNode, expectAllDelivered } =
      await setup();
    const receiver = await addReceiver();
    const network = await createTcpProxy(receiver.url);
    onTestFinished(() => network.close());
    await addEndpoint(network.url);
    network.freeze();
    const events = await append({}, {}, {});
    const node = await spawnNode();
    await eventually(async () => {
      const claimed = (await deliveries()).filter(({ lease_until }) => lease_until > new Date());
      return claimed.length === events.length && network.connectionCount() > 0;
    });
    await node.kill();
    network.cut();
    network.thaw();
    expect(receiver.received).toEqual([]);
    await spawnNode();
    const ids = events.map(({ id }) => id);
    await expectAllDelivered([receiver], ids);
    expect(receiver.received).toHaveLength(ids.length);
  });

  it('between send and settling has its deliveries sent again under the same ids', async () => {
    const { append, addWithEndpoint, spawnNode, expectAllDelivered } = await setup();
    const receiver = await addWithEndpoint();
    const held: ServerResponse[] = [];
    receiver.answerWith((response) => held.push(response));
    const events = await append({}, {}, {});
    const node = await spawnNode();
    await receiver.waitFor(3);
    await node.kill();
    receiver.answerWith(ok);
    await spawnNode();
    await expectAllDelivered(
      [receiver],
      events.map(({ id }) => id),
    );
    expect(receiver.received.length).toBeGreaterThanOrEqual(6);
  });
});

describe('a node that is cut off from Postgres', () => {
  it('without a word gives its work up to the others, and takes part again afterwards', async () => {
    const { databaseUrl, createNode, addWithEndpoint, keepAppending, expectAllDelivered } =
      await setup();
    const receivers = [await addWithEndpoint(), await addWithEndpoint()];
    const proxy = await createTcpProxy(databaseUrl);
    onTestFinished(() => proxy.close());
    const handle = openDatabase({
      url: proxy.url,
      poolMax: 5,
      applicationName: 'cut off',
      statementTimeoutMs: 1_000,
      log: silentLog,
    });
    onTestFinished(() => handle.close());
    const [cutOff, other] = [createNode({ db: handle.db }), createNode()];
    const stop = keepAppending();
    await cutOff.start();
    await receivers[0]?.waitFor(20);
    proxy.freeze();
    await other.start();
    const before = receivers[0]?.received.length ?? 0;
    await receivers[0]?.waitFor(before + 100);
    proxy.thaw();
    proxy.cut();
    await other.stop();
    const later = receivers[0]?.received.length ?? 0;
    await receivers[0]?.waitFor(later + 50);
    await expectAllDelivered(receivers, await stop());
  });

  it('goes on when Postgres is back, and tells what it did meanwhile', async () => {
    const { databaseUrl, append, createNode, addWithEndpoint, expectAllDelivered } = await setup();
    const receiver = await addWithEndpoint();
    const proxy = await createTcpProxy(databaseUrl);
    onTestFinished(() => proxy.close());
    const handle = openDatabase({
      url: proxy.url,
      poolMax: 5,
      applicationName: 'interrupted',
      log: silentLog,
    });
    onTestFinished(() => handle.close());
    const held: ServerResponse[] = [];
    receiver.answerWith((response) => held.push(response));
    const events = await append({}, {});
    await createNode({ db: handle.db }).start();
    await receiver.waitFor(2);
    proxy.refuse();
    receiver.answerWith(ok);
    for (const response of held) response.writeHead(200).end();
    events.push(...(await append({}, {})));
    await eventually(() => proxy.connectionCount() === 0);
    proxy.open();
    await expectAllDelivered(
      [receiver],
      events.map(({ id }) => id),
    );
  });
});
