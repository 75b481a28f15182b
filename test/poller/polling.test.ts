import { afterEach, describe, expect, it } from 'vitest';
import { findConnections } from '#connections';
import { findSamples } from '#glucose';
import { createRig, type Rig, type RigOptions } from '#test/rig';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

async function setup(options: RigOptions = {}) {
  rig = await createRig(options);
  const account = rig.simulator.addAccount({ username: 'wearer-one', password: 'secret-one' });
  const user = await rig.addUser();
  const outcome = await rig.link(user, { ...account, password: 'secret-one' });
  return { rig, account, user, outcome };
}

describe('a linked wearer', () => {
  it('is polled at once, and the day that Dexcom keeps is stored', async () => {
    const { rig, user, outcome } = await setup();
    expect(outcome.kind).toBe('connected');
    const reports = await rig.poller.pollDue();
    expect(reports.map((report) => report.outcome.kind)).toEqual(['read']);
    const to = new Date(rig.clock.nowMs());
    const from = new Date(to.getTime() - 25 * 3_600_000);
    const samples = await findSamples(rig.db, {
      userId: user.userId,
      from,
      to,
      order: 'OLDEST_FIRST',
      limit: 1000,
    });
    expect(samples.length).toBeGreaterThan(250);
    const [connection] = await findConnections(rig.db, {
      teamId: rig.teamId,
      includesDisconnected: false,
      limit: 1,
    });
    expect(connection?.state).toBe('FRESH');
  });

  it('gets each later reading once, a little after it appears', async () => {
    const { rig, user } = await setup();
    const reports = await rig.runFor(3 * 3_600_000);
    const rows = await rig.db
      .selectFrom('events')
      .select(['type', 'payload'])
      .where('user_id', '=', user.userId)
      .orderBy('position')
      .execute();
    const types = rows.map((row) => row.type);
    expect(types[0]).toBe('provider.connection.created');
    const told = rows
      .filter((row) => row.type === 'daily.data.glucose.created')
      .flatMap((row) => (row.payload as { data: { data: { timestamp: string }[] } }).data.data)
      .map((sample) => sample.timestamp);
    expect(new Set(told).size).toBe(told.length);
    const stored = await rig.db
      .selectFrom('glucose_samples')
      .select('taken_at')
      .where('user_id', '=', user.userId)
      .execute();
    expect(stored.length).toBe(told.length);
    expect(stored.length).toBeGreaterThan(300);

    // How fresh new readings are is not told by the day of history that came first.
    const ages = reports.flatMap((report) => report.freshnessMs);
    expect(ages.length).toBeGreaterThan(30);
    expect(ages.length).toBeLessThan(40);
    expect(Math.max(...ages)).toBeLessThan(60_000);
  });
});
