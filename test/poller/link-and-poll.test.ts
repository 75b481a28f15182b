import { expect, it } from 'vitest';
import { disconnectConnections } from '#connections';
import { linkAndPoll } from '#src/poller/link-and-poll.ts';
import { systemClock } from '#std/clock';
import { createLinkedRig, hourMs } from '#test/linked-rig';

it.each([
  [50, 1],
  [20, 0],
])(
  'a user who was not linked for %i hours has %i holes that nothing fills',
  async (hours, count) => {
    const rig = await createLinkedRig();
    await rig.runFor(hourMs);
    const { newestTakenAt } = await rig.connectionOf(rig.user);
    await disconnectConnections(rig.db, rig.clock, { userId: rig.user.userId });
    await rig.clock.advance(hours * hourMs);
    const { token } = await rig.newToken(rig.user);
    const { username: accountName, password, region } = rig.account;
    const report = await linkAndPoll(
      { ...rig.deps, poller: rig.poller, systemClock },
      { token, accountName, password, region, address: '192.0.2.1', mode: 'link' },
    );
    expect(report).toMatchObject({ refreshed: { kind: 'refreshed' } });
    await rig.runFor(hourMs);
    const holes = await rig.db.selectFrom('sample_holes').selectAll().execute();
    expect(holes).toHaveLength(count);
    for (const { from_at: from, to_at: to } of holes) {
      expect(Math.abs(from.getTime() - (newestTakenAt?.getTime() ?? 0))).toBeLessThan(1_000);
      expect(rig.clock.nowMs() - to.getTime()).toBe(25 * hourMs);
    }
  },
);
