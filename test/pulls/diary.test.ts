import { describe, expect, it } from 'vitest';
import { findDevices } from '#devices';
import { expectExampleOf } from '#test/event-examples';
import { expectHosted } from '#test/hosted-events';
import { hourMs, minuteMs } from '#test/linked-rig';
import { createPullRig, type PullRig, progressOf, pullFor } from './pull-rig.ts';

const dayMs = 24 * hourMs;
const longSessions = { simulator: { oauthStyle: { accessLifeMs: 3 * dayMs } } };

const kindOf: Readonly<Record<string, string>> = {
  carbs: 'CARBS',
  insulin: 'INSULIN',
  exercise: 'EXERCISE',
  notes: 'NOTE',
  calibration: 'CALIBRATION',
};

const textOf = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');

async function pullLater(rig: PullRig): Promise<void> {
  await rig.clock.advance(62 * minuteMs);
  while ((await rig.puller.pullDue()) > 0);
}

describe('what wearers have entered', () => {
  it('comes whole, of every kind, in few calls, with the text of notes sealed', async () => {
    const rig = await createPullRig({ days: 32, windowMinutes: 43_200 });
    const id = await rig.consent();
    const before = rig.simulator.oauthCalls().length;
    // Beyond the lease of a pull: what failed to be kept is asked for again.
    await pullFor(rig, 4 * minuteMs);
    const calls = rig.simulator.oauthCalls().slice(before);
    // Two stretches of each, what there is, and the devices.
    expect(new Set(calls.map((call) => `${call.kind} ${call.startDate}`)).size).toBe(8);
    const fromMs = rig.linkedAtMs - rig.days * dayMs + 10 * minuteMs;
    const shown = rig.simulator
      .entriesOf(rig.account, fromMs, rig.linkedAtMs)
      .filter(({ type }) => kindOf[type] !== undefined);
    const diary = (await rig.entries()).filter(({ takenAt }) => takenAt.getTime() >= fromMs);
    const countsOf = (kinds: readonly (string | undefined)[]) =>
      Object.fromEntries(
        [...Map.groupBy(kinds, (kind) => kind)].map(([k, all]) => [k, all.length]),
      );
    const counts = countsOf(diary.map(({ kind }) => kind));
    expect(counts).toEqual(countsOf(shown.map(({ type }) => kindOf[type])));
    for (const kind of Object.values(kindOf)) expect(counts[kind], kind).toBeGreaterThan(0);
    const note = diary.find(({ kind }) => kind === 'NOTE');
    expect(note).toMatchObject({ note: expect.stringMatching(/\w/), amount: null });
    expect(diary.find(({ kind }) => kind === 'EXERCISE')?.intensity).toMatch(/MEDIUM|HEAVY/);
    const { rows } = await rig.dump('diary_entries');
    expect(rows).not.toContain(note?.note);
    expect((await progressOf(rig, id, 'DIARY'))?.keptCount).toBeGreaterThan(200);
    const devices = await findDevices(rig.db, rig.user.userId, 10);
    expect(devices).toMatchObject([
      { transmitterGeneration: 'g7', displayDevice: 'iOS', displayApp: 'G7', revision: 1 },
    ]);
    const [told] = await rig.told('provider.device.created');
    expect(told?.data).toMatchObject({ device_id: devices[0]?.id, display_app: 'G7' });
  });
});

