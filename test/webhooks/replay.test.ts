import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRateLimiter } from '#server';
import { findPositionBefore } from '#src/events/find-position-before.ts';
import { advanceReplay } from '#src/webhooks/replays/advance-replay.ts';
import { createReplayer } from '#src/webhooks/replays/replayer.ts';
import { silentLog } from '#std/log';
import { createVirtualClock } from '#test/virtual-clock';
import { type Answering, createWebhookReceiver, ok, status } from '#test/webhook-receiver';
import { createWebhookRig, type WebhookRigOptions } from '#test/webhook-rig';
import {
  findDelivery,
  findReplay,
  listDeliveries,
  listReplays,
  recoverDeliveries,
  replayEvents,
  resendDelivery,
  stopReplay,
  updateEndpoint,
} from '#webhooks';

async function setup(options: WebhookRigOptions = {}) {
  const clock = createVirtualClock();
  const rig = await createWebhookRig({ clock, ...options });
  onTestFinished(() => rig.close());
  return { ...rig, clock, node: rig.createNode() };
}

async function addReceiver(answer: Answering = ok) {
  const receiver = await createWebhookReceiver({ answer });
  onTestFinished(() => receiver.close());
  return receiver;
}

const many = (count: number) => Array.from({ length: count }, () => ({}));
const idsOf = (webhooks: readonly { headers: Readonly<Record<string, string>> }[]) =>
  webhooks.map(({ headers }) => headers['webhook-id'] ?? '');

describe('a delivery that is sent again', () => {
  it('is sent at once under the same id, with all its tries before it', async () => {
    const { db, context, teamId, node, append, addEndpoint, deliveries } = await setup();
    const receiver = await addReceiver();
    const { id: endpointId } = await addEndpoint(receiver.url);
    const [event] = await append({});
    await node.deliverDue();
    const key = { teamId, endpointId, position: (await deliveries())[0]?.event_position ?? 0 };
    expect(await resendDelivery(db, context, key)).toMatchObject({
      kind: 'resent',
      delivery: { state: 'PENDING', eventId: event?.id },
    });
    await node.deliverDue();
    expect(idsOf(receiver.received)).toEqual([event?.id, event?.id]);
    expect(await findDelivery(db, key)).toMatchObject({ state: 'SUCCEEDED', attemptCount: 2 });
  });

  it('is refused when it is not there, in flight, disabled, or its event is gone', async () => {
    const { db, context, teamId, node, append, addEndpoint, addTeam, deliveries } = await setup();
    const receiver = await addReceiver();
    const { id: endpointId } = await addEndpoint(receiver.url);
    await append({});
    await node.deliverDue();
    const key = { teamId, endpointId, position: (await deliveries())[0]?.event_position ?? 0 };
    const resend = (change = {}) => resendDelivery(db, context, { ...key, ...change });
    expect(await resend({ position: 999 })).toEqual({ kind: 'delivery-not-found' });
    expect(await resend({ teamId: await addTeam() })).toEqual({ kind: 'delivery-not-found' });
    await sql`update webhook_deliveries set lease_until = 'infinity'`.execute(db);
    expect(await resend()).toEqual({ kind: 'in-flight' });
    await sql`update webhook_deliveries set lease_until = '-infinity'`.execute(db);
    await updateEndpoint(db, context, { teamId, endpointId, isEnabled: false });
    expect(await resend()).toEqual({ kind: 'endpoint-disabled' });
    await updateEndpoint(db, context, { teamId, endpointId, isEnabled: true });
    await sql`select erase_user_events(user_id) from webhook_deliveries`.execute(db);
    expect(await resend()).toEqual({ kind: 'event-gone' });
  });
});

