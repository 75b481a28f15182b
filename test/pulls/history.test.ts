import { describe, expect, it } from 'vitest';
import { disconnectConnections } from '#connections';
import { inTransaction } from '#db';
import { claimPulls } from '#src/pulls/claim-pulls.ts';
import { pullStep } from '#src/pulls/pull-step.ts';
import { expectExampleOf } from '#test/event-examples';
import { expectHosted } from '#test/hosted-events';
import { hourMs, minuteMs } from '#test/linked-rig';
import { createPullRig, type PullRig, progressOf, pullFor } from './pull-rig.ts';

const dayMs = 24 * hourMs;

const longSessions = { simulator: { oauthStyle: { accessLifeMs: 3 * dayMs } } };

const keyOf = (atMs: number, value: number | undefined) => `${Math.floor(atMs / 1_000)} ${value}`;

/** What the simulator shows of a stretch. */
function truthOf(rig: PullRig, fromMs: number, toMs: number): readonly string[] {
  return rig.simulator
    .readingsOf(rig.account, toMs, fromMs)
    .filter(({ visibleAtMs }) => visibleAtMs !== null)
    .map(({ wallMs, versions }) => keyOf(wallMs, versions.at(-1)?.valueMgDl));
}

async function missingOf(rig: PullRig, fromMs: number, toMs: number) {
  const samples = await rig.samples();
  const kept = new Set(samples.map((each) => keyOf(each.taken_at.getTime(), each.value_mg_dl)));
  return truthOf(rig, fromMs, toMs).filter((reading) => !kept.has(reading));
}

