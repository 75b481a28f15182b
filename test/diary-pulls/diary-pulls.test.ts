import { describe, expect, it, onTestFinished } from 'vitest';
import { finishConsent, openStart, startConsent } from '#connections';
import { findDiaryEntries } from '#diary';
import { createDiaryPuller } from '#diary-pulls';
import { oauthProvider } from '#providers';
import { beginPulls } from '#src/diary-pulls/begin-pulls.ts';
import { claimPulls } from '#src/diary-pulls/claim-pull.ts';
import { pullStep } from '#src/diary-pulls/pull-step.ts';
import { dateOf } from '#std/clock';
import { consentAt, redirectUri, registerApps } from '#test/consents';
import { expectExampleOf } from '#test/event-examples';
import { eventually } from '#test/eventually';
import { hourMs, minuteMs } from '#test/linked-rig';
import { createRig, type RigOptions } from '#test/rig';

const dayMs = 24 * hourMs;
/** Two stretches, since one holds thirty days. */
const historyDays = 31;
const who = { username: 'wearer', password: 'the-password' };

async function setup(options: RigOptions = {}) {
  const rig = await createRig(options);
  onTestFinished(() => rig.close());
  registerApps(rig.simulator);
  const account = rig.simulator.addAccount({ ...who, visibilityDelayMs: 12_000 });
  const user = await rig.addUser();
  const onLinked = async () => {};
  const isOtherWearer = async () => false;
  const consents = { ...rig.deps, redirectUri, connectionsMax: null, onLinked, isOtherWearer };
  const asked = { region: null, attemptId: null, replacesAccount: false } as const;
  const started = await startConsent(consents, {
    ...{ ...asked, token: user.token, returnsTo: 'page' },
  });
  const opened = started.kind === 'started' && (await openStart(rig.deps, started.startSecret));
  if (!opened) throw new Error(`the start was ${started.kind}`);
  const { browserSecret, ...consent } = opened;
  const address = rig.deps.providers[oauthProvider].consentUrl({ ...consent, redirectUri });
  const { searchParams } = new URL(await consentAt(address, who));
  await finishConsent(consents, {
    ...{ state: searchParams.get('state') ?? '', code: searchParams.get('code'), error: null },
    ...{ browserSecret, address: '192.0.2.1', redirectUri },
  });
  const { id: connectionId } = await rig.connectionOf(user);
  const signal = new AbortController().signal;
  const begin = (days = historyDays) => {
    const now = dateOf(rig.clock);
    const fromAt = new Date(now.getTime() - days * dayMs);
    return beginPulls(rig.db, oauthProvider, { now, fromAt });
  };
  /** Makes what is due, until nothing is; how many steps that took. */
  const pull = async () => {
    for (let steps = 0; ; steps += 1) {
      const claimed = await claimPulls(rig.db, dateOf(rig.clock), 4);
      if (claimed.length === 0) return steps;
      for (const each of claimed) await pullStep(rig.deps, each, signal);
    }
  };
  const state = () =>
    rig.db
      .selectFrom('diary_pulls')
      .selectAll()
      .where('connection_id', '=', connectionId)
      .executeTakeFirst();
  const entries = () =>
    findDiaryEntries(rig.db, {
      ...{ userId: user.userId, from: new Date(0), to: new Date(rig.clock.nowMs() + dayMs) },
      limit: 10_000,
    });
  const typesTold = async () => (await rig.eventsOf(user)).map(({ type }) => type);
  return { ...rig, account, user, connectionId, signal, begin, pull, state, entries, typesTold };
}

