import { describe, expect, it } from 'vitest';
import { readPollMemory } from '#src/poller/policy/poll-memory.ts';
import { replanAfterJump } from '#src/poller/replan-after-jump.ts';
import type { Clock } from '#std/clock';
import { seededRandom } from '#std/random';
import { eventually } from '#test/eventually';
import { createLinkedRig, hourMs, type LinkedRig, minuteMs } from '#test/linked-rig';
import type { VirtualClock } from '#test/virtual-clock';

const secondMs = 1_000;

function replan({ deps: { db, clock } }: LinkedRig, jumpMs: number): Promise<number> {
  return replanAfterJump({ db, clock, random: seededRandom(2) }, jumpMs);
}

async function setup() {
  const rig = await createLinkedRig();
  await rig.runFor(hourMs);
  return rig;
}

/** Dexcom's clock is right; only ours is set. */
async function setupApart() {
  const parts: { ours?: VirtualClock; aheadMs: number } = { aheadMs: 0 };
  const ours = () => {
    if (!parts.ours) throw new Error('the rig is not there yet');
    return parts.ours;
  };
  const worldClock: Clock = {
    nowMs: () => ours().nowMs() - parts.aheadMs,
    monotonicMs: () => ours().monotonicMs(),
    sleep: (delayMs, signal) => ours().sleep(delayMs, signal),
  };
  const rig = await createLinkedRig({
    simulator: { clock: worldClock },
    onClock: (clock) => {
      parts.ours = clock;
    },
  });
  await rig.runFor(hourMs);
  const jump = (jumpMs: number) => {
    rig.clock.jump(jumpMs);
    parts.aheadMs += jumpMs;
  };
  return { ...rig, jump };
}

describe('a clock that is set', () => {
  it.each([
    ['an hour ahead', hourMs],
    ['an hour back', -hourMs],
    ['a day ahead', 24 * hourMs],
    ['a day back', -24 * hourMs],
  ])('%s: plans keep their places in real time, however often it is done', async (_, jumpMs) => {
    const rig = await setup();
    const before = await rig.connectionOf(rig.user);
    const polledAtMs = async () => {
      const plan = rig.db.selectFrom('poll_plans').select('memory');
      return readPollMemory((await plan.executeTakeFirstOrThrow()).memory).polledAtMs ?? 0;
    };
    const polledBeforeMs = await polledAtMs();
    rig.clock.jump(jumpMs);
    expect(await replan(rig, jumpMs)).toBe(1);
    expect(await replan(rig, jumpMs)).toBe(0);
    const after = await rig.connectionOf(rig.user);
    const shiftMs = (after.nextPollAt?.getTime() ?? 0) - (before.nextPollAt?.getTime() ?? 0);
    expect(shiftMs).toBe(jumpMs);
    expect((await polledAtMs()) - polledBeforeMs).toBe(jumpMs);
  });

  it('leaves plans of the new clock where they are', async () => {
    const rig = await setup();
    rig.clock.jump(-hourMs);
    const at = new Date(rig.clock.nowMs() + 3 * minuteMs);
    await rig.db.updateTable('poll_plans').set({ next_poll_at: at }).execute();
    await replan(rig, -hourMs);
    expect((await rig.connectionOf(rig.user)).nextPollAt).toEqual(at);
  });

  it('spreads what came due meanwhile over a minute', async () => {
    const rig = await setup();
    await rig.clock.advance(10 * minuteMs);
    rig.clock.jump(hourMs);
    await replan(rig, hourMs);
    const { nextPollAt } = await rig.connectionOf(rig.user);
    const inMs = (nextPollAt?.getTime() ?? 0) - rig.clock.nowMs();
    expect(inMs).toBeGreaterThan(0);
    expect(inMs).toBeLessThanOrEqual(minuteMs);
  });

  it('ends no lease that a node still holds, and none lasts for an hour', async () => {
    for (const jumpMs of [hourMs, -hourMs]) {
      const rig = await setup();
      const heldUntil = new Date(rig.clock.nowMs() + 20 * secondMs);
      await rig.db.updateTable('poll_plans').set({ lease_until: heldUntil }).execute();
      rig.clock.jump(jumpMs);
      await replan(rig, jumpMs);
      const row = await rig.db
        .selectFrom('poll_plans')
        .select('lease_until')
        .executeTakeFirstOrThrow();
      expect(row.lease_until.getTime() - rig.clock.nowMs()).toBe(25 * secondMs);
    }
  });

  it('back: what seemed to come from the future is let in when it is set right again', async () => {
    const rig = await setupApart();
    const before = await rig.sampleCount();
    rig.jump(-hourMs);
    await replan(rig, -hourMs);
    await rig.runFor(30 * minuteMs);
    const aside = await rig.db.selectFrom('readings_aside').selectAll().execute();
    expect(aside.length).toBeGreaterThan(4);
    rig.jump(hourMs);
    await replan(rig, hourMs);
    expect(await rig.db.selectFrom('readings_aside').selectAll().execute()).toEqual([]);
    await rig.runFor(15 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect(await rig.sampleCount()).toBeGreaterThanOrEqual(before + 8);
  });

  it.each([20 * minuteMs, -20 * minuteMs, 90 * secondMs, -90 * secondMs])(
    'by %d ms against the rest of the world: readings come on, and floors are kept',
    async (jumpMs) => {
      const rig = await setupApart();
      rig.jump(jumpMs);
      await replan(rig, jumpMs);
      await rig.runFor(90 * minuteMs);
      const { shortestReadSpacingMs } = rig.simulator.requestsOf(rig.account);
      expect(shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
      const polls = await rig.db
        .selectFrom('polls')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('at', '>', new Date(rig.clock.nowMs() - 90 * minuteMs))
        .executeTakeFirstOrThrow();
      expect(polls.count).toBeGreaterThan(6);
      expect(polls.count).toBeLessThan(70);
    },
  );
});

describe('a poller that hears of a jump', () => {
  it('polls nobody until all nodes have heard of it, and goes on by itself', async () => {
    const rig = await setup();
    const node = rig.createPoller({ systemClock: rig.clock });
    await node.start();
    const jumpMs = 2 * hourMs;
    rig.clock.jump(jumpMs);
    const { total } = rig.simulator.requestsOf(rig.account);
    const keeping = node.replanAfterJump(jumpMs);
    const { id } = await rig.connectionOf(rig.user);
    expect(await node.pollNow(id)).toBeNull();
    for (let step = 0; step < 29; step++) await rig.clock.advance(secondMs);
    expect(rig.simulator.requestsOf(rig.account).total).toBe(total);
    let isKept = false;
    void keeping.then(() => {
      isKept = true;
    });
    while (!isKept) await rig.clock.advance(secondMs);
    // Requests take their own time, whatever this clock says meanwhile.
    await eventually(async () => {
      await rig.clock.advance(secondMs);
      return rig.simulator.requestsOf(rig.account).total > total;
    });
    await node.stop();
    const { shortestReadSpacingMs } = rig.simulator.requestsOf(rig.account);
    expect(shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
  });
});
