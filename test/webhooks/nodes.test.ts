import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { defaultDeliveryPolicy } from '#src/webhooks/deliveries/delivery-policy.ts';
import { stageDeliveries } from '#src/webhooks/staging/stage-deliveries.ts';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import { eventually } from '#test/eventually';
import { createVirtualClock } from '#test/virtual-clock';
import { type Answering, createWebhookReceiver, ok } from '#test/webhook-receiver';
import { createWebhookRig, type WebhookRig, type WebhookRigOptions } from '#test/webhook-rig';

async function setup(options: WebhookRigOptions = {}) {
  const rig = await createWebhookRig(options);
  onTestFinished(() => rig.close());
  return { ...rig, addReceiver };
}

async function addReceiver(answer?: Answering) {
  const receiver = await createWebhookReceiver(answer ? { answer } : {});
  onTestFinished(() => receiver.close());
  return receiver;
}

/** A node with sessions of its own, which `cut` ends for good. */
function createCutNode({ createNode, databaseUrl: url }: WebhookRig) {
  const handle = openDatabase({ url, poolMax: 5, applicationName: 'cut', log: silentLog });
  onTestFinished(() => handle.close());
  return { node: createNode({ db: handle.db }), cut: () => handle.close() };
}

const many = (count: number) => Array.from({ length: count }, () => ({}));
const idsOf = (webhooks: readonly { headers: Readonly<Record<string, string>> }[]) =>
  webhooks.map(({ headers }) => headers['webhook-id'] ?? '');

/** An answer that is held back until it is let go. */
function heldBack() {
  const held: ServerResponse[] = [];
  const answer: Answering = (response) => held.push(response);
  return { answer, held };
}

describe('a node that dies (W1)', () => {
  it('before it could settle leaves its delivery to the others when its lease ends', async () => {
    const clock = createVirtualClock();
    const rig = await setup({ clock });
    const { answer, held } = heldBack();
    const receiver = await rig.addReceiver(answer);
    await rig.addEndpoint(receiver.url);
    const [event] = await rig.append({});
    const { node, cut } = createCutNode(rig);
    const dying = node.deliverDue().catch(() => {});
    await receiver.waitFor(1);
    await cut();
    held[0]?.writeHead(200).end();
    await dying;
    receiver.answerWith(ok);
    const other = rig.createNode();
    await clock.advance(defaultDeliveryPolicy.leaseMs - 1);
    await other.deliverDue();
    expect(receiver.received).toHaveLength(1);
    await clock.advance(1);
    await other.deliverDue();
    expect(idsOf(receiver.received)).toEqual([event?.id, event?.id]);
    expect(await rig.deliveries()).toMatchObject([{ state: 'SUCCEEDED', attempt_count: 1 }]);
    const attempts = await rig.db.selectFrom('webhook_attempts').select('number').execute();
    expect(attempts).toEqual([{ number: 2 }]);
  });

  it('is outrun: what it tells too late changes nothing, but its attempt is kept', async () => {
    const clock = createVirtualClock();
    const rig = await setup({ clock });
    const { answer, held } = heldBack();
    const receiver = await rig.addReceiver(answer);
    await rig.addEndpoint(receiver.url);
    await rig.append({});
    const slow = rig.createNode().deliverDue();
    await receiver.waitFor(1);
    await clock.advance(defaultDeliveryPolicy.leaseMs);
    receiver.answerWith(ok);
    await rig.createNode().deliverDue();
    held[0]?.writeHead(500).end();
    await slow;
    expect(await rig.deliveries()).toMatchObject([{ state: 'SUCCEEDED', attempt_count: 1 }]);
    const attempts = await rig.db
      .selectFrom('webhook_attempts')
      .select(['number', 'status'])
      .orderBy('number')
      .execute();
    expect(attempts).toEqual([
      { number: 1, status: 500 },
      { number: 2, status: 200 },
    ]);
  });
});

describe('several nodes', () => {
  it('send each delivery once between them', async () => {
    const rig = await setup();
    const receivers = [await rig.addReceiver(), await rig.addReceiver(), await rig.addReceiver()];
    for (const { url } of receivers) await rig.addEndpoint(url);
    const nodes = [rig.createNode(), rig.createNode(), rig.createNode()];
    for (const node of nodes) await node.start();
    const ids: string[] = [];
    for (let batch = 0; batch < 20; batch += 1) {
      ids.push(...(await rig.append(...many(20))).map(({ id }) => id));
      for (const node of nodes) node.wake();
    }
    for (const receiver of receivers) {
      await receiver.waitFor(ids.length);
      expect(idsOf(receiver.received).sort()).toEqual([...ids].sort());
    }
    await eventually(async () =>
      (await rig.deliveries()).every(({ state, attempt_count }) => {
        return state === 'SUCCEEDED' && attempt_count === 1;
      }),
    );
  });

  it('find what nobody told them of', async () => {
    const rig = await setup({ policy: { stagePollMs: 50 } });
    const receiver = await rig.addReceiver();
    await rig.addEndpoint(receiver.url);
    await rig.createNode().start();
    const [event] = await rig.append({});
    await receiver.waitFor(1);
    expect(idsOf(receiver.received)).toEqual([event?.id]);
  });

  it('stage one at a time, and none waits for the other', async () => {
    const { db, append, addEndpoint, addReceiver } = await setup();
    await addEndpoint((await addReceiver()).url);
    await append({}, {}, {});
    const options = { now: new Date(), eventsMax: 2, reachedAt: null };
    await db.transaction().execute(async (holder) => {
      expect(await stageDeliveries(holder, options)).toMatchObject({ eventCount: 2 });
      const nothing = { eventCount: 0, endpointIds: [], reachedAt: null };
      expect(await stageDeliveries(db, options)).toEqual(nothing);
    });
    expect(await stageDeliveries(db, options)).toMatchObject({ eventCount: 1 });
    expect(await stageDeliveries(db, options)).toMatchObject({ eventCount: 0, endpointIds: [] });
  });

  it('stage each event once, also when the checkpoint was set back', async () => {
    const { db, append, addEndpoint, addReceiver, createNode, deliveries } = await setup();
    const receiver = await addReceiver();
    await addEndpoint(receiver.url);
    const node = createNode();
    await append({}, {});
    await node.deliverDue();
    await sql`update webhook_checkpoint set position = 0, appended_at = '-infinity'`.execute(db);
    await append({});
    await node.deliverDue();
    await node.deliverDue();
    expect(await deliveries()).toHaveLength(3);
    expect(receiver.received).toHaveLength(3);
    const checkpoint = await db.selectFrom('webhook_checkpoint').selectAll().execute();
    expect(checkpoint).toMatchObject([{ position: 3 }]);
  });
});