describe('what is ordered for one host', () => {
  it('is counted for all its endpoints, and whether it is resent, recovered or replayed', async () => {
    const { db, teamId, node, append, addEndpoint, deliveries, ...rig } = await setup();
    const receiver = await addReceiver();
    const { id: endpointId } = await addEndpoint(`${receiver.url}one`);
    const { id: otherId } = await addEndpoint(`${receiver.url}other`);
    const { id: elsewhereId } = await addEndpoint(receiver.url.replace('127.0.0.1', 'localhost'));
    await append({});
    await node.deliverDue();
    const position = (await deliveries())[0]?.event_position ?? 0;
    const orders = {
      resend: (of: string, context: typeof rig.context) =>
        resendDelivery(db, context, { teamId, endpointId: of, position }),
      recover: (of: string, context: typeof rig.context) =>
        recoverDeliveries(db, context, { teamId, endpointId: of, sinceAt: new Date(0) }),
      replay: (of: string, context: typeof rig.context) =>
        replayEvents(db, context, { teamId, endpointId: of, from: { afterPosition: 0 } }),
    };
    const names = ['resend', 'recover', 'replay'] as const;
    for (const first of names) {
      const limit = createRateLimiter({ clock: rig.clock, perMinute: 1 });
      const context = { ...rig.context, orders: limit };
      expect((await orders[first](endpointId, context)).kind).toMatch(/resent|started/);
      for (const next of names) {
        const refused = { kind: 'too-many-orders', perMinuteMax: 1 };
        expect(await orders[next](otherId, context)).toEqual(refused);
      }
      expect((await orders[first](elsewhereId, context)).kind).toMatch(/resent|started/);
      await node.deliverDue();
    }
  });

  it('by replays of several endpoints comes at one pace', async () => {
    const policy = { rowsPerStepMax: 5 };
    const { db, teamId, append, addEndpoint, createNode, clock, ...rig } = await setup({ policy });
    await append(...many(20));
    const receiver = await addReceiver();
    const replayPace = createRateLimiter({ clock, perMinute: 66 });
    const context = { ...rig.context, replayPace };
    for (const path of ['one', 'other', 'third']) {
      const { id: endpointId } = await addEndpoint(receiver.url + path);
      const start = { teamId, endpointId, from: { afterPosition: 0 } };
      expect((await replayEvents(db, context, start)).kind).toBe('started');
    }
    const node = createNode({ context });
    await node.deliverDue();
    expect(receiver.received).toHaveLength(10);
    await clock.advance(6_000);
    await node.deliverDue();
    expect(receiver.received).toHaveLength(15);
    for (let minute = 0; minute < 2; minute += 1) {
      for (let second = 0; second < 60; second += 5) {
        await clock.advance(5_000);
        await node.deliverDue();
      }
    }
    const sent = receiver.received.map(({ path, headers }) => `${path} ${headers['webhook-id']}`);
    expect([sent.length, new Set(sent).size]).toEqual([60, 60]);
  });
});

