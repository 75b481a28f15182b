import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { disconnectConnections } from '#connections';
import { inTransaction } from '#db';
import { createLinkedRig, hourMs, minuteMs } from '#test/linked-rig';

describe('disconnecting', () => {
  it('stops polling at once, erases the credentials and keeps the samples (P3)', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    const samples = await rig.sampleCount();
    const ended = await disconnectConnections(rig.db, rig.clock, { userId: rig.user.userId });
    expect(ended).toHaveLength(1);
    const { total } = rig.simulator.requestsOf(rig.account);
    expect(await rig.runFor(2 * hourMs)).toEqual([]);
    expect(rig.simulator.requestsOf(rig.account).total).toBe(total);
    const row = await rig.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      state: 'DISCONNECTED',
      credentials_sealed: null,
      session_sealed: null,
      session_opened_at: null,
    });
    expect(await rig.sampleCount()).toBe(samples);
    expect(await rig.poller.pollNow(row.id)).toBeNull();
  });

  it('outruns the poll that is under way: what it brings is not written', async () => {
    const rig = await createLinkedRig();
    const latency = { kind: 'latency', delayMs: 300 } as const;
    rig.simulator.addFault({ effect: latency, calls: ['read'] });
    const polling = rig.poller.pollDue();
    while (rig.simulator.requestsOf(rig.account).reads === 0) await new Promise(setImmediate);
    await disconnectConnections(rig.db, rig.clock, { userId: rig.user.userId });
    await rig.clock.advance(1_000);
    expect(await polling).toMatchObject([{ settled: { isOutrun: true } }]);
    expect(await rig.sampleCount()).toBe(0);
    expect(await rig.state()).toBe('DISCONNECTED');
  });

  it('keeps a poll that has not logged in yet from logging in', async () => {
    const rig = await createLinkedRig();
    rig.simulator.killSessions(rig.account);
    await rig.clock.advance(2 * minuteMs);
    const latency = { kind: 'latency', delayMs: 300 } as const;
    rig.simulator.addFault({ effect: latency, calls: ['read'] });
    const { passwordRequests } = rig.simulator.requestsOf(rig.account);
    const polling = rig.poller.pollDue();
    while (rig.simulator.requestsOf(rig.account).reads === 0) await new Promise(setImmediate);
    await disconnectConnections(rig.db, rig.clock, { userId: rig.user.userId });
    await rig.clock.advance(1_000);
    expect(await polling).toMatchObject([{ outcome: { kind: 'permit-lapsed' } }]);
    expect(rig.simulator.requestsOf(rig.account).passwordRequests).toBe(passwordRequests);
  });

  it('happens once, and is told once, however often it is asked for', async () => {
    const rig = await createLinkedRig();
    const { userId } = rig.user;
    const all = await Promise.all(
      [1, 2, 3].map(() => disconnectConnections(rig.db, rig.clock, { userId })),
    );
    expect(all.flat()).toHaveLength(1);
  });

  it('and settling a poll do not wait for each other for ever', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(minuteMs);
    for (let round = 0; round < 5; round++) {
      await rig.clock.advance(5 * minuteMs);
      const undone = inTransaction(rig.db, async (tx) => {
        await disconnectConnections(tx, rig.clock, { userId: rig.user.userId });
        await sql`select pg_sleep(0.02)`.execute(tx);
        throw new Error('taken back');
      });
      const [reports] = await Promise.all([
        rig.poller.pollDue(),
        undone.catch((error: Error) => expect(error.message).toBe('taken back')),
      ]);
      for (const report of reports) expect(report.settled?.isOutrun).toBe(false);
      await rig.runFor(minuteMs);
    }
    expect(await rig.state()).toBe('FRESH');
  });
});
