import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { disconnectConnections } from '#connections';
import { inTransaction } from '#db';
import { beginHistory, createHistoryPuller, findHistories } from '#histories';
import { claimPulls } from '#src/histories/claim-pulls.ts';
import { registerApps } from '#test/consents';
import { expectExampleOf } from '#test/event-examples';
import { hourMs, minuteMs } from '#test/linked-rig';
import { createRig } from '#test/rig';
import { linkRigByConsent } from '#test/rig-consents';

const dayMs = 24 * hourMs;
const who = { username: 'wearer', password: 'the-password' };

async function setup({ days = 3, windowMinutes = 1_440 } = {}) {
  const rig = await createRig();
  onTestFinished(() => rig.close());
  registerApps(rig.simulator);
  const account = rig.simulator.addAccount({ ...who, visibilityDelayMs: 12_000 });
  const user = await rig.addUser();
  const { clock, db } = rig;
  const linkedAtMs = clock.nowMs();
  const outcome = await linkRigByConsent(rig, user, who, (tx, connectionId) =>
    beginHistory(tx, { connectionId, days }, new Date(clock.nowMs())),
  );
  expect(outcome).toBe('connected');
  await sql`update history_pulls set window_minutes = ${windowMinutes}`.execute(db);
  const { id } = await rig.connectionOf(user);
  const puller = createHistoryPuller({ ...rig.deps });
  const pullFor = async (durationMs: number) => {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 30_000) {
      await puller.pullDue();
      await clock.advance(30_000);
    }
  };
  const progress = async () => (await findHistories(db, [id]))[0];
  const samples = () =>
    db.selectFrom('glucose_samples').select(['taken_at', 'value_mg_dl', 'is_late']).execute();
  const truth = () =>
    rig.simulator.readingsOf(account, linkedAtMs - hourMs, linkedAtMs - days * dayMs);
  const told = async (type: string) =>
    (await rig.eventsOf(user)).filter((event) => event.type === type);
  return { ...rig, account, user, id, puller, pullFor, progress, samples, truth, told, linkedAtMs };
}

describe('the history of a connection', () => {
  it('comes whole, newest first, with every reading once, and is told once at its end', async () => {
    const rig = await setup();
    await rig.pullFor(minuteMs);
    const begun = await rig.progress();
    expect(begun?.endedAt).toBeNull();
    expect(begun?.doneDownTo.getTime()).toBeLessThan(rig.linkedAtMs - 20 * hourMs);
    await rig.pullFor(3 * minuteMs);
    const { endedAt, sampleCount } = (await rig.progress()) ?? {};
    expect(endedAt).not.toBeNull();
    const samples = await rig.samples();
    const seconds = samples.map(({ taken_at }) => Math.floor(taken_at.getTime() / 1_000));
    expect(new Set(seconds).size).toBe(seconds.length);
    const kept = new Set(
      samples.map((each) => `${each.taken_at.getTime() / 1_000} ${each.value_mg_dl}`),
    );
    const missing = rig
      .truth()
      .filter(({ visibleAtMs }) => visibleAtMs !== null)
      .map(({ wallMs, versions }) => `${Math.floor(wallMs / 1_000)} ${versions.at(-1)?.valueMgDl}`)
      .filter((reading) => !kept.has(reading));
    expect(missing).toEqual([]);
    expect(sampleCount).toBeGreaterThan(700);
    expect(samples.filter((each) => each.is_late)).toEqual([]);
    expect(await rig.told('daily.data.glucose.created')).toEqual([]);
    const { payload } = await rig.db
      .selectFrom('events')
      .select('payload')
      .where('type', '=', 'historical.data.glucose.created')
      .executeTakeFirstOrThrow();
    expectExampleOf(payload);
    expect(await rig.told('historical.data.glucose.created')).toMatchObject([
      { data: { provider: 'dexcom_v3', is_final: true, user_id: rig.user.userId } },
    ]);
  });

  it('goes on where a node died that had it, and waits for a poll where its session is over', async () => {
    const rig = await setup();
    await rig.pullFor(30_000);
    await rig.clock.advance(2_000);
    expect(await claimPulls(rig.db, 9, new Date(rig.clock.nowMs()))).toHaveLength(1);
    await rig.pullFor(minuteMs);
    expect((await rig.progress())?.doneDownTo.getTime()).toBeGreaterThan(
      rig.linkedAtMs - 2 * dayMs,
    );
    await rig.clock.advance(6 * minuteMs);
    rig.simulator.expireTokens(rig.account);
    await rig.pullFor(minuteMs);
    expect((await rig.progress())?.endedAt).toBeNull();
    await rig.runFor(minuteMs);
    await rig.pullFor(4 * minuteMs);
    expect((await rig.progress())?.endedAt).not.toBeNull();
    expect(rig.simulator.oauthTotals().spentRefreshTokens).toBe(0);
    expect(await rig.told('historical.data.glucose.created')).toHaveLength(1);
  });

  it('ends with its connection, and waits out what the API asks for', async () => {
    const rig = await setup();
    rig.simulator.addOAuthFault({ effect: { kind: 'throttle' }, calls: ['egvs'], count: 1 });
    await rig.puller.pullDue();
    const calls = rig.simulator.oauthTotals().byKind.egvs;
    await rig.pullFor(9 * minuteMs);
    expect(rig.simulator.oauthTotals().byKind.egvs).toBe(calls);
    await inTransaction(rig.db, (tx) =>
      disconnectConnections(tx, rig.clock, { connectionId: rig.id }),
    );
    await rig.pullFor(2 * minuteMs);
    expect(await rig.progress()).toBeUndefined();
    expect(rig.simulator.oauthTotals().byKind.egvs).toBe(calls);
  });
});
