import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eraseUserEvents, optInTypes } from '#events';
import { systemSource } from '#src/teams/audit/audit.ts';
import { createLog } from '#std/log';
import { expectExampleOf } from '#test/event-examples';
import { createVirtualClock } from '#test/virtual-clock';
import { type Answering, createWebhookReceiver, status } from '#test/webhook-receiver';
import { createWebhookRig, type WebhookRigOptions } from '#test/webhook-rig';
import {
  createAddressPolicy,
  listAttempts,
  rotateSecret,
  sendTestEvent,
  updateEndpoint,
} from '#webhooks';

async function setup(options: WebhookRigOptions = {}) {
  const clock = createVirtualClock();
  const rig = await createWebhookRig({ clock, ...options });
  onTestFinished(() => rig.close());
  const node = rig.createNode();
  return { ...rig, clock, node, addReceiver };
}

async function addReceiver(answer?: Answering) {
  const receiver = await createWebhookReceiver(answer ? { answer } : {});
  onTestFinished(() => receiver.close());
  return receiver;
}

const idsOf = (webhooks: readonly { headers: Readonly<Record<string, string>> }[]) =>
  webhooks.map(({ headers }) => headers['webhook-id']);

describe('an event of the log', () => {
  it('reaches each endpoint once, as its exact text, under its own id', async () => {
    const { node, append, addEndpoint, deliveries } = await setup();
    const receivers = [await addReceiver(), await addReceiver()];
    for (const { url } of receivers) await addEndpoint(url);
    const events = await append({ data: { note: 'Zoë' } }, { data: { odd: [1, null] } }, {});
    await node.deliverDue();
    await node.deliverDue();
    for (const { received } of receivers) {
      expect(idsOf(received).sort()).toEqual(events.map(({ id }) => id).sort());
      const bodies = new Map(received.map(({ headers, body }) => [headers['webhook-id'], body]));
      for (const { id, payload } of events) {
        expect(bodies.get(id)).toBe(payload);
        expect(JSON.parse(payload)).toMatchObject({ id });
      }
    }
    expect((await deliveries()).map(({ state }) => state)).toEqual(Array(6).fill('SUCCEEDED'));
  });

  it('is signed so that the stock packages accept it', async () => {
    const rig = await createWebhookRig();
    onTestFinished(() => rig.close());
    const receiver = await addReceiver();
    const { secret } = await rig.addEndpoint(receiver.url);
    await rig.append({});
    await rig.createNode().deliverDue();
    const [webhook] = receiver.received;
    const { body = '', headers = {} } = webhook ?? {};
    expect(new StandardWebhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new SvixWebhook(secret).verify(body, headers)).not.toThrow();
    expect(headers['content-type']).toBe('application/json');
    expect(headers['svix-id']).toBe(headers['webhook-id']);
  });

  it('goes to the endpoints that want it, and only to those of its team', async () => {
    const { node, userId, append, addEndpoint, addUser, addTeam } = await setup();
    const [all, ofType, ofUser] = [await addReceiver(), await addReceiver(), await addReceiver()];
    const otherUserId = await addUser();
    await addEndpoint(all.url);
    await addEndpoint(ofType.url, { eventTypes: ['provider.connection.created'] });
    await addEndpoint(ofUser.url, { userId: otherUserId });
    await append({ teamId: await addTeam(), userId: null });
    const [first, second, third] = await append(
      { userId },
      { type: 'provider.connection.created' },
      { userId: otherUserId },
    );
    await node.deliverDue();
    expect(idsOf(all.received).sort()).toEqual([first?.id, second?.id, third?.id].sort());
    expect(idsOf(ofType.received)).toEqual([second?.id]);
    expect(idsOf(ofUser.received)).toEqual([third?.id]);
  });

  it('of a type that teams have to ask for goes only to endpoints that name it (E5)', async () => {
    const { node, append, addEndpoint } = await setup();
    const [unasked, asking] = [await addReceiver(), await addReceiver()];
    await addEndpoint(unasked.url);
    await addEndpoint(asking.url, { eventTypes: [...optInTypes] });
    const added = await append(...optInTypes.map((type) => ({ type })));
    const [known] = await append({});
    await node.deliverDue();
    expect(idsOf(asking.received).sort()).toEqual(added.map(({ id }) => id).sort());
    expect(idsOf(unasked.received)).toEqual([known?.id]);
  });

  it('from before an endpoint was made is not sent to it', async () => {
    const { node, append, addEndpoint } = await setup();
    const receiver = await addReceiver();
    await append({});
    await addEndpoint(receiver.url);
    const [later] = await append({});
    await node.deliverDue();
    expect(idsOf(receiver.received)).toEqual([later?.id]);
  });

  it('that was erased before it was sent is cancelled', async () => {
    const { db, node, userId, append, addEndpoint, deliveries } = await setup();
    const receiver = await addReceiver(status(500));
    await addEndpoint(receiver.url);
    await append({});
    await node.deliverDue();
    await eraseUserEvents(db, userId);
    await db
      .updateTable('webhook_deliveries')
      .set({ next_attempt_at: new Date(0) })
      .execute();
    await node.deliverDue();
    expect(receiver.received).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: 'CANCELLED', attempt_count: 1 }]);
  });
});