describe('replays that wait', () => {
  it('keep back neither those of other teams nor their own team’s', async () => {
    const policy = { rowsPerStepMax: 1, replayBacklogMax: 1 };
    const { db, context, teamId, append, addEndpoint, addTeam } = await setup({ policy });
    const otherTeamId = await addTeam();
    await append({}, {}, { teamId: otherTeamId }, { teamId: otherTeamId });
    const replay = async (endpoint: { id: string }, ofTeam: string) => {
      const order = { teamId: ofTeam, endpointId: endpoint.id, from: { afterPosition: 0 } };
      expect((await replayEvents(db, context, order)).kind).toBe('started');
    };
    const waiting = await addEndpoint('http://one.test/');
    await replay(waiting, teamId);
    await sql`
      insert into webhook_replays (id, endpoint_id, kind, after_position, reached_position,
        last_position, created_at)
      select gen_random_uuid(), endpoint_id, kind, after_position, reached_position, last_position,
        created_at
      from webhook_replays, generate_series(1, 119)`.execute(db);
    const ownOther = await addEndpoint('http://two.test/');
    await replay(ownOther, teamId);
    const others = await addEndpoint('http://three.test/', { teamId: otherTeamId });
    await replay(others, otherTeamId);
    const replayer = createReplayer({
      ...context,
      db,
      log: silentLog,
      pace: context.replayPace,
      onStaged: () => {},
    });
    const hasStaged = async ({ id: endpointId }: { id: string }, ofTeam: string) =>
      (await listReplays(db, { teamId: ofTeam, endpointId, limit: 200 })).some(
        ({ stagedCount }) => stagedCount > 0,
      );
    for (let pass = 0; pass < 2; pass += 1) await replayer.advanceAll();
    expect(await hasStaged(waiting, teamId)).toBe(true);
    expect(await hasStaged(others, otherTeamId)).toBe(true);
    expect(await hasStaged(ownOther, teamId)).toBe(true);
  });

  it('for one host give its pace to their teams in turn', async () => {
    const policy = { rowsPerStepMax: 10, openReplaysPerEndpointMax: 8 };
    const { db, teamId, append, addEndpoint, addTeam, clock, ...rig } = await setup({ policy });
    const otherTeamId = await addTeam();
    await append(...many(60), ...many(60).map(() => ({ teamId: otherTeamId })));
    const context = { ...rig.context, replayPace: createRateLimiter({ clock, perMinute: 66 }) };
    const replay = async (ofTeam: string, afterPosition: number) => {
      const { id } = await addEndpoint('http://one.test/', { teamId: ofTeam });
      const order = { teamId: ofTeam, endpointId: id, from: { afterPosition } };
      expect((await replayEvents(db, context, order)).kind).toBe('started');
    };
    for (let n = 0; n < 6; n += 1) await replay(teamId, 0);
    await replay(otherTeamId, 60);
    const { advanceAll } = createReplayer({
      ...context,
      db,
      log: silentLog,
      pace: context.replayPace,
      onStaged: () => {},
    });
    const stagedOf = async () => {
      const { rows } = await sql<{ teamId: string; count: number }>`
        select w.team_id as "teamId", sum(r.staged_count)::integer as count
        from webhook_replays r join webhook_endpoints w on w.id = r.endpoint_id
        group by w.team_id`.execute(db);
      return [teamId, otherTeamId].map((id) => rows.find((row) => row.teamId === id)?.count);
    };
    for (let turn = 0; turn < 6; turn += 1) {
      await advanceAll();
      await clock.advance(10_000);
    }
    expect(await stagedOf()).toEqual([30, 30]);
  });
});

describe('recovering', () => {
  it('sends all that failed since an instant, and all that waits for a later try', async () => {
    const { db, context, teamId, node, append, addEndpoint, deliveries } = await setup();
    const receiver = await addReceiver();
    const { id: endpointId } = await addEndpoint(receiver.url);
    await append(...many(2));
    await node.deliverDue();
    receiver.answerWith(status(500));
    const failed = await append(...many(6));
    await node.deliverDue();
    const positions = (await deliveries()).map((row) => row.event_position);
    await sql`
      update webhook_deliveries
      set state = 'EXHAUSTED', next_attempt_at = null, settled_at = now(), tries_left = 0
      where event_position = any(${positions.slice(2, 6)})`.execute(db);
    receiver.answerWith(ok);
    const sinceAt = new Date(0);
    const start = await recoverDeliveries(db, context, { teamId, endpointId, sinceAt });
    expect(start).toMatchObject({ kind: 'started', replay: { kind: 'RECOVER', finishedAt: null } });
    await node.deliverDue();
    expect(idsOf(receiver.received.slice(8)).sort()).toEqual(failed.map(({ id }) => id).sort());
    expect((await deliveries()).every(({ state }) => state === 'SUCCEEDED')).toBe(true);
    const [replay] = await listReplays(db, { teamId, endpointId, limit: 10 });
    expect(replay).toMatchObject({ stagedCount: 6, isCutShort: false });
    expect(replay?.finishedAt).not.toBeNull();
  });

  it('leaves alone what failed before', async () => {
    const { db, context, teamId, node, append, addEndpoint } = await setup();
    const receiver = await addReceiver(status(500));
    const { id: endpointId } = await addEndpoint(receiver.url);
    await append(...many(2));
    await node.deliverDue();
    const sinceAt = new Date(Date.now() + 60_000);
    await recoverDeliveries(db, context, { teamId, endpointId, sinceAt });
    await node.deliverDue();
    expect(receiver.received).toHaveLength(2);
  });
});

