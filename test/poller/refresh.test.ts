import { describe, expect, it } from 'vitest';
import { refreshUser } from '#poller';
import { refreshesPerHourMax } from '#src/poller/refresh-user.ts';
import { systemClock } from '#std/clock';
import { eventually } from '#test/eventually';
import { createLinkedRig, hourMs, type LinkedRigOptions, minuteMs } from '#test/linked-rig';
import { secondMs } from './polls.ts';

async function setup(options: LinkedRigOptions = {}) {
  const rig = await createLinkedRig(options);
  const { db, clock, keyedHash } = rig.deps;
  const refresh = (timeoutMs = 5_000, poller = rig.poller) =>
    refreshUser(
      { db, clock, keyedHash, poller, systemClock },
      { teamId: rig.user.teamId, userId: rig.user.userId, timeoutMs },
    );
  const reads = () => rig.simulator.requestsOf(rig.account).reads;
  return { ...rig, refresh, reads };
}

const one = (connection: object) => ({ kind: 'answered', connections: [connection] });

describe('a refresh', () => {
  it('polls now, and answers with the counts', async () => {
    const rig = await setup();
    await rig.runFor(10 * minuteMs);
    await rig.clock.advance(4.5 * minuteMs);
    const outcome = await rig.refresh();
    expect(outcome).toMatchObject(
      one({ kind: 'refreshed', updatedCount: 0, polledAt: new Date(rig.clock.nowMs()) }),
    );
    expect(await rig.state()).toBe('FRESH');
  });

  it('shares one poll with all who ask at once, on all nodes, and its counts', async () => {
    const rig = await setup();
    const before = rig.reads();
    const nodes = [rig.poller, rig.createPoller(), rig.createPoller()];
    const outcomes = await Promise.all(nodes.map((node) => rig.refresh(5_000, node)));
    expect(rig.reads()).toBe(before + 1);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject(one({ kind: 'refreshed' }));
      expect(outcome).toEqual(outcomes[0]);
    }
  });

  it('answers with what was fetched moments ago, within fifteen seconds', async () => {
    const rig = await setup();
    const first = await rig.refresh();
    await rig.clock.advance(14_000);
    expect(await rig.refresh()).toEqual(first);
    expect(rig.reads()).toBe(1);
    await rig.clock.advance(2_000);
    expect(await rig.refresh()).not.toEqual(first);
    expect(rig.reads()).toBe(2);
  });

  it('answers within its timeout when Dexcom does not', async () => {
    const rig = await setup();
    // By the rig's time, which stands still until the refresh has answered.
    rig.simulator.addFault({ effect: { kind: 'hang', forMs: 1_000 } });
    const outcome = await rig.refresh(300);
    expect(rig.poller.inFlight('US')).toBe(1);
    await rig.clock.advance(1_000);
    expect(outcome).toMatchObject(one({ kind: 'in-progress' }));
  });

  it('goes on after its timeout, where another user of the account was just read', async () => {
    const rig = await setup();
    const other = await rig.addUser();
    await rig.clock.advance(2 * minuteMs);
    expect(await rig.link(other, rig.account)).toMatchObject({ kind: 'connected' });
    await rig.runFor(20 * minuteMs);
    await rig.clock.advance(minuteMs);
    await rig.poller.pollDue();
    await rig.clock.advance(20_000);
    expect(await rig.refresh()).toMatchObject(one({ kind: 'refreshed' }));
    const before = rig.reads();
    const { db, clock, keyedHash } = rig.deps;
    const outcome = await refreshUser(
      { db, clock, keyedHash, poller: rig.poller, systemClock },
      { ...other, timeoutMs: 100 },
    );
    expect(outcome).toMatchObject(one({ kind: 'in-progress' }));
    expect(rig.reads()).toBe(before);
    await rig.runFor(20_000);
    expect(rig.reads()).toBe(before + 1);
    const { lastPollAt } = await rig.connectionOf(other);
    expect(rig.clock.nowMs() - (lastPollAt?.getTime() ?? 0)).toBeLessThan(20_000);
    expect(rig.simulator.requestsOf(rig.account).shortestReadSpacingMs).toBeGreaterThanOrEqual(
      15_000,
    );
  });

  it('tells why it failed', async () => {
    const rig = await setup();
    rig.simulator.addFault({ effect: { kind: 'gateway-error', status: 503 } });
    expect(await rig.refresh()).toMatchObject(one({ kind: 'failed', reason: 'unavailable' }));
  });

  it('is possible so often an hour, and tells when it is again', async () => {
    const rig = await setup();
    const startMs = rig.clock.nowMs();
    for (let count = 0; count < refreshesPerHourMax; count++) {
      expect(await rig.refresh()).toMatchObject({ kind: 'answered' });
      await rig.clock.advance(20_000);
    }
    expect(await rig.refresh()).toEqual({ kind: 'limited', until: new Date(startMs + hourMs) });
  });

  it.each([
    ['refused', { kind: 'refuse-credentials' }, 'login'],
    ['locked-out', { kind: 'error', code: 'SSO_AuthenticateMaxAttemptsExceeed' }, 'login'],
    ['throttled', { kind: 'throttle', retryAfterSeconds: 3_600 }, 'read'],
  ] as const)('does not cut short what must be waited out: %s', async (reason, effect, call) => {
    const rig = await setup();
    await rig.runFor(10 * minuteMs);
    rig.simulator.killSessions(rig.account);
    rig.simulator.addFault({ effect, calls: [call] });
    await rig.runFor(5.5 * minuteMs);
    const { total } = rig.simulator.requestsOf(rig.account);
    for (let count = 0; count < 5; count++) {
      expect(await rig.refresh()).toMatchObject(one({ kind: 'failed', reason }));
      await rig.clock.advance(20_000);
    }
    expect(rig.simulator.requestsOf(rig.account).total).toBe(total);
  });

  it('makes no attempt for a connection that waits for its person', async () => {
    const rig = await setup();
    await rig.db
      .updateTable('connections')
      .set({ state: 'NEEDS_ATTENTION', refusal_count: 7 })
      .execute();
    await rig.db
      .updateTable('poll_plans')
      .set({ next_poll_at: null, reason: 'refused', last_outcome: 'refused' })
      .execute();
    const { total } = rig.simulator.requestsOf(rig.account);
    expect(await rig.refresh()).toMatchObject(one({ kind: 'failed', reason: 'refused' }));
    expect(rig.simulator.requestsOf(rig.account).total).toBe(total);
  });

  it('renews a session that has ended, and reads when the floor allows', async () => {
    const rig = await setup();
    await rig.runFor(20 * minuteMs);
    rig.simulator.killSessions(rig.account);
    await rig.clock.advance(minuteMs);
    const refreshing = rig.refresh(20_000);
    let isOver = false;
    void refreshing.then(() => {
      isOver = true;
    });
    await eventually(
      async () => {
        await rig.clock.advance(secondMs);
        return isOver;
      },
      { pollMs: 20 },
    );
    expect(await refreshing).toMatchObject(one({ kind: 'refreshed' }));
    const { shortestReadSpacingMs } = rig.simulator.requestsOf(rig.account);
    expect(shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
  });

  it('of a user without a connection has nothing to tell', async () => {
    const rig = await setup();
    const { db, clock, keyedHash } = rig.deps;
    const stranger = await rig.addUser();
    const outcome = await refreshUser(
      { db, clock, keyedHash, poller: rig.poller, systemClock },
      { ...stranger, timeoutMs: 1_000 },
    );
    expect(outcome).toEqual({ kind: 'answered', connections: [] });
  });
});
