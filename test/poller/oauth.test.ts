import { describe, expect, it, onTestFinished } from 'vitest';
import { saveSuccessor, sealAccess, unsealGrant } from '#connections';
import { registerApps } from '#test/consents';
import { hourMs, minuteMs } from '#test/linked-rig';
import { createRig, type RigOptions } from '#test/rig';
import { linkRigByConsent } from '#test/rig-consents';

const dayMs = 24 * hourMs;
const who = { username: 'wearer', password: 'the-password' };

async function setup(options: RigOptions = {}) {
  const rig = await createRig(options);
  onTestFinished(() => rig.close());
  registerApps(rig.simulator);
  const account = rig.simulator.addAccount({ ...who, visibilityDelayMs: 12_000 });
  const user = await rig.addUser();
  expect(await linkRigByConsent(rig, user, who)).toBe('connected');
  const outcomesFor = async (durationMs: number) =>
    (await rig.runFor(durationMs)).map(({ outcome }) => outcome.kind);
  const state = async () => (await rig.connectionOf(user)).state;
  const samples = () =>
    rig.db.selectFrom('glucose_samples').selectAll().orderBy('taken_at').execute();
  return { ...rig, account, user, outcomesFor, state, samples };
}

describe('a connection by consent', () => {
  it('is asked every quarter of an hour, fresh with readings an hour old, and spends no token twice', async () => {
    const rig = await setup();
    const outcomes = await rig.outcomesFor(7 * hourMs);
    expect(new Set(outcomes)).toEqual(new Set(['read']));
    expect(outcomes.length).toBeGreaterThanOrEqual(26);
    expect(outcomes.length).toBeLessThanOrEqual(32);
    expect(await rig.state()).toBe('FRESH');
    const { newestTakenAt } = await rig.connectionOf(rig.user);
    const ageMs = rig.clock.nowMs() - (newestTakenAt?.getTime() ?? 0);
    expect(ageMs).toBeGreaterThan(hourMs);
    expect(ageMs).toBeLessThan(hourMs + 25 * minuteMs);
    const { spentRefreshTokens, byOutcome, byKind } = rig.simulator.oauthTotals();
    expect(spentRefreshTokens).toBe(0);
    expect(byOutcome).not.toHaveProperty('invalid_grant');
    // The code, and a refresh in less than two hours each.
    expect(byKind.token).toBeGreaterThanOrEqual(4);
    expect(byKind.token).toBeLessThanOrEqual(6);
    const samples = await rig.samples();
    expect(samples.length).toBeGreaterThan(300);
    expect(new Set(samples.map(({ revision }) => revision))).toEqual(new Set([1]));
  });

  it('is silent when the sensor is, counted from when its readings were due to be seen', async () => {
    const rig = await setup();
    await rig.runFor(hourMs);
    rig.simulator.addGap(rig.account, {
      fromMs: rig.clock.nowMs(),
      toMs: rig.clock.nowMs() + dayMs,
      backfillAtMs: null,
    });
    await rig.runFor(hourMs);
    expect(await rig.state()).toBe('FRESH');
    await rig.runFor(hourMs);
    expect(await rig.state()).toBe('NO_RECENT_DATA');
  });

  it('is read again after a month without a reading, and its lateness counts as no delay', async () => {
    const rig = await setup();
    await rig.runFor(hourMs);
    rig.simulator.addGap(rig.account, {
      fromMs: rig.clock.nowMs(),
      toMs: rig.clock.nowMs() + 31 * dayMs,
      backfillAtMs: null,
    });
    await rig.clock.advance(31 * dayMs + 2 * hourMs);
    const reports = await rig.runFor(3 * hourMs);
    expect(new Set(reports.map(({ outcome }) => outcome.kind))).toEqual(new Set(['read']));
    expect(await rig.state()).toBe('FRESH');
    expect(reports.flatMap(({ freshnessMs }) => freshnessMs)).toEqual([]);
  });

  it('survives a lost answer where Dexcom takes the spent token once more', async () => {
    const rig = await setup({ simulator: { oauthStyle: { refreshGraceMs: hourMs } } });
    await rig.runFor(90 * minuteMs);
    rig.simulator.addOAuthFault({ effect: { kind: 'lost-answer' }, calls: ['refresh'], count: 1 });
    expect(await rig.outcomesFor(2 * hourMs)).not.toContain('refused');
    expect(await rig.state()).toBe('FRESH');
  });

  it('is given up only when its grant was refused again and again, over more than a day', async () => {
    const rig = await setup();
    await rig.runFor(hourMs);
    rig.simulator.revokeGrants(rig.account);
    await rig.runFor(5 * hourMs);
    expect(await rig.state()).toBe('CREDENTIALS_REFUSED');
    await rig.runFor(16 * hourMs);
    expect(await rig.state()).toBe('CREDENTIALS_REFUSED');
    await rig.runFor(12 * hourMs);
    expect(await rig.state()).toBe('NEEDS_ATTENTION');
    expect((await rig.eventsOf(rig.user)).map(({ type }) => type)).toContain(
      'provider.connection.error',
    );
    const again = await rig.newToken(rig.user);
    expect(await linkRigByConsent(rig, again, who)).toBe('connected');
    await rig.runFor(minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });

  it('keeps its grant where a refresh is answered with anything but invalid_grant', async () => {
    const rig = await setup();
    for (const [effect, state] of [
      [{ kind: 'gateway-error', status: 503 }, 'UNREACHABLE'],
      [{ kind: 'error', error: 'server_error' }, 'UNREACHABLE'],
      [{ kind: 'error', error: 'invalid_client' }, 'GATEWAY_FAULT'],
    ] as const) {
      rig.simulator.addOAuthFault({ effect, calls: ['refresh'] });
      await rig.runFor(3 * hourMs);
      expect(await rig.state()).toBe(state);
      rig.simulator.clearOAuthFaults();
      await rig.runFor(hourMs);
      expect(await rig.state()).toBe('FRESH');
    }
  });

  it('reads on with the token that lives while the app is refused, which is no wearer’s fault', async () => {
    const rig = await setup({ simulator: { oauthStyle: { accessLifeMs: 3 * hourMs } } });
    await rig.runFor(minuteMs);
    const effect = { kind: 'error', error: 'invalid_client' } as const;
    rig.simulator.addOAuthFault({ effect, calls: ['refresh'] });
    expect(new Set(await rig.outcomesFor(170 * minuteMs))).toEqual(new Set(['read']));
    const { token } = rig.simulator.oauthTotals().byKind;
    expect(token).toBeGreaterThan(2);
    expect(token).toBeLessThan(7);
    expect(await rig.state()).toBe('FRESH');
    await rig.runFor(hourMs);
    expect(await rig.state()).toBe('GATEWAY_FAULT');
  });

  it('renews its session where the token is over before its time', async () => {
    const rig = await setup();
    await rig.runFor(30 * minuteMs);
    rig.simulator.expireTokens(rig.account);
    const outcomes = await rig.outcomesFor(40 * minuteMs);
    expect(outcomes).toContain('session-renewed');
    expect(await rig.state()).toBe('FRESH');
  });

  it('takes a correction once, and Share does not set it back', async () => {
    const rig = await setup();
    expect((await rig.link(await rig.newToken(rig.user), rig.account)).kind).toBe('connected');
    await rig.runFor(2 * hourMs);
    const samples = await rig.samples();
    const corrected = samples.at(-30);
    if (!corrected) throw new Error('there are too few samples');
    const { taken_at: takenAt, value_mg_dl: before } = corrected;
    const valueMgDl = before + 7;
    const [reading] = rig.simulator.readingsOf(
      rig.account,
      takenAt.getTime() + 999,
      takenAt.getTime() - 1,
    );
    rig.simulator.changeEgv(rig.account, { atMs: reading?.atMs ?? 0, valueMgDl });
    await rig.runFor(3 * hourMs);
    const after = (await rig.samples()).find(({ taken_at }) => +taken_at === +takenAt);
    expect(after).toMatchObject({ value_mg_dl: valueMgDl, revision: 2, origin: 'o' });
  });
});

describe('the successor of a spent grant', () => {
  it('is kept of a poll that was outrun, and never over a grant that was given since (C2)', async () => {
    const rig = await setup();
    const { db, deps } = rig;
    const { id } = await rig.connectionOf(rig.user);
    const now = new Date(rig.clock.nowMs());
    const box = (grant: string) => sealAccess(deps.sealer, id, { grant, session: 's' });
    const { grantSealed: credentials_sealed } = box('first');
    await db.updateTable('connections').set({ credentials_sealed }).execute();
    await db.updateTable('poll_plans').set({ fence: 99 }).execute();
    const save = (spent: string, grant: string) =>
      saveSuccessor(db, deps.sealer, id, spent, box(grant), now);
    const kept = async () => {
      const row = await db
        .selectFrom('connections')
        .select('credentials_sealed')
        .executeTakeFirstOrThrow();
      return unsealGrant(deps.sealer, id, row.credentials_sealed ?? Buffer.alloc(0));
    };
    await save('first', 'second');
    expect(await kept()).toBe('second');
    await save('first', 'late');
    expect(await kept()).toBe('second');
  });
});