describe('replaying', () => {
  it('sends a range of the log to an endpoint that is new to it', async () => {
    const { db, context, teamId, node, append, addEndpoint } = await setup();
    const events = await append(...many(10));
    const receiver = await addReceiver();
    const { id: endpointId } = await addEndpoint(receiver.url);
    const order = {
      teamId,
      endpointId,
      from: { afterPosition: 3 },
      until: { afterPosition: 8 },
    };
    const start = await replayEvents(db, context, order);
    expect(start).toMatchObject({
      kind: 'started',
      replay: { kind: 'REPLAY', afterPosition: 3, reachedPosition: 3, lastPosition: 8 },
    });
    await node.deliverDue();
    const wanted = events.slice(3, 8).map(({ id }) => id);
    expect(idsOf(receiver.received).sort()).toEqual(wanted.sort());
  });

  it('sends again what was sent, by the filters that the endpoint has now', async () => {
    const { db, context, teamId, node, append, addEndpoint } = await setup();
    const receiver = await addReceiver();
    const { id: endpointId } = await addEndpoint(receiver.url);
    const [, wanted] = await append({}, { type: 'provider.connection.created' }, {});
    await node.deliverDue();
    const eventTypes = ['provider.connection.created'];
    await updateEndpoint(db, context, { teamId, endpointId, eventTypes });
    await replayEvents(db, context, { teamId, endpointId, from: { at: new Date(0) } });
    await node.deliverDue();
    expect(idsOf(receiver.received.slice(3))).toEqual([wanted?.id]);
  });

  it('goes on in batches, shows how far it is, and waits while much is due', async () => {
    const policy = { rowsPerStepMax: 10, replayBacklogMax: 10 };
    const { db, context, teamId, node, append, addEndpoint, deliveries } = await setup({ policy });
    const events = await append(...many(35));
    const receiver = await addReceiver(status(500));
    const { id: endpointId } = await addEndpoint(receiver.url);
    const start = await replayEvents(db, context, {
      teamId,
      endpointId,
      from: { afterPosition: 0 },
    });
    const replayId = start.kind === 'started' ? start.replay.id : '';
    const now = new Date(context.clock.nowMs());
    const advance = () => advanceReplay(db, context.policy, replayId, now);
    expect(await advance()).toMatchObject({ hasMore: true, stagedCount: 10 });
    expect(await advance()).toMatchObject({ hasMore: false, stagedCount: 0 });
    expect(await findReplay(db, teamId, replayId)).toMatchObject({
      reachedPosition: 10,
      stagedCount: 10,
      finishedAt: null,
    });
    expect(await deliveries()).toHaveLength(10);
    receiver.answerWith(ok);
    for (let round = 0; round < 4; round += 1) await node.deliverDue();
    expect(idsOf(receiver.received).sort()).toEqual(events.map(({ id }) => id).sort());
    expect(await findReplay(db, teamId, replayId)).toMatchObject({
      reachedPosition: 35,
      stagedCount: 35,
      finishedAt: now,
    });
  });

  it('ends when it is stopped or its endpoint is disabled', async () => {
    const { db, context, teamId, node, append, addEndpoint } = await setup();
    await append(...many(3));
    const receiver = await addReceiver();
    const { id: endpointId } = await addEndpoint(receiver.url);
    const from = { afterPosition: 0 };
    const first = await replayEvents(db, context, { teamId, endpointId, from });
    const stopped = await stopReplay(
      db,
      context,
      teamId,
      first.kind === 'started' ? first.replay.id : '',
    );
    expect(stopped).toMatchObject({ isCutShort: true, finishedAt: expect.any(Date) });
    await replayEvents(db, context, { teamId, endpointId, from });
    await updateEndpoint(db, context, { teamId, endpointId, isEnabled: false });
    await node.deliverDue();
    expect(receiver.received).toEqual([]);
    const replays = await listReplays(db, { teamId, endpointId, limit: 10 });
    expect(replays.map(({ isCutShort }) => isCutShort)).toEqual([true, true]);
    expect(await replayEvents(db, context, { teamId, endpointId, from })).toEqual({
      kind: 'endpoint-disabled',
    });
  });

  it('is refused for another team’s endpoint, and when too many are under way', async () => {
    const policy = { openReplaysPerEndpointMax: 2 };
    const { db, context, teamId, append, addEndpoint, addTeam } = await setup({ policy });
    await append({});
    const { id: endpointId } = await addEndpoint('http://receiver.test/');
    const order = { teamId, endpointId, from: { afterPosition: 0 } };
    expect(await replayEvents(db, context, { ...order, teamId: await addTeam() })).toEqual({
      kind: 'endpoint-not-found',
    });
    await replayEvents(db, context, order);
    await replayEvents(db, context, order);
    expect(await replayEvents(db, context, order)).toEqual({
      kind: 'too-many-replays',
      replaysMax: 2,
    });
    const { id: atOnceId } = await addEndpoint('http://receiver.test/');
    const atOnce = many(6).map(() => replayEvents(db, context, { ...order, endpointId: atOnceId }));
    const started = (await Promise.all(atOnce)).filter(({ kind }) => kind === 'started');
    expect(started).toHaveLength(2);
  });
});

