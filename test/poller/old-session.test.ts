import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createLinkedRig, hourMs, type LinkedRig, minuteMs } from '#test/linked-rig';

/** As if the session had been opened so long ago; Dexcom knows nothing of that. */
async function age({ db, clock }: LinkedRig, byMs: number): Promise<void> {
  const openedAt = new Date(clock.nowMs() - byMs);
  await sql`update connections set session_opened_at = ${openedAt}`.execute(db);
}

const loginsOf = ({ simulator, account }: LinkedRig) => simulator.requestsOf(account).logins;

describe('a session that is to be renewed', () => {
  it.each([
    ['is refused', { kind: 'refuse-credentials' }],
    ['has no answer', { kind: 'gateway-error', status: 503 }],
    ['is answered 429', { kind: 'throttle' }],
  ] as const)('is read with while its renewal %s, and renewed later', async (_, effect) => {
    const rig = await createLinkedRig();
    await rig.runFor(20 * minuteMs);
    await age(rig, 23 * hourMs);
    const fault = rig.simulator.addFault({ effect, calls: ['login'] });
    const before = loginsOf(rig);
    const outcomes = await rig.outcomesFor(2 * hourMs);
    expect(new Set(outcomes)).toEqual(new Set(['read']));
    expect(await rig.state()).toBe('FRESH');
    expect(await rig.news()).toEqual(['created']);
    expect(loginsOf(rig) - before).toBeGreaterThan(2);
    expect(loginsOf(rig) - before).toBeLessThanOrEqual(8);
    rig.simulator.removeFault(fault);
    await rig.runFor(40 * minuteMs);
    const { session_opened_at: openedAt } = await rig.db
      .selectFrom('connections')
      .select('session_opened_at')
      .executeTakeFirstOrThrow();
    expect(rig.clock.nowMs() - (openedAt?.getTime() ?? 0)).toBeLessThan(hourMs);
  });

  it('is read with in the same poll where its renewal hangs', async () => {
    const rig = await createLinkedRig({ dexcom: { requestTimeoutMs: 2_000 } });
    await rig.runFor(4 * minuteMs);
    await age(rig, 23 * hourMs);
    rig.simulator.addFault({ effect: { kind: 'hang' }, calls: ['login'] });
    const [report] = await rig.runNext();
    expect(report?.outcome).toMatchObject({ kind: 'read', unrenewed: 'unavailable' });
    expect(await rig.state()).toBe('FRESH');
  });

  it('is told as refused when it has ended meanwhile', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(20 * minuteMs);
    await age(rig, 23 * hourMs);
    rig.simulator.addFault({ effect: { kind: 'refuse-credentials' }, calls: ['login'] });
    await rig.runFor(20 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    rig.simulator.killSessions(rig.account);
    await rig.runFor(40 * minuteMs);
    expect(['CREDENTIALS_REFUSED', 'NEEDS_ATTENTION']).toContain(await rig.state());
  });
});

describe('reads that fail until somebody logs in', () => {
  it.each([
    ['an unknown code', { kind: 'error', code: 'SomethingNew' }],
    ['401', { kind: 'gateway-error', status: 401 }],
  ] as const)('by %s are mended by one login after an hour', async (_, effect) => {
    const rig = await createLinkedRig();
    const other = rig.simulator.addAccount({ username: 'other', password: 'the-password' });
    await rig.link(await rig.addUser(), other);
    await rig.runFor(20 * minuteMs);
    await age(rig, 2 * hourMs);
    const before = loginsOf(rig);
    const fault = rig.simulator.addFault({ effect, calls: ['read'], account: rig.account });
    await rig.runFor(55 * minuteMs);
    expect(await rig.state()).toBe('UNREACHABLE');
    expect(loginsOf(rig)).toBe(before);
    for (let passed = 0; passed < 3 && loginsOf(rig) === before; passed++) {
      await rig.runFor(5 * minuteMs);
    }
    expect(loginsOf(rig)).toBe(before + 1);
    rig.simulator.removeFault(fault);
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });

  it('cost at most a login an hour where a login mends nothing', async () => {
    const rig = await createLinkedRig();
    const other = rig.simulator.addAccount({ username: 'other', password: 'the-password' });
    await rig.link(await rig.addUser(), other);
    await rig.runFor(10 * minuteMs);
    await age(rig, 2 * hourMs);
    const before = loginsOf(rig);
    const effect = { kind: 'error', code: 'SomethingNew' } as const;
    rig.simulator.addFault({ effect, calls: ['read'], account: rig.account });
    await rig.runFor(4.5 * hourMs);
    expect(loginsOf(rig) - before).toBeGreaterThanOrEqual(2);
    expect(loginsOf(rig) - before).toBeLessThanOrEqual(4);
  });
});
