import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accountKeyOf } from '#src/providers/dexcom-share/account-keys.ts';
import { eventually } from '#test/eventually';
import { linkMany } from '#test/link-many';
import { createRig, type RigOptions } from '#test/rig';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

async function setup(count: number, options: RigOptions = {}) {
  const rig = await createRig(options);
  onTestFinished(() => rig.close());
  const accounts = rig.simulator.addAccounts(count, { visibilityDelayMs: 10_000 });
  await linkMany(rig.deps, accounts, { teamId: rig.teamId, spreadMs: 5 * minuteMs });
  const totals = () => rig.simulator.totals();
  return { ...rig, accounts, totals };
}

/** Moves on in steps, polling what is due; returns the requests that each step made. */
async function travel(
  rig: Awaited<ReturnType<typeof setup>>,
  durationMs: number,
  stepMs: number,
): Promise<number[]> {
  const counts: number[] = [];
  const endMs = rig.clock.nowMs() + durationMs;
  while (rig.clock.nowMs() < endMs) {
    const before = rig.totals().requests;
    await rig.clock.advance(stepMs);
    await rig.poller.pollDue();
    counts.push(rig.totals().requests - before);
  }
  return counts;
}

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

describe('a region that is gone for an hour', () => {
  it('is asked now and then; then the load returns over minutes, and every gap is filled', async () => {
    // The pace of a node is that of real time, in which this hour takes seconds.
    const rig = await setup(150, { limits: { startsPerSecondMax: 100_000 } });
    await travel(rig, 10 * minuteMs, 15 * secondMs);
    const { requests: before } = rig.totals();
    const fault = rig.simulator.addFault({ effect: { kind: 'reset' }, region: 'US' });
    await travel(rig, minuteMs, 15 * secondMs);
    const spared = sum(await travel(rig, 59 * minuteMs, 15 * secondMs));
    expect(rig.poller.isCircuitOpen('US')).toBe(true);
    // Without a circuit 150 connections would have tried about 1,900 times.
    expect(spared).toBeLessThan(400);
    expect(before).toBeGreaterThan(300);

    rig.simulator.removeFault(fault);
    const minutes = await travel(rig, 12 * minuteMs, minuteMs);
    expect(Math.max(...minutes)).toBeLessThan(110);
    expect(sum(minutes)).toBeGreaterThan(250);
    const states = await rig.db.selectFrom('connections').select('state').execute();
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['FRESH']));
    const { rows } = await sql<{ gap: number }>`
      select max(extract(epoch from taken_at - before)) :: float8 as gap from (
        select taken_at, lag(taken_at) over (partition by user_id order by taken_at) as before
        from glucose_samples
      ) s`.execute(rig.db);
    expect(rows[0]?.gap).toBeLessThan(301);
  });

  it('leaves the other regions as they are', async () => {
    const rig = await setup(20);
    const others = rig.simulator.addAccounts(20, { region: 'OUS', prefix: 'other' });
    await linkMany(rig.deps, others, { teamId: rig.teamId, spreadMs: minuteMs });
    rig.simulator.addFault({ effect: { kind: 'reset' }, region: 'US' });
    await travel(rig, 15 * minuteMs, 15 * secondMs);
    const rows = await rig.db.selectFrom('connections').select(['region', 'state']).execute();
    const states = new Set(rows.map(({ region, state }) => `${region} ${state}`));
    expect(states).toEqual(new Set(['US UNREACHABLE', 'OUS FRESH']));
  });
});

describe('accounts that hang', () => {
  it('do not delay the others, however many they are', async () => {
    const rig = await setup(60, {
      limits: { inFlightMax: 20, suspectsMax: 5, claimMax: 10 },
    });
    const [quick, ...hanging] = rig.accounts;
    if (!quick) throw new Error('an account');
    // By the rig's time, which stands still until the other was read.
    const effect = { kind: 'hang', forMs: 1_000 } as const;
    for (const account of hanging) rig.simulator.addFault({ effect, account, calls: ['read'] });
    const node = rig.createPoller();
    const quickReads = () => rig.simulator.requestsOf(quick).reads;
    await rig.db.updateTable('poll_plans').set({ is_suspect: true }).execute();
    await rig.db
      .updateTable('poll_plans')
      .set({ is_suspect: false })
      .where('account_key', '=', accountKeyOf(rig.deps.keyedHash, 'US', quick.accountId))
      .execute();
    await rig.clock.advance(5 * minuteMs);
    const polling = node.pollDue();
    await eventually(() => quickReads() === 1);
    // Those that hang take all that the suspects may.
    await eventually(() => node.inFlight('US') === 5);
    await rig.clock.advance(1_000);
    await polling;
  });
});