describe('the position before an instant', () => {
  it('is found among thousands of events, erased ones and gaps too', async () => {
    const { db, append, addUser } = await setup();
    const erasedUserId = await addUser();
    const marks: { at: Date; position: number }[] = [];
    for (let batch = 0; batch < 12; batch += 1) {
      await append(...many(40), { userId: erasedUserId }, ...many(40));
      const { rows } = await sql<{ at: Date; position: number }>`
        select clock_timestamp() as at, max(position) as position from events`.execute(db);
      if (rows[0]) marks.push(rows[0]);
      await sql`select nextval('event_positions'), pg_sleep(0.003)`.execute(db);
    }
    await sql`select erase_user_events(${erasedUserId})`.execute(db);
    for (const { at, position } of marks) {
      const later = new Date(at.getTime() + 1);
      expect(await findPositionBefore(db, later)).toBe(position);
    }
    expect(await findPositionBefore(db, new Date(0))).toBe(0);
  });
});

describe('the list of deliveries', () => {
  it('shows the newest events first, by pages, over all endpoints of the team', async () => {
    const { db, teamId, node, append, addEndpoint, addTeam } = await setup();
    for (let n = 0; n < 3; n += 1) await addEndpoint((await addReceiver()).url);
    await append(...many(4));
    await node.deliverDue();
    const all = await listDeliveries(db, { teamId, limit: 100 });
    expect(all).toHaveLength(12);
    expect(all.map(({ position }) => position)).toEqual([4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1]);
    const paged = [];
    let before = null;
    for (;;) {
      const page: typeof all = await listDeliveries(db, { teamId, before, limit: 5 });
      paged.push(...page);
      before = page.at(-1) ?? null;
      if (page.length < 5) break;
    }
    expect(paged).toEqual(all);
    expect(await listDeliveries(db, { teamId: await addTeam(), limit: 5 })).toEqual([]);
  });

  it('can be narrowed to an endpoint, a state, a type and a time', async () => {
    const { db, teamId, node, append, addEndpoint } = await setup();
    const failing = await addEndpoint((await addReceiver(status(500))).url);
    await addEndpoint((await addReceiver()).url);
    await append({}, { type: 'provider.connection.created' });
    await node.deliverDue();
    const list = async (narrowing: object) =>
      (await listDeliveries(db, { teamId, limit: 100, ...narrowing })).length;
    expect(await list({ endpointId: failing.id })).toBe(2);
    expect(await list({ states: ['PENDING'] })).toBe(2);
    expect(await list({ states: ['SUCCEEDED', 'EXHAUSTED'] })).toBe(2);
    expect(await list({ eventTypes: ['provider.connection.created'] })).toBe(2);
    expect(await list({ fromAt: new Date(0), untilAt: new Date(Date.now() + 60_000) })).toBe(4);
    expect(await list({ fromAt: new Date(Date.now() + 60_000) })).toBe(0);
    expect(await list({ untilAt: new Date(0) })).toBe(0);
  });
});
