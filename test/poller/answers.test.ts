import { describe, expect, it } from 'vitest';
import { createLinkedRig, hourMs, minuteMs } from '#test/linked-rig';

/** What Dexcom's answers mean, where they say less than they seem to. */
describe('an answer of Dexcom', () => {
  it.each([
    ['under 400', { kind: 'error', code: 'InvalidArgument', status: 400 }],
    ['in text', { kind: 'bad-request' }],
    ['under 500', { kind: 'error', code: 'InvalidArgument' }],
    ['with another text under 400', { kind: 'gateway-error', status: 400 }],
  ] as const)(
    'that calls a login invalid, %s, is no refusal of a password (P5)',
    async (_what, effect) => {
      const rig = await createLinkedRig();
      await rig.runFor(10 * minuteMs);
      rig.simulator.killSessions(rig.account);
      const faultId = rig.simulator.addFault({ effect, calls: ['login'] });
      await rig.runFor(hourMs);
      expect(await rig.state()).toBe('UNREACHABLE');
      expect(await rig.news()).not.toContain('error');
      rig.simulator.removeFault(faultId);
      await rig.runFor(20 * minuteMs);
      expect(await rig.state()).toBe('FRESH');
    },
  );

  it('that refuses a count above 288 has the region asked for no more for an hour', async () => {
    const rig = await createLinkedRig({
      account: { cadenceMs: minuteMs },
      simulator: { wireLogMax: 500, readingsMax: 1_440 },
    });
    await rig.runNext();
    const effect = { kind: 'error', code: 'InvalidArgument' } as const;
    rig.simulator.addFault({ effect, calls: ['read'], count: 1 });
    const outcomes = await rig.outcomesFor(20 * minuteMs);
    expect(new Set(outcomes)).toEqual(new Set(['permit-lapsed', 'read']));
    expect(await rig.state()).toBe('FRESH');
    const counts = rig.simulator
      .wireLog()
      .flatMap(({ url }) => /maxCount=(\d+)/.exec(url)?.[1] ?? [])
      .map(Number);
    expect(counts.filter((count) => count > 288)).toHaveLength(1);
    expect((await rig.samples()).length).toBeLessThan(400);
    await rig.runFor(hourMs);
    expect((await rig.samples()).length, 'as many as are asked for at once').toBe(1_000);
  });

  it('with a value beyond the limits is LOW or HIGH, and with a special code is none', async () => {
    const rig = await createLinkedRig({ account: { trace: [] } });
    const nowMs = rig.clock.nowMs();
    for (const [n, valueMgDl] of [450, 37, 12, 601].entries()) {
      rig.simulator.addReading(rig.account, { atMs: nowMs - (n + 1) * minuteMs, valueMgDl });
    }
    await rig.runFor(minuteMs);
    const values = (await rig.samples()).map(([, valueMgDl]) => valueMgDl);
    expect(values).toEqual([39, 401]);
  });
});
