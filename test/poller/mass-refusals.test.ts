import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contractOf } from '#test/contract';
import { linkMany } from '#test/link-many';
import { createRig, type Rig, type RigAccount } from '#test/rig';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Wearers who were linked more than an hour ago. */
async function setup(count: number) {
  const rig = await createRig();
  onTestFinished(() => rig.close());
  const accounts = rig.simulator.addAccounts(count, { visibilityDelayMs: 10_000 });
  const linked = await linkMany(rig.deps, accounts, { teamId: rig.teamId, spreadMs: minuteMs });
  await rig.runFor(1.1 * hourMs);
  return { ...rig, accounts, linked };
}

function endSessions({ simulator }: Rig, accounts: readonly RigAccount[]): void {
  for (const account of accounts) simulator.killSessions(account);
}

/** Dexcom no longer takes the passwords of these. */
function changePasswords(rig: Rig, accounts: readonly RigAccount[]): void {
  for (const account of accounts) rig.simulator.changeAccount(account, { password: 'another' });
  endSessions(rig, accounts);
}

interface Told {
  readonly users: { readonly edges: readonly { readonly node: ToldUser }[] };
  readonly events: { readonly edges: readonly unknown[] };
}
interface ToldUser {
  readonly connections: readonly { readonly state: string }[];
}

/** The states of all connections, and how many errors were told, as a program reads them. */
async function told(rig: Rig): Promise<{ states: string[]; errorCount: number }> {
  const { users, events } = await contractOf(rig).ask<Told>(`{
    users(first: 100) { edges { node { connections { state } } } }
    events(first: 100, types: [PROVIDER_CONNECTION_ERROR]) { edges { cursor } }
  }`);
  const states = users.edges.flatMap(({ node }) => node.connections.map(({ state }) => state));
  return { states: [...new Set(states)], errorCount: events.edges.length };
}

const statesOf = async (rig: Rig) => (await told(rig)).states;
const errorCount = async (rig: Rig) => (await told(rig)).errorCount;

describe('a region that refuses the logins of all', () => {
  it('is unreachable for them: nobody is told to act, and all return over minutes (P5)', async () => {
    const rig = await setup(12);
    const effect = { kind: 'refuse-credentials' } as const;
    const fault = rig.simulator.addFault({ effect, calls: ['login'], region: 'US' });
    endSessions(rig, rig.accounts);
    await rig.runFor(40 * minuteMs);
    expect(await statesOf(rig)).toEqual(['UNREACHABLE']);
    await rig.runFor(hourMs);
    expect(await statesOf(rig)).toEqual(['UNREACHABLE']);
    expect(await errorCount(rig)).toBe(0);
    rig.simulator.removeFault(fault);
    await rig.runFor(12 * minuteMs);
    expect(await statesOf(rig)).toEqual(['FRESH']);
  });

  it('is found also by the renewals of sessions that still live', async () => {
    const rig = await setup(14);
    const openedAt = new Date(rig.clock.nowMs() - 23.2 * hourMs);
    await sql`update connections set session_opened_at = ${openedAt}`.execute(rig.db);
    const effect = { kind: 'refuse-credentials' } as const;
    rig.simulator.addFault({ effect, calls: ['login'], region: 'US' });
    await rig.runFor(10 * minuteMs);
    expect(await statesOf(rig)).toEqual(['FRESH']);
    endSessions(rig, rig.accounts.slice(0, 4));
    await rig.runFor(35 * minuteMs);
    expect((await statesOf(rig)).toSorted()).toEqual(['FRESH', 'UNREACHABLE']);
    expect(await errorCount(rig)).toBe(0);
  });

  it('has those back over minutes who were given up before it was found', async () => {
    const rig = await setup(12);
    const effect = { kind: 'refuse-credentials' } as const;
    const fault = rig.simulator.addFault({ effect, calls: ['login'], region: 'US' });
    endSessions(rig, rig.accounts.slice(0, 5));
    await rig.runFor(30 * minuteMs);
    expect((await statesOf(rig)).toSorted()).toEqual(['FRESH', 'NEEDS_ATTENTION']);
    endSessions(rig, rig.accounts);
    await rig.runFor(20 * minuteMs);
    expect((await statesOf(rig)).toSorted()).toEqual(['NEEDS_ATTENTION', 'UNREACHABLE']);
    rig.simulator.removeFault(fault);
    await rig.runFor(12 * minuteMs);
    expect(await statesOf(rig)).toEqual(['FRESH']);
    expect(await errorCount(rig)).toBe(5);
  });

  it('is judged from ten accounts on; of nine each is judged alone', async () => {
    const rig = await setup(9);
    changePasswords(rig, rig.accounts);
    await rig.runFor(45 * minuteMs);
    expect(await statesOf(rig)).toEqual(['NEEDS_ATTENTION']);
    expect(await errorCount(rig)).toBe(9);
  });

  it('is not made of half of the accounts that logged in', async () => {
    const rig = await setup(24);
    endSessions(rig, rig.accounts.slice(12));
    await rig.runFor(10 * minuteMs);
    changePasswords(rig, rig.accounts.slice(0, 12));
    await rig.runFor(45 * minuteMs);
    expect((await statesOf(rig)).toSorted()).toEqual(['FRESH', 'NEEDS_ATTENTION']);
    expect(await errorCount(rig)).toBe(12);
  });

  it.each(['link', 'reconnect'] as const)(
    'is not made by who can %s accounts and change their passwords',
    async (mode) => {
      const rig = await setup(3);
      const others = rig.simulator.addAccounts(12, { prefix: 'other' });
      for (const account of others) {
        const user = await rig.addUser();
        const outcome = await rig.link(user, account);
        expect(outcome.kind).toBe('connected');
        if (mode === 'link') continue;
        await rig.runFor(6 * minuteMs);
        const again = await rig.link(await rig.newToken(user), account, { mode });
        expect(again.kind).toBe('connected');
      }
      changePasswords(rig, [...others, ...rig.accounts]);
      await rig.runFor(50 * minuteMs);
      const rows = await rig.db
        .selectFrom('connections')
        .select('state')
        .where(
          'id',
          'in',
          rig.linked.map(({ connectionId }) => connectionId),
        )
        .execute();
      expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['NEEDS_ATTENTION']));
    },
  );
});