describe('a test event', () => {
  it('goes to its endpoint alone, whatever its filters', async () => {
    const { db, context, teamId, node, addEndpoint } = await setup();
    const [mine, other] = [await addReceiver(), await addReceiver()];
    const endpoint = await addEndpoint(mine.url, { eventTypes: ['provider.connection.created'] });
    await addEndpoint(other.url);
    const sent = await sendTestEvent(db, context, systemSource, {
      teamId,
      endpointId: endpoint.id,
    });
    await node.deliverDue();
    expect(sent).toMatchObject({ kind: 'appended', eventId: idsOf(mine.received)[0] });
    expect(JSON.parse(mine.received[0]?.body ?? '')).toMatchObject({
      event_type: 'webhook.endpoint.test',
      data: { endpoint_id: endpoint.id },
    });
    expectExampleOf(JSON.parse(mine.received[0]?.body ?? ''));
    expect(other.received).toEqual([]);
  });
});

describe('a delivery', () => {
  it('carries the headers of its endpoint, which are sealed at rest', async () => {
    const { db, node, append, addEndpoint } = await setup();
    const receiver = await addReceiver();
    const headers = [{ name: 'Authorization', value: 'Bearer hush-hush' }];
    const { id, secret } = await addEndpoint(receiver.url, { headers });
    await append({});
    await node.deliverDue();
    expect(receiver.received[0]?.headers.authorization).toBe('Bearer hush-hush');
    const row = await db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const text = JSON.stringify(row, (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
    expect(text).toContain('Authorization');
    expect(text).not.toContain('hush-hush');
    expect(text).not.toContain(secret);
  });

  it('is signed with both secrets for a day after the one was replaced', async () => {
    const { db, context, teamId, clock, node, append, addEndpoint } = await setup();
    const receiver = await addReceiver();
    const endpoint = await addEndpoint(receiver.url);
    const rotation = await rotateSecret(db, context, teamId, endpoint.id);
    const secrets = [rotation.kind === 'rotated' ? rotation.secret : '', endpoint.secret];
    await append({});
    await node.deliverDue();
    await clock.advance(24 * 3_600_000 + 1);
    await append({});
    await node.deliverDue();
    const expected = receiver.received.map(({ headers, body }) =>
      secrets.map((secret) =>
        new StandardWebhook(secret).sign(
          headers['webhook-id'] ?? '',
          new Date(Number(headers['webhook-timestamp']) * 1000),
          body,
        ),
      ),
    );
    const [during, after] = receiver.received.map(({ headers }) => headers['webhook-signature']);
    expect(during).toBe(expected[0]?.join(' '));
    expect(after).toBe(expected[1]?.[0]);
  });

  it('leaves a line in the log that tells all but the secrets', async () => {
    const { createNode, append, addEndpoint } = await setup();
    const lines: string[] = [];
    const log = createLog('info', { write: (line: string) => void lines.push(line) });
    const receiver = await addReceiver(status(503));
    const { id, secret } = await addEndpoint(`${receiver.url}/services/T0K3N?key=s3cr3t`, {
      headers: [{ name: 'x-key', value: 'hush-hush' }],
    });
    const [event] = await append({});
    await createNode({ log }).deliverDue();
    const line = lines
      .map((text) => JSON.parse(text))
      .find((l) => l.event === 'delivery.attempted');
    expect(line).toMatchObject({
      endpointId: id,
      eventId: event?.id,
      number: 1,
      status: 503,
      failure: 'status',
      origin: `http://127.0.0.1:${receiver.port}`,
    });
    expect(line.retryDelayMs).toBeGreaterThan(0);
    for (const hidden of ['T0K3N', 's3cr3t', 'hush-hush', secret]) {
      expect(lines.join('')).not.toContain(hidden);
    }
  });

  it('reports each attempt to the metrics', async () => {
    const { createNode, append, addEndpoint } = await setup();
    const receiver = await addReceiver();
    const { id, teamId } = await addEndpoint(receiver.url);
    await append({});
    const reports: unknown[] = [];
    await createNode({ onAttempt: (report) => reports.push(report) }).deliverDue();
    expect(reports).toMatchObject([
      {
        endpointId: id,
        teamId,
        eventType: 'daily.data.glucose.created',
        number: 1,
        attempt: { status: 200, failure: null },
      },
    ]);
  });
});

describe('an attempt', () => {
  it('is kept: when, status or failure, how long, and what was answered', async () => {
    const { db, teamId, clock, node, append, addEndpoint, deliveries } = await setup();
    const receiver = await addReceiver((response) =>
      response.writeHead(418, { 'x-kind': 'pot' }).end('I am a teapot'),
    );
    const endpoint = await addEndpoint(receiver.url);
    await append({});
    const at = new Date(clock.nowMs());
    await node.deliverDue();
    const [delivery] = await deliveries();
    const position = delivery?.event_position ?? 0;
    const [attempts] = await listAttempts(db, teamId, [{ endpointId: endpoint.id, position }]);
    expect(attempts).toEqual([
      {
        number: 1,
        at,
        status: 418,
        failure: 'status',
        durationMs: expect.any(Number),
        answerHead: 'I am a teapot',
        answerHeaders: expect.arrayContaining([{ name: 'x-kind', value: 'pot' }]),
      },
    ]);
  });

  it('is judged anew: a name that leads inside by now is not connected to (W2)', async () => {
    const addresses = [['127.0.0.1'], ['10.0.0.1']];
    let asked = 0;
    const resolveHost = async () => addresses[asked++] ?? ['10.0.0.1'];
    const { db, teamId, clock, node, append, addEndpoint, deliveries } = await setup({
      resolveHost,
    });
    const receiver = await addReceiver((response) =>
      response.writeHead(500, { connection: 'close' }).end(),
    );
    const endpoint = await addEndpoint(`http://receiver.test:${receiver.port}/`);
    await append({});
    await node.deliverDue();
    await clock.advance(7_000);
    await node.deliverDue();
    const position = (await deliveries())[0]?.event_position ?? 0;
    const [attempts] = await listAttempts(db, teamId, [{ endpointId: endpoint.id, position }]);
    expect(attempts?.map(({ failure }) => failure)).toEqual(['dns', 'status']);
    expect(receiver.received).toHaveLength(1);
  });

  it('goes to no plain http any more once that is not allowed', async () => {
    const { db, context, teamId, createNode, append, addEndpoint } = await setup();
    const receiver = await addReceiver();
    const endpoint = await addEndpoint(receiver.url);
    await append({});
    const addressPolicy = createAddressPolicy({ allowedSubnets: ['127.0.0.0/8'] });
    await createNode({ context: { ...context, addressPolicy } }).deliverDue();
    const [attempts] = await listAttempts(db, teamId, [{ endpointId: endpoint.id, position: 1 }]);
    expect(attempts?.map(({ failure }) => failure)).toEqual(['forbidden-address']);
    expect(receiver.connectionCount()).toBe(0);
  });
});

describe('an endpoint that was disabled by its team', () => {
  it('is sent nothing more, and what was pending is cancelled', async () => {
    const { db, context, teamId, clock, node, append, addEndpoint, deliveries } = await setup();
    const receiver = await addReceiver(status(500));
    const endpoint = await addEndpoint(receiver.url);
    await append({}, {});
    await node.deliverDue();
    const change = { teamId, endpointId: endpoint.id };
    await updateEndpoint(db, context, { ...change, isEnabled: false });
    await append({});
    await clock.advance(10_000);
    await node.deliverDue();
    expect(receiver.received).toHaveLength(2);
    expect((await deliveries()).map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED']);
    await updateEndpoint(db, context, { ...change, isEnabled: true });
    const [later] = await append({});
    await node.deliverDue();
    expect(idsOf(receiver.received.slice(2))).toEqual([later?.id]);
  });
});