describe('what wearers enter now', () => {
  it('is told when it is new, edited and removed, each under a higher revision', async () => {
    const rig = await createPullRig({ days: 1, ...longSessions });
    rig.simulator.changeWearer(rig.account, { hasDiary: false });
    await rig.consent();
    await pullFor(rig, minuteMs);
    const atMs = rig.clock.nowMs();
    const enter = (entry: Parameters<typeof rig.simulator.addEntry>[1]) =>
      rig.simulator.addEntry(rig.account, entry);
    const keys = {
      carbs: enter({ type: 'carbs', value: '45', atMs }),
      dose: enter({ type: 'insulin', subType: 'fastActing', value: '4.5', atMs: atMs + 1_000 }),
      run: enter({ type: 'exercise', subType: 'light', value: '30', atMs: atMs + 2_000 }),
      note: enter({ type: 'notes', value: 'a private matter', atMs: atMs + 3_000 }),
      stick: enter({ type: 'calibration', value: '104', atMs: atMs + 4_000 }),
    };
    await rig.clock.advance(6 * hourMs);
    await pullLater(rig);
    expect(await rig.entries()).toMatchObject([
      { kind: 'CARBS', amount: 45, insulinType: null, revision: 1, takenAt: new Date(atMs) },
      { kind: 'INSULIN', amount: 4.5, insulinType: 'FAST', revision: 1 },
      { kind: 'EXERCISE', amount: 30, intensity: 'LIGHT', revision: 1 },
      { kind: 'NOTE', amount: null, note: 'a private matter', revision: 1 },
      { kind: 'CALIBRATION', amount: 104, revision: 1 },
    ]);
    const change = (key: string, changed: { value?: string; isDeleted?: boolean }) =>
      rig.simulator.changeEntry(rig.account, { key, ...changed });
    change(keys.carbs, { value: '60' });
    change(keys.dose, { value: '5' });
    change(keys.run, { value: '35' });
    change(keys.note, { value: 'another matter' });
    change(keys.stick, { value: '110' });
    await pullLater(rig);
    await rig.clock.advance(6 * hourMs);
    await pullLater(rig);
    expect(await rig.entries()).toMatchObject([
      { kind: 'CARBS', amount: 60, revision: 2 },
      { kind: 'INSULIN', amount: 5, revision: 2 },
      { kind: 'EXERCISE', amount: 35, revision: 2 },
      { kind: 'NOTE', note: 'another matter', revision: 2 },
      { kind: 'CALIBRATION', amount: 110, revision: 2 },
    ]);
    // Of a calibration Dexcom does not tell that it was removed.
    const { stick: _, ...removed } = keys;
    for (const key of Object.values(removed)) change(key, { isDeleted: true });
    await pullLater(rig);
    expect(await rig.entries()).toMatchObject([{ kind: 'CALIBRATION', amount: 110 }]);
    const told = (await rig.told('daily.data')).filter(({ type }) => !type.includes('glucose'));
    const [ofMeter, ofDiary] = [true, false].map((isOfMeter) =>
      told
        .map(({ type }) => type.replace('daily.data.', ''))
        .filter((type) => type.includes('calibration') === isOfMeter),
    );
    const entered = ['carbohydrates', 'insulin_injection', 'workout_duration', 'note'];
    const changes = ['created', 'updated', 'deleted'];
    expect(ofDiary).toEqual(changes.flatMap((change) => entered.map((of) => `${of}.${change}`)));
    expect(ofMeter).toEqual(['calibration.created', 'calibration.updated']);
    const sent = await rig.payloadsOf(/daily.data.(?!glucose)|provider.device/);
    expect(sent.length).toBeGreaterThan(told.length);
    for (const payload of sent) expectExampleOf(payload);
    expect(sent.filter(expectHosted).length).toBeGreaterThan(5);
    const run = told.find(({ type }) => type === 'daily.data.workout_duration.created');
    const beganMs = atMs + 2_000;
    expect(run?.data).toMatchObject({
      data: [{ start: textOf(beganMs), end: textOf(beganMs + 30 * minuteMs) }],
    });
    expect(JSON.stringify(sent)).not.toContain('matter');
    const snackAtMs = rig.clock.nowMs();
    enter({ type: 'carbs', value: '', atMs: snackAtMs });
    enter({ type: 'carbs', value: '5', atMs: snackAtMs });
    await pullLater(rig);
    const snacks = (await rig.payloadsOf(/carbohydrates.created/)).at(-1);
    expect(snacks).toMatchObject({
      data: { data: [{ value: 5 }], without_amount: [{ timestamp: textOf(snackAtMs), unit: 'g' }] },
    });
    expect(expectHosted(snacks)).toBe(true);
    const { rows } = await rig.dump('diary_entries');
    expect(rows).not.toContain('matter');
  });

  it('is asked for again after a failure, in shorter stretches', async () => {
    const rig = await createPullRig({ days: 3, windowMinutes: 43_200, ...longSessions });
    const id = await rig.consent();
    const effect = { kind: 'gateway-error', status: 503 } as const;
    rig.simulator.addOAuthFault({ effect, calls: ['events'], count: 2 });
    await rig.puller.pullDue();
    expect((await progressOf(rig, id, 'DIARY'))?.endedAt).toBeNull();
    await pullFor(rig, 2 * minuteMs);
    expect((await progressOf(rig, id, 'DIARY'))?.endedAt).toBeInstanceOf(Date);
  });
});
