import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { linkAndPoll } from '#src/poller/link-and-poll.ts';
import { createHurriedClock } from '#test/hurried-clock';
import { createLinkedRig, hourMs, type LinkedRig, minuteMs } from '#test/linked-rig';
import type { RigAccount } from '#test/rig';

/** In vain a person waits for the first poll while the rig's clock stands still. */
const hurried = createHurriedClock({ pace: 20, epochMs: 0 });

async function reconnect(rig: LinkedRig, account: RigAccount) {
  const { token } = await rig.newToken(rig.user);
  const { username: accountName, password, region } = account;
  const asked = { token, accountName, password, region, address: '192.0.2.1' };
  const deps = { ...rig.deps, poller: rig.poller, systemClock: hurried };
  return linkAndPoll(deps, { ...asked, mode: 'reconnect' });
}

describe('an account that is reconnected', () => {
  it.each([
    ['moved to another region', { region: 'OUS' as const }],
    ['got another id', { accountId: randomUUID() }],
  ])('and %s keeps its connection and its history, each reading once', async (_, to) => {
    const rig = await createLinkedRig();
    await rig.runFor(2 * hourMs);
    const before = await rig.connectionOf(rig.user);
    const account = { ...rig.account, ...rig.simulator.moveAccount(rig.account, to) };
    await rig.runFor(30 * minuteMs);
    expect(await rig.state()).not.toBe('FRESH');
    await rig.clock.advance(15 * minuteMs);
    expect(await reconnect(rig, account)).toMatchObject({
      outcome: { kind: 'connected', isNew: false, connectionId: before.id },
    });
    await rig.runFor(hourMs);
    expect(await rig.connectionOf(rig.user)).toMatchObject({
      id: before.id,
      region: account.region,
      state: 'FRESH',
    });
    const nowMs = rig.clock.nowMs();
    const times = (await rig.samples()).map(([takenAtMs]) => takenAtMs);
    const truths = rig.simulator
      .readingsOf(account, nowMs - minuteMs, (times[0] ?? 0) - 1)
      .map(({ atMs }) => Math.floor(atMs / 1000) * 1000);
    expect(times.filter((atMs) => atMs <= (truths.at(-1) ?? 0))).toEqual(truths);
  });

  it.each([
    ['whom two devices tell, after 13 hours', 13, { secondDevice: { apartMs: [4_000, 9_000] } }],
    ['whose sensor measures each minute, after 6', 6, { cadenceMs: minuteMs }],
  ] as const)('is known again of a wearer %s', async (_, hours, account) => {
    const rig = await createLinkedRig({ account, simulator: { readingsMax: 1_440 } });
    await rig.runFor(20 * minuteMs);
    const moved = { ...rig.account, ...rig.simulator.moveAccount(rig.account, { region: 'OUS' }) };
    await rig.clock.advance(hours * hourMs);
    expect(await reconnect(rig, moved)).toMatchObject({
      outcome: { kind: 'connected', isNew: false },
    });
  });

  it("and is another wearer's is refused, and changes nothing", async () => {
    const rig = await createLinkedRig();
    await rig.runFor(hourMs);
    const other = rig.simulator.addAccount({ username: 'other', password: 'the-password' });
    expect(await reconnect(rig, other)).toEqual({ kind: 'other-account' });
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });
});
