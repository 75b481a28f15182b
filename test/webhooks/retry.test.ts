import { describe, expect, it, onTestFinished } from 'vitest';
import { readEvents } from '#events';
import { retryDelaysMs } from '#src/webhooks/sending/next-attempt.ts';
import { expectExampleOf } from '#test/event-examples';
import { eventually } from '#test/eventually';
import { createVirtualClock } from '#test/virtual-clock';
import { type Answering, createWebhookReceiver, ok, status } from '#test/webhook-receiver';
import { createWebhookRig, type WebhookRigOptions } from '#test/webhook-rig';
import { findEndpoint, judgeUrl, listAttempts, updateEndpoint } from '#webhooks';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

async function setup(answer: Answering, options: WebhookRigOptions = {}) {
  const clock = createVirtualClock();
  const rig = await createWebhookRig({ clock, ...options });
  const receiver = await createWebhookReceiver({ answer });
  onTestFinished(async () => {
    await rig.close();
    await receiver.close();
  });
  const node = rig.createNode();
  const endpoint = await rig.addEndpoint(receiver.url);

  /** Moves the clock to the next attempt of any delivery and makes it; false when there is none. */
  async function nextAttempt(): Promise<boolean> {
    const times = (await rig.deliveries()).flatMap((row) => row.next_attempt_at?.getTime() ?? []);
    if (times.length === 0) return false;
    await clock.advance(Math.max(0, Math.min(...times) - clock.nowMs()));
    await node.deliverDue();
    return true;
  }
  const find = () => findEndpoint(rig.db, rig.context, rig.teamId, endpoint.id);
  const events = () => readEvents(rig.db, { after: 0, limit: 1000 });
  return { ...rig, clock, node, receiver, endpoint, nextAttempt, find, events };
}

describe('a delivery that fails', () => {
  it('is tried eight times under one id, by the schedule, and is then exhausted', async () => {
    const { append, node, nextAttempt, receiver, deliveries, clock, db, teamId, endpoint } =
      await setup(status(500));
    const [event] = await append({ type: 'provider.connection.created' });
    const startMs = clock.nowMs();
    await node.deliverDue();
    while (await nextAttempt());
    expect(receiver.received).toHaveLength(8);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([event?.id]),
    );
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ state: 'EXHAUSTED', attempt_count: 8, tries_left: 0 });
    const position = delivery?.event_position ?? 0;
    const [attempts] = await listAttempts(db, teamId, [{ endpointId: endpoint.id, position }]);
    const times = attempts?.map(({ at }) => at.getTime()).reverse() ?? [];
    expect(times[0]).toBe(startMs);
    for (const [index, baseMs] of retryDelaysMs.entries()) {
      const delayMs = (times[index + 1] ?? 0) - (times[index] ?? 0);
      expect(delayMs).toBeGreaterThanOrEqual(0.8 * baseMs);
      expect(delayMs).toBeLessThanOrEqual(1.2 * baseMs);
    }
  });

  it('succeeds as soon as one try does', async () => {
    const { append, node, nextAttempt, receiver, deliveries } = await setup(status(500));
    await append({});
    await node.deliverDue();
    await nextAttempt();
    receiver.answerWith(ok);
    await nextAttempt();
    expect(await nextAttempt()).toBe(false);
    expect(await deliveries()).toMatchObject([{ state: 'SUCCEEDED', attempt_count: 3 }]);
    expect(receiver.received).toHaveLength(3);
  });

  it('may arrive after a later one: the highest revision is the sample (W3)', async () => {
    const glucose = new Map<string, { revision: number; value: number }>();
    let isFirst = true;
    const rig = await setup((response, { body }) => {
      if (isFirst) {
        isFirst = false;
        return response.writeHead(503).end();
      }
      const { timestamp, revision, value } = JSON.parse(body).data;
      if ((glucose.get(timestamp)?.revision ?? 0) < revision)
        glucose.set(timestamp, { revision, value });
      response.writeHead(204).end();
    });
    const timestamp = '2026-01-15T12:00:00+00:00';
    const [first] = await rig.append({ data: { timestamp, revision: 1, value: 5.5 } });
    await rig.node.deliverDue();
    const [second] = await rig.append({
      type: 'daily.data.glucose.updated',
      data: { timestamp, revision: 2, value: 6.1 },
    });
    await rig.node.deliverDue();
    while (await rig.nextAttempt());
    const order = rig.receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(order).toEqual([first?.id, second?.id, first?.id]);
    expect([...glucose]).toEqual([[timestamp, { revision: 2, value: 6.1 }]]);
  });

  it('waits as long as the receiver asks, within bounds', async () => {
    const { append, node, clock, deliveries } = await setup(status(503, { 'retry-after': '3600' }));
    await append({});
    await node.deliverDue();
    const [delivery] = await deliveries();
    expect((delivery?.next_attempt_at?.getTime() ?? 0) - clock.nowMs()).toBe(10_000);
  });

  it('is told of once it is exhausted, but not to the endpoint that failed', async () => {
    const rig = await setup(status(500));
    const other = await createWebhookReceiver();
    onTestFinished(() => other.close());
    await rig.addEndpoint(other.url, { eventTypes: ['message.attempt.exhausted'] });
    const [event] = await rig.append({});
    await rig.node.deliverDue();
    while (await rig.nextAttempt());
    const told = (await rig.events()).filter(({ type }) => type === 'message.attempt.exhausted');
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0]?.payload ?? '')).toMatchObject({
      event_type: 'message.attempt.exhausted',
      user_id: null,
      data: {
        endpoint_id: rig.endpoint.id,
        event_id: event?.id,
        event_type: 'daily.data.glucose.created',
        attempt_count: 8,
        last_attempt: { status: 500, failure: 'status' },
      },
    });
    expectExampleOf(JSON.parse(told[0]?.payload ?? ''));
    expect(other.received.map(({ body }) => body)).toEqual([told[0]?.payload]);
    expect(rig.receiver.received).toHaveLength(8);
  });

  it('makes no event when it was itself about a delivery', async () => {
    const rig = await setup(status(500));
    const other = await createWebhookReceiver({ answer: status(500) });
    onTestFinished(() => other.close());
    await rig.addEndpoint(other.url);
    await rig.append({ type: 'provider.connection.created' });
    await rig.node.deliverDue();
    while (await rig.nextAttempt());
    // Each endpoint exhausts the first event and then the event about the other one.
    const told = (await rig.events()).filter(({ type }) => type === 'message.attempt.exhausted');
    expect(told).toHaveLength(2);
    expect(other.received).toHaveLength(16);
    expect(rig.receiver.received).toHaveLength(16);
  });
});