describe('what wearers have entered', () => {
  it('comes whole, newest first, and is told once by an event for each resource', async () => {
    const rig = await setup();
    const startMs = rig.clock.nowMs();
    expect(await rig.begin()).toBe(1);
    expect(await rig.begin()).toBe(0);
    expect(await rig.pull()).toBe(2);
    const state = await rig.state();
    expect(state?.finished_at).toBeInstanceOf(Date);
    expect(state?.reached_at).toEqual(new Date(startMs - historyDays * dayMs));
    const told = await rig.typesTold();
    expect(told.filter((type) => type.startsWith('historical.'))).toEqual([
      'historical.data.carbohydrates.created',
      'historical.data.insulin_injection.created',
    ]);
    expect(told.filter((type) => type.startsWith('daily.'))).toEqual([]);
    expect(rig.simulator.oauthTotals().byKind).toMatchObject({ events: 2 });
    const diary = await rig.entries();
    const shown = rig.simulator
      .entriesOf(rig.account, startMs - historyDays * dayMs, startMs)
      .filter(({ type }) => type === 'carbs' || type === 'insulin');
    expect(diary).toHaveLength(shown.length);
    expect(diary.length).toBeGreaterThan(200);
  });

  it('goes on where it was after a failure, in shorter stretches, and where a node died', async () => {
    const rig = await setup();
    await rig.begin(3);
    const gone = await claimPulls(rig.db, dateOf(rig.clock), 4);
    expect(gone).toHaveLength(1);
    await rig.clock.advance(3 * minuteMs);
    rig.simulator.addOAuthFault({
      effect: { kind: 'status', status: 503 },
      calls: ['egvs'],
      count: 1,
    });
    rig.simulator.addOAuthFault({ effect: { kind: 'throttle' }, calls: ['events'], count: 1 });
    expect(await rig.pull()).toBe(1);
    // What the node of before still brings is not written.
    for (const each of gone) await pullStep(rig.deps, each, rig.signal);
    await rig.clock.advance(10 * minuteMs);
    await rig.pull();
    await rig.clock.advance(10 * minuteMs);
    await rig.pull();
    const state = await rig.state();
    expect(state?.finished_at).toBeInstanceOf(Date);
    expect(await rig.typesTold()).toContain('historical.data.carbohydrates.created');
  });

  it('is fetched by a loop that finds new connections by itself', async () => {
    const rig = await setup();
    const puller = createDiaryPuller({
      ...{ ...rig.deps, systemClock: rig.clock, historyDays: 1 },
    });
    await puller.start();
    onTestFinished(() => puller.stop());
    await eventually(async () => (await rig.state())?.finished_at);
  });
});

describe('what wearers enter now', () => {
  it('is told when it is new, edited and removed, each under a higher revision', async () => {
    const rig = await setup({ simulator: { oauthStyle: { accessLifeMs: 2 * dayMs } } });
    rig.simulator.changeWearer(rig.account, { hasDiary: false });
    await rig.begin(1);
    await rig.pull();
    const atMs = rig.clock.nowMs();
    const key = rig.simulator.addEntry(rig.account, { type: 'carbs', value: '45', atMs });
    const dose = {
      type: 'insulin',
      subType: 'fastActing',
      value: '4.5',
      atMs: atMs + 1_000,
    } as const;
    const doseKey = rig.simulator.addEntry(rig.account, dose);
    await rig.clock.advance(90 * minuteMs);
    await rig.pull();
    expect(await rig.entries()).toMatchObject([
      { kind: 'CARBS', amount: 45, insulinType: null, revision: 1, takenAt: new Date(atMs) },
      { kind: 'INSULIN', amount: 4.5, insulinType: 'FAST', revision: 1 },
    ]);
    const pullLater = async () => {
      await rig.clock.advance(62 * minuteMs);
      await rig.pull();
    };
    rig.simulator.changeEntry(rig.account, { key, value: '60' });
    rig.simulator.changeEntry(rig.account, { key: doseKey, value: '5' });
    await pullLater();
    rig.simulator.changeEntry(rig.account, { key: doseKey, isDeleted: true });
    await pullLater();
    expect(await rig.entries()).toMatchObject([{ kind: 'CARBS', amount: 60, revision: 2 }]);
    rig.simulator.changeEntry(rig.account, { key, isDeleted: true });
    await pullLater();
    expect(await rig.entries()).toEqual([]);
    const told = (await rig.typesTold()).filter((type) => type.startsWith('daily.'));
    expect(told).toEqual([
      'daily.data.carbohydrates.created',
      'daily.data.insulin_injection.created',
      'daily.data.carbohydrates.updated',
      'daily.data.insulin_injection.updated',
      'daily.data.insulin_injection.deleted',
      'daily.data.carbohydrates.deleted',
    ]);
    const events = await rig.eventsOf(rig.user);
    const sent = await rig.db
      .selectFrom('events')
      .select('payload')
      .where('type', 'not like', 'provider.%')
      .execute();
    for (const { payload } of sent) expectExampleOf(payload);
    expect(JSON.stringify(events.at(-2))).toContain('"unit":"unit","value":5,"revision":3');
  });
});
