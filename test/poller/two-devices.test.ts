import { describe, expect, it } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { createLinkedRig, hourMs, minuteMs } from '#test/linked-rig';

/** What a wearer's connection did over some hours, from the second on: before, it learns. */
async function watched(account: Partial<AccountOptions>, hours: number) {
  const rig = await createLinkedRig({ account });
  await rig.runFor(hourMs);
  const sinceMs = rig.clock.nowMs();
  const reports = await rig.runFor(hours * hourMs);
  const states = new Set(reports.map(({ settled }) => settled?.decision?.state));
  const cadenceMs = reports.at(-1)?.settled?.decision?.memory.cadenceMs ?? 0;
  const truths = rig.simulator.readingsOf(rig.account, rig.clock.nowMs() - minuteMs, sinceMs);
  const created = reports
    .flatMap(({ settled }) => settled?.createdAt ?? [])
    .map((takenAt) => takenAt.getTime());
  return { polls: reports.length, states: [...states], cadenceMs, created, truths, sinceMs };
}

describe('R2: a wearer whose readings are told twice', () => {
  it('is polled as one whose phone alone tells them', async () => {
    const alone = await watched({}, 3);
    expect(alone.states).toEqual(['FRESH']);
    for (const secondDevice of [
      { apartMs: [10_000, 10_000] },
      { apartMs: [1_000, 15_000], share: 0.5, delayMs: 8_000 },
    ] as const) {
      const both = await watched({ secondDevice }, 3);
      expect(both.states).toEqual(['FRESH']);
      expect(Math.abs(both.polls - alone.polls)).toBeLessThanOrEqual(0.02 * alone.polls + 1);
      expect(Math.abs(both.cadenceMs - 299_700)).toBeLessThan(3_000);
      const within = both.created.filter((atMs) => atMs > both.sinceMs);
      expect(Math.abs(within.length - both.truths.length)).toBeLessThanOrEqual(1);
      // The newest one of before may come in this time; a double of an older one may not.
      expect(both.created.length - within.length).toBeLessThanOrEqual(1);
    }
  });
});