describe('an endpoint', () => {
  it('that was moved is not disabled by what its address of before answers', async () => {
    const held = Promise.withResolvers<void>();
    const { append, node, find, db, context, teamId, endpoint, receiver } = await setup(
      (response) => {
        void held.promise.then(() => response.writeHead(410).end());
      },
    );
    await append({});
    const delivering = node.deliverDue();
    await eventually(() => receiver.received.length === 1);
    const url = await judgeUrl(context, new URL('/moved', receiver.url).href);
    if (url.kind !== 'judged') throw new Error(url.problem);
    await updateEndpoint(db, context, { teamId, endpointId: endpoint.id, url });
    held.resolve();
    await delivering;
    expect(await find()).toMatchObject({ url: url.href, disabled: null });
  });

  it('that answers 410 is disabled at once, with an event and a reason', async () => {
    const { append, node, find, events, receiver, deliveries, clock, endpoint } = await setup(
      status(410),
      { policy: { concurrencyMax: 1 } },
    );
    await append({}, {}, {});
    await node.deliverDue();
    expect(receiver.received).toHaveLength(1);
    expect((await find())?.disabled).toEqual({ at: new Date(clock.nowMs()), reason: 'GONE' });
    expect((await deliveries()).map(({ state }) => state)).toEqual(Array(3).fill('CANCELLED'));
    const told = (await events()).filter(({ type }) => type === 'webhook.endpoint.disabled');
    expect(told.map(({ payload }) => JSON.parse(payload).data)).toMatchObject([
      { endpoint_id: endpoint.id, reason: 'gone' },
    ]);
  });

  it('that only failed for five days is disabled, with an event and a reason', async () => {
    const rig = await setup(status(500));
    const startMs = rig.clock.nowMs();
    while (!(await rig.find())?.disabled) {
      await rig.append({});
      await rig.node.deliverDue();
      await rig.clock.advance(12 * hourMs);
    }
    const endpoint = await rig.find();
    expect(endpoint?.disabled?.reason).toBe('FAILING');
    expect((endpoint?.disabled?.at.getTime() ?? 0) - startMs).toBe(5 * dayMs);
    expect(endpoint?.failingSince).toEqual(new Date(startMs));
    const told = (await rig.events()).filter(({ type }) => type === 'webhook.endpoint.disabled');
    expect(told.map(({ payload }) => JSON.parse(payload).data.reason)).toEqual(['failing']);
    expectExampleOf(JSON.parse(told[0]?.payload ?? ''));
  });

  it('that succeeds now and then is not disabled', async () => {
    const { append, node, clock, find, receiver } = await setup(status(500));
    for (let day = 0; day < 9; day += 1) {
      receiver.answerWith(day === 4 ? ok : status(500));
      await append({});
      await node.deliverDue();
      await clock.advance(dayMs);
    }
    expect(await find()).toMatchObject({ disabled: null, failingSince: expect.any(Date) });
  });

  it('can be enabled again, and begins anew', async () => {
    const { append, node, find, db, context, teamId, endpoint, receiver } = await setup(
      status(410),
    );
    await append({});
    await node.deliverDue();
    receiver.answerWith(ok);
    await updateEndpoint(db, context, { teamId, endpointId: endpoint.id, isEnabled: true });
    await append({});
    await node.deliverDue();
    expect(receiver.received).toHaveLength(2);
    expect(await find()).toMatchObject({ disabled: null, failingSince: null });
  });

  it.each([429, 502, 504])('that answers %i is given a pause', async (code) => {
    const { append, node, find, clock, receiver } = await setup(status(code), {
      policy: { concurrencyMax: 1 },
    });
    await append({}, {});
    await node.deliverDue();
    expect(receiver.received).toHaveLength(1);
    expect((await find())?.slowedUntil).toEqual(new Date(clock.nowMs() + 5_000));
    receiver.answerWith(ok);
    await clock.advance(4_999);
    await node.deliverDue();
    expect(receiver.received).toHaveLength(1);
    await clock.advance(2_000);
    await node.deliverDue();
    expect(receiver.received).toHaveLength(3);
  });
});
