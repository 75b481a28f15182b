import { describe, expect, it } from 'vitest';
import type { LinkOutcome } from '#connections';
import { listAuditEntries } from '#teams';
import { createLinkedRig, minuteMs } from '#test/linked-rig';
import type { RigAccount } from '#test/rig';

/** Team A's wearer is linked; somebody of team B tries to log in by the wearer's name. */
async function setup(linkedForMs = 2 * minuteMs) {
  const rig = await createLinkedRig();
  await rig.runFor(linkedForMs);
  const otherTeamId = await rig.addTeam();
  const guess = async (account: RigAccount): Promise<LinkOutcome> => {
    const somebody = await rig.addUser({ teamId: otherTeamId });
    return rig.link(somebody, account, { password: 'wrong' });
  };
  const unknown = { ...rig.account, username: 'nobody-here' };
  return { ...rig, otherTeamId, guess, unknown };
}

describe('a wearer whose name another team tries', () => {
  it('is read on: one login is kept for the credentials that were proven', async () => {
    const rig = await setup();
    for (let minute = 0; minute < 30; minute += 1) {
      if (minute === 15) rig.simulator.killSessions(rig.account);
      await rig.guess(rig.account);
      await rig.runFor(minuteMs);
    }
    const outcomes = await rig.outcomesFor(6 * minuteMs);
    expect(outcomes).toContain('read');
    expect(await rig.state()).toBe('FRESH');
  });

  it('is not told from a person who is not here, by anything that is answered', async () => {
    const rig = await setup(0);
    const person = await rig.addUser({ teamId: rig.otherTeamId });
    const other = await rig.addUser({ teamId: rig.otherTeamId });
    for (let minute = 0; minute < 15; minute += 1) {
      const guess = { password: 'wrong' };
      const ofKnown = await rig.link(person, rig.account, guess);
      const ofUnknown = await rig.link(other, rig.unknown, guess);
      expect(ofKnown).toEqual(ofUnknown);
      await rig.runFor(minuteMs);
    }
  });

  it('is tried ever less often, down to once an hour', async () => {
    const rig = await setup();
    const reached: number[] = [];
    for (let minute = 0; minute < 255; minute += 1) {
      const before = rig.simulator.requestsOf(rig.account).passwordRequests;
      await rig.guess(rig.account);
      const after = rig.simulator.requestsOf(rig.account).passwordRequests;
      if (after > before) reached.push(minute);
      await rig.runFor(minuteMs);
    }
    const waits = reached.slice(1).map((minute, index) => minute - (reached[index] ?? 0));
    expect(waits.length).toBeGreaterThan(3);
    expect(waits.slice(-2).every((minutes) => minutes >= 60)).toBe(true);
  });

  it('has a team that learns of it, and not by whom', async () => {
    const rig = await setup();
    await rig.guess(rig.account);
    const { teamId, userId } = rig.user;
    const told = await listAuditEntries(rig.db, { teamId, userId, limit: 50 });
    const [entry] = told.filter(({ action }) => action === 'connection.login-by-others-refused');
    expect(entry).toMatchObject({ actorKind: 'system', actorId: null, address: null });
    expect(JSON.stringify(told)).not.toContain(rig.otherTeamId);
  });

  it('is tried no sooner by who hangs up before the answer', async () => {
    const rig = await setup();
    const tries: string[] = [];
    for (let minute = 0; minute < 10; minute += 1) {
      const somebody = await rig.addUser({ teamId: rig.otherTeamId });
      const leaving = new AbortController();
      const given = { password: 'wrong', signal: leaving.signal };
      const outcome = rig.link(somebody, rig.account, given);
      leaving.abort();
      tries.push((await outcome).kind);
      await rig.runFor(minuteMs);
    }
    expect(tries.filter((kind) => kind === 'unavailable').length).toBeLessThanOrEqual(2);
  });

  it('makes nobody wait longer for an outage of Dexcom', async () => {
    const rig = await setup();
    const fault = rig.simulator.addFault({ effect: { kind: 'gateway-error', status: 503 } });
    for (const _ of [1, 2]) {
      expect((await rig.guess(rig.unknown)).kind).toBe('unavailable');
      await rig.runFor(2 * minuteMs);
    }
    rig.simulator.removeFault(fault);
    await rig.runFor(10 * minuteMs);
    const refused = await rig.guess(rig.unknown);
    const waitMs = 'until' in refused ? Number(refused.until) - rig.clock.nowMs() : 0;
    expect([refused.kind, waitMs]).toEqual(['refused', 70_000]);
  });

  it('is linked again by its owner, who types as a stranger does', async () => {
    const rig = await setup();
    await rig.runFor(10 * minuteMs);
    await rig.guess(rig.account);
    await rig.runFor(2 * minuteMs);
    const owner = await rig.newToken(rig.user);
    const outcome = await rig.link(owner, rig.account, { mode: 'reconnect' });
    expect(outcome.kind).toBe('connected');
  });
});
