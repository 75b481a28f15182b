import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Db } from '#db';
import { readEvents } from '#events';
import { systemSource } from '#src/teams/audit/audit.ts';
import { pruneDeliveries, pruneReplays } from '#src/webhooks/deliveries/pruner.ts';
import { eventually } from '#test/eventually';
import { createVirtualClock } from '#test/virtual-clock';
import { type Answering, createWebhookReceiver, status } from '#test/webhook-receiver';
import { createWebhookRig } from '#test/webhook-rig';
import {
  deleteEndpoint,
  eraseUserDeliveries,
  findEndpoint,
  listDeliveries,
  listReplays,
  replayEvents,
  sendTestEvent,
} from '#webhooks';

const dayMs = 24 * 3_600_000;

async function setup(answer: Answering = status(500)) {
  const clock = createVirtualClock();
  const rig = await createWebhookRig({ clock });
  const receiver = await createWebhookReceiver({ answer });
  onTestFinished(async () => {
    await rig.close();
    await receiver.close();
  });
  const count = async (table: 'webhook_deliveries' | 'webhook_attempts' | 'webhook_endpoints') => {
    const { rows } = await sql<{
      n: number;
    }>`select count(*) as n from ${sql.table(table)}`.execute(rig.db);
    return rows[0]?.n;
  };
  return { ...rig, clock, receiver, node: rig.createNode(), count };
}

const many = (count: number) => Array.from({ length: count }, () => ({}));

describe('a deleted endpoint', () => {
  it('is gone at once, and its deliveries and attempts follow in batches', async () => {
    const { db, context, teamId, node, receiver, append, addEndpoint, count } = await setup();
    const { id } = await addEndpoint(receiver.url);
    await append(...many(25));
    await node.deliverDue();
    expect(await deleteEndpoint(db, context, teamId, id)).toBe(true);
    expect(await deleteEndpoint(db, context, teamId, id)).toBe(false);
    expect(await findEndpoint(db, context, teamId, id)).toBeNull();
    expect(await listDeliveries(db, { teamId, endpointId: id, limit: 10 })).toEqual([]);
    await append({});
    await db
      .updateTable('webhook_deliveries')
      .set({ next_attempt_at: new Date(0) })
      .execute();
    await node.deliverDue();
    expect(receiver.received).toHaveLength(25);
    expect(await pruneDeliveries(db, 10)).toBe(10);
    expect(await count('webhook_attempts')).toBe(15);
    expect(await count('webhook_endpoints')).toBe(1);
    expect(await pruneDeliveries(db, 100)).toBe(15);
    expect(await count('webhook_deliveries')).toBe(0);
    expect(await count('webhook_attempts')).toBe(0);
    expect(await count('webhook_endpoints')).toBe(0);
  });

  it('is not told of as disabled by an answer that was on its way', async () => {
    const held = Promise.withResolvers<void>();
    const rig = await setup((response) => {
      void held.promise.then(() => response.writeHead(410).end());
    });
    const { id } = await rig.addEndpoint(rig.receiver.url);
    await rig.append({});
    const delivering = rig.node.deliverDue();
    await eventually(() => rig.receiver.received.length === 1);
    await deleteEndpoint(rig.db, rig.context, rig.teamId, id);
    held.resolve();
    await delivering;
    const events = await readEvents(rig.db, { after: 0, limit: 10 });
    expect(events.map(({ type }) => type)).not.toContain('webhook.endpoint.disabled');
  });
});

describe('pruning', () => {
  it('removes the deliveries whose events the log no longer keeps', async () => {
    const { db, node, receiver, append, addEndpoint, deliveries, count } = await setup();
    await addEndpoint(receiver.url);
    await append(...many(6));
    await node.deliverDue();
    await sql`update log_head set pruned_position = 4`.execute(db);
    expect(await pruneDeliveries(db, 100)).toBe(4);
    expect((await deliveries()).map((row) => row.event_position)).toEqual([5, 6]);
    expect(await count('webhook_attempts')).toBe(2);
    expect(await pruneDeliveries(db, 100)).toBe(0);
    expect(await count('webhook_endpoints')).toBe(1);
  });
});

describe('a replay', () => {
  it('is forgotten three months after it finished', async () => {
    const { db, context, teamId, clock, node, append, addEndpoint } = await setup();
    const { id: endpointId } = await addEndpoint('http://receiver.test/');
    await append({});
    const order = { teamId, endpointId, from: { afterPosition: 1 } };
    await replayEvents(db, context, order);
    await node.deliverDue();
    await replayEvents(db, context, order);
    const list = async () => (await listReplays(db, { teamId, endpointId, limit: 9 })).length;
    await pruneReplays(db, new Date(clock.nowMs() + 89 * dayMs));
    expect(await list()).toBe(2);
    await pruneReplays(db, new Date(clock.nowMs() + 91 * dayMs));
    expect(await list()).toBe(1);
  });
});

describe('erasing a user', () => {
  it('takes along deliveries, answers and the endpoints that were for this user alone', async () => {
    const rig = await setup();
    const { db, context, teamId, userId, node, receiver, append, addEndpoint, addUser, count } =
      rig;
    await addEndpoint(receiver.url);
    const own = await addEndpoint(receiver.url, { userId });
    const otherUserId = await addUser();
    await append({ userId }, { userId: otherUserId }, { userId: null });
    await sendTestEvent(db, context, systemSource, { teamId, endpointId: own.id });
    await node.deliverDue();
    expect(await count('webhook_attempts')).toBe(5);
    await db.transaction().execute((db) => eraseUserDeliveries(db, userId));
    const left = await rig.deliveries();
    expect(left.map((row) => row.user_id)).toEqual([otherUserId, null]);
    expect(await count('webhook_attempts')).toBe(2);
    expect(await findEndpoint(db, context, teamId, own.id)).toBeNull();
  });

  it('leaves nothing of an answer that comes while it is under way', async () => {
    const held = Promise.withResolvers<void>();
    const rig = await setup((response) => {
      void held.promise.then(() => response.writeHead(500).end('an answer'));
    });
    await rig.addEndpoint(rig.receiver.url);
    await rig.append({});
    const delivering = rig.node.deliverDue();
    await eventually(() => rig.receiver.received.length === 1);
    await rig.db.transaction().execute(async (db) => {
      await eraseUserDeliveries(db, rig.userId);
      held.resolve();
      await eventually(() => isOneWaiting(rig.db));
    });
    await delivering;
    expect(await rig.count('webhook_deliveries')).toBe(0);
    expect(await rig.count('webhook_attempts')).toBe(0);
  });
});

/** Whether some statement of this database waits for another's lock. */
async function isOneWaiting(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows.length > 0;
}
