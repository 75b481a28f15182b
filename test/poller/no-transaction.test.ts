import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '#test/eventually';
import { createRig, type Rig } from '#test/rig';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

describe('while Dexcom has not answered (P2)', () => {
  it('no transaction is open', async () => {
    rig = await createRig();
    const { db, simulator, poller } = rig;
    const account = simulator.addAccount({ username: 'slow', password: 'slow-password' });
    await rig.link(await rig.addUser(), account);
    simulator.addFault({ account, calls: ['read'], effect: { kind: 'hang' }, count: 1 });
    const polling = poller.pollDue();
    await eventually(() => simulator.requestsOf(account).reads === 1);
    expect(poller.inFlight('US')).toBe(1);
    const { rows } = await sql<{ query: string }>`
      select query from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and backend_type = 'client backend' and xact_start is not null`.execute(db);
    expect(rows).toEqual([]);
    await simulator.stop();
    const [report] = await polling;
    expect(report?.outcome.kind).toBe('unavailable');
  });
});