describe('an endpoint that is slow', () => {
  it('and hangs delays no other', async () => {
    // Longer than anything here may take: what hangs does so until the end.
    const rig = await setup({ policy: { statusTimeoutMs: 600_000 } });
    const hanging = await rig.addReceiver(() => {});
    const prompt = await rig.addReceiver();
    await rig.addEndpoint(hanging.url);
    await rig.addEndpoint(prompt.url);
    const node = rig.createNode();
    await node.start();
    await rig.append(...many(300));
    node.wake();
    await hanging.waitFor(1);
    await rig.append(...many(50));
    node.wake();
    await prompt.waitFor(350);
    expect(hanging.received.length).toBeLessThanOrEqual(defaultDeliveryPolicy.concurrencyMax);
    await hanging.close();
  });

  it('and has a long backlog delays no other', async () => {
    const rig = await setup({ policy: { concurrencyMax: 4 } });
    const slow = await rig.addReceiver((response, webhook, socket) => {
      void systemClock.sleep(50).then(() => ok(response, webhook, socket));
    });
    await rig.addEndpoint(slow.url);
    await rig.append(...many(2_000));
    const node = rig.createNode();
    await node.start();
    await slow.waitFor(10);
    const prompt = await rig.addReceiver();
    await rig.addEndpoint(prompt.url);
    for (let round = 0; round < 5; round += 1) {
      const before = slow.received.length;
      await rig.append({});
      node.wake();
      await prompt.waitFor(round + 1);
      // The slow one has taken few meanwhile; at its pace that is not a second.
      expect(slow.received.length - before).toBeLessThan(80);
    }
  });

  it('is sent no more at once than it may have, over all nodes', async () => {
    const rig = await setup({ policy: { concurrencyMax: 3 } });
    let openCount = 0;
    let openMax = 0;
    const slow = await rig.addReceiver((response, webhook, socket) => {
      openCount += 1;
      openMax = Math.max(openMax, openCount);
      void systemClock.sleep(20).then(() => {
        openCount -= 1;
        ok(response, webhook, socket);
      });
    });
    await rig.addEndpoint(slow.url);
    await rig.append(...many(60));
    await rig.createNode().start();
    await rig.createNode().start();
    await slow.waitFor(60);
    expect(openMax).toBe(3);
  });
});

describe('a rate limit', () => {
  it.each([5, 60])('of %i a second holds over all nodes', async (ratePerSecond) => {
    const clock = createVirtualClock();
    const rig = await setup({ clock });
    const receiver = await rig.addReceiver();
    await rig.addEndpoint(receiver.url, { ratePerSecond });
    const nodes = [rig.createNode(), rig.createNode()];
    const count = Math.ceil(ratePerSecond * 2.5);
    await rig.append(...many(count));
    const times: number[] = [];
    const startMs = clock.nowMs();
    for (; times.length < count && clock.nowMs() < startMs + 6_000; await clock.advance(40)) {
      await Promise.all(nodes.map((node) => node.deliverDue()));
      while (times.length < receiver.received.length) times.push(clock.nowMs());
    }
    expect(times).toHaveLength(count);
    for (const fromMs of times) {
      const within = times.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1_000);
      expect(within.length).toBeLessThanOrEqual(ratePerSecond + 1);
    }
  });

  it.each([5, 60])('of %i a second is used by nodes that run', async (ratePerSecond) => {
    const rig = await setup();
    const receiver = await rig.addReceiver();
    await rig.addEndpoint(receiver.url, { ratePerSecond });
    const count = Math.ceil(ratePerSecond * 1.5);
    await rig.append(...many(count));
    await rig.createNode().start();
    await rig.createNode().start();
    await receiver.waitFor(count);
  });
});

describe('stopping', () => {
  it('waits for what is in flight and settles it', async () => {
    const rig = await setup();
    const { answer, held } = heldBack();
    const receiver = await rig.addReceiver(answer);
    await rig.addEndpoint(receiver.url);
    await rig.append({}, {});
    const node = rig.createNode();
    await node.start();
    await node.start();
    await receiver.waitFor(2);
    expect(node.inFlightCount()).toBe(2);
    const stopped = node.stop();
    for (const response of held) response.writeHead(204).end();
    await stopped;
    await node.stop();
    expect(node.inFlightCount()).toBe(0);
    expect((await rig.deliveries()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });
});
