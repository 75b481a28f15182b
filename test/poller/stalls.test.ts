import { describe, expect, it } from 'vitest';
import { createLinkedRig, hourMs, minuteMs } from '#test/linked-rig';

describe('a silence', () => {
  it('is told once, after 30 minutes, and its end once', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    const fromMs = rig.clock.nowMs();
    const toMs = fromMs + 3 * hourMs;
    rig.simulator.addGap(rig.account, { fromMs, toMs, backfillAtMs: null });
    await rig.runFor(24 * minuteMs);
    expect(await rig.poller.reportStalls()).toBe(0);
    await rig.runFor(8 * minuteMs);
    expect(await rig.poller.reportStalls()).toBe(1);
    await rig.runFor(2 * hourMs);
    expect(await rig.poller.reportStalls()).toBe(0);
    await rig.runFor(hourMs);
    expect(await rig.news()).toEqual(['created', 'stalled', 'recovered']);
    const stalled = (await rig.eventsOf(rig.user)).find(({ type }) => type.endsWith('stalled'));
    expect(stalled?.data).toMatchObject({
      provider: 'dexcom',
      state: 'NO_RECENT_DATA',
      user_id: rig.user.userId,
    });
    expect(Date.parse(String(stalled?.data.newest_reading_at))).toBeGreaterThan(
      fromMs - 6 * minuteMs,
    );

    rig.simulator.changeAccount(rig.account, { isSharing: false });
    await rig.runFor(40 * minuteMs);
    expect(await rig.poller.reportStalls()).toBe(1);
  });

  it('is told when the team wants it', async () => {
    const rig = await createLinkedRig({
      stallAfterMs: 10 * minuteMs,
      account: { cadenceMs: 60_000 },
    });
    await rig.runFor(10 * minuteMs);
    rig.simulator.changeAccount(rig.account, { isSharing: false });
    await rig.runFor(9 * minuteMs);
    expect(await rig.poller.reportStalls()).toBe(0);
    await rig.runFor(3 * minuteMs);
    expect(await rig.poller.reportStalls()).toBe(1);
  });

  it('is told also while no poll is planned: credentials are refused', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    rig.simulator.changeAccount(rig.account, { password: 'another' });
    rig.simulator.killSessions(rig.account);
    await rig.runFor(40 * minuteMs);
    expect(await rig.poller.reportStalls()).toBe(1);
    expect(await rig.news()).toEqual(['created', 'error', 'stalled']);
  });

  it('of ours is not told as one of the sensor', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    await rig.clock.advance(3 * hourMs);
    expect(await rig.poller.reportStalls()).toBe(0);
    await rig.runFor(minuteMs);
    expect(await rig.poller.reportStalls()).toBe(0);
    expect(await rig.state()).toBe('FRESH');
  });

  it('is told once by many nodes', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    rig.simulator.changeAccount(rig.account, { isSharing: false });
    await rig.runFor(40 * minuteMs);
    const nodes = [rig.poller, rig.createPoller(), rig.createPoller()];
    const counts = await Promise.all(nodes.map((node) => node.reportStalls()));
    expect(counts.toSorted()).toEqual([0, 0, 1]);
    expect((await rig.news()).filter((type) => type === 'stalled')).toHaveLength(1);
  });

  it('that nobody ever broke is told from the linking on', async () => {
    const rig = await createLinkedRig({ account: { isSharing: false, sharingAnswers: 'error' } });
    await rig.runFor(29 * minuteMs);
    expect(await rig.poller.reportStalls()).toBe(0);
    await rig.runFor(2 * minuteMs);
    expect(await rig.poller.reportStalls()).toBe(1);
  });
});