describe('the history of a connection', () => {
  it('comes whole, newest first, with every reading once, and is told once at its end', async () => {
    const rig = await createPullRig();
    const id = await rig.consent();
    await rig.puller.pullDue();
    const begun = await progressOf(rig, id, 'GLUCOSE');
    expect(begun?.endedAt).toBeNull();
    expect(begun?.doneDownTo.getTime()).toBeLessThan(rig.linkedAtMs - 20 * hourMs);
    await pullFor(rig, 3 * minuteMs);
    const { endedAt, keptCount } = (await progressOf(rig, id, 'GLUCOSE')) ?? {};
    expect(endedAt).not.toBeNull();
    const samples = await rig.samples();
    const seconds = samples.map(({ taken_at }) => Math.floor(taken_at.getTime() / 1_000));
    expect(new Set(seconds).size).toBe(seconds.length);
    const sinceMs = rig.linkedAtMs - rig.days * dayMs + 10 * minuteMs;
    expect(await missingOf(rig, sinceMs, rig.linkedAtMs - hourMs)).toEqual([]);
    expect(keptCount).toBe(samples.length);
    expect(samples.filter((each) => each.is_late)).toEqual([]);
    expect(await rig.told('daily.data')).toEqual([]);
    const told = (await rig.told('historical.')).map(({ type }) => type);
    expect(told.toSorted()).toEqual([
      'historical.data.calibration.created',
      'historical.data.carbohydrates.created',
      'historical.data.glucose.created',
      'historical.data.insulin_injection.created',
      'historical.data.note.created',
      'historical.data.workout_duration.created',
    ]);
    for (const payload of await rig.payloadsOf(/historical/)) {
      expectExampleOf(payload);
      expectHosted(payload);
    }
  });

  it('goes on where a node died, which may not write any more, and waits for a session', async () => {
    const rig = await createPullRig();
    const id = await rig.consent();
    await rig.puller.pullDue();
    await rig.clock.advance(2_000);
    const gone = await claimPulls(rig.db, 9, new Date(rig.clock.nowMs()));
    expect(gone.map(({ resource }) => resource)).toContain('DIARY');
    expect(await rig.puller.pullDue()).toBe(0);
    await rig.clock.advance(6 * minuteMs);
    rig.simulator.expireTokens(rig.account);
    await pullFor(rig, minuteMs);
    expect((await progressOf(rig, id, 'DIARY'))?.endedAt).toBeNull();
    await rig.runFor(minuteMs);
    await pullFor(rig, 4 * minuteMs);
    expect((await progressOf(rig, id, 'DIARY'))?.endedAt).not.toBeNull();
    const before = (await rig.eventsOf(rig.user)).length;
    for (const each of gone) await pullStep(rig.deps, each, new AbortController().signal);
    expect((await rig.eventsOf(rig.user)).length).toBe(before);
    expect(rig.simulator.oauthTotals().spentRefreshTokens).toBe(0);
    expect(await rig.told('historical.data.glucose.created')).toHaveLength(1);
  });

  it('ends with its connection; what Dexcom asks of one waits for the whole app', async () => {
    const rig = await createPullRig();
    const id = await rig.consent();
    rig.simulator.addOAuthFault({
      effect: { kind: 'throttle' },
      calls: ['calibrations'],
      count: 1,
    });
    await rig.puller.pullDue();
    const { calls } = rig.simulator.oauthTotals();
    await pullFor(rig, 9 * minuteMs);
    expect(rig.simulator.oauthTotals().calls).toBe(calls);
    await inTransaction(rig.db, (tx) => disconnectConnections(tx, rig.clock, { connectionId: id }));
    await pullFor(rig, 2 * minuteMs);
    expect(await progressOf(rig, id, 'GLUCOSE')).toBeUndefined();
    expect(rig.simulator.oauthTotals().calls).toBe(calls);
  });

  it('is told as refused where the API refuses it for good, and asked for once a day then', async () => {
    const rig = await createPullRig(longSessions);
    const id = await rig.consent();
    const effect = { kind: 'status', status: 400 } as const;
    rig.simulator.addOAuthFault({ effect, calls: ['calibrations'] });
    await pullFor(rig, 10 * minuteMs);
    expect((await progressOf(rig, id, 'CALIBRATIONS'))?.refusedAt).toBeInstanceOf(Date);
    expect((await progressOf(rig, id, 'GLUCOSE'))?.endedAt).toBeInstanceOf(Date);
    const asked = () => rig.simulator.oauthTotals().byKind.calibrations;
    const before = asked();
    await rig.clock.advance(20 * hourMs);
    await pullFor(rig, minuteMs);
    expect(asked()).toBe(before);
    rig.simulator.clearOAuthFaults();
    await rig.clock.advance(4 * hourMs);
    await pullFor(rig, 30 * minuteMs);
    const healed = await progressOf(rig, id, 'CALIBRATIONS');
    expect(healed).toMatchObject({ refusedAt: null, endedAt: expect.any(Date) });
  });

  it('tells what Share had told with another value, and nothing else, of the past', async () => {
    const rig = await createPullRig({ sharedForMs: minuteMs, days: 1 });
    const samples = await rig.samples();
    const [corrected] = samples
      .filter(({ taken_at }) => taken_at.getTime() < rig.linkedAtMs - 2 * hourMs)
      .slice(-1);
    const atMs = corrected?.taken_at.getTime() ?? 0;
    const [reading] = rig.simulator.readingsOf(rig.account, atMs + 999, atMs - 1);
    const valueMgDl = (corrected?.value_mg_dl ?? 0) + 9;
    rig.simulator.changeEgv(rig.account, { atMs: reading?.atMs ?? 0, valueMgDl });
    const before = (await rig.told('daily.data')).length;
    await rig.consent();
    await pullFor(rig, minuteMs);
    const told = (await rig.told('daily.data')).slice(before);
    expect(told).toHaveLength(1);
    expect(told).toMatchObject([
      {
        type: 'daily.data.glucose.updated',
        data: { data: [{ value_mg_dl: valueMgDl, revision: 2 }] },
      },
    ]);
  });

  it('is opened again for what comes later and lies deeper than polls look, and tells it', async () => {
    const rig = await createPullRig({ days: 1, ...longSessions });
    const gap = { fromMs: rig.clock.nowMs() + hourMs, toMs: rig.clock.nowMs() + 5 * hourMs };
    rig.simulator.addGap(rig.account, { ...gap, backfillAtMs: gap.toMs + 9.5 * hourMs });
    const id = await rig.consent();
    await pullFor(rig, minuteMs);
    await rig.clock.advance(14 * hourMs);
    await pullFor(rig, minuteMs);
    expect((await missingOf(rig, gap.fromMs, gap.toMs)).length).toBeGreaterThan(40);
    const before = (await rig.told('daily.data')).length;
    await rig.clock.advance(hourMs + 10 * minuteMs);
    await pullFor(rig, minuteMs);
    expect(await missingOf(rig, gap.fromMs, gap.toMs)).toEqual([]);
    const told = (await rig.told('daily.data')).slice(before);
    expect(told.map(({ type }) => type)).toContain('daily.data.glucose.created');
    expect(await rig.told('historical.data.glucose.created')).toHaveLength(1);
    expect((await progressOf(rig, id, 'GLUCOSE'))?.endedAt).toBeInstanceOf(Date);
  });
});
