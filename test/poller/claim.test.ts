import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Lane } from '#src/poll-plans/claim-plans.ts';
import { leaseMs } from '#src/poll-plans/limits.ts';
import { claimPolls } from '#src/poller/claim/claim-polls.ts';
import { createRefusingRegions } from '#src/poller/settle/refusing-regions.ts';
import { createRegionDelays } from '#src/poller/settle/region-delays.ts';
import { settlePolls } from '#src/poller/settle/settle-polls.ts';
import { seededRandom } from '#std/random';
import { createRig, type Rig, type RigUser } from '#test/rig';
import { outage } from './polls.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const usual: readonly Lane[] = [{ region: 'US', isSuspect: false, slots: 100 }];

/** Users linked to accounts of their own, or all to one. */
async function setup({ count = 1, isShared = false } = {}) {
  const rig = await createRig();
  onTestFinished(() => rig.close());
  const users: RigUser[] = [];
  for (let n = 0; n < count; n++) {
    const username = isShared ? 'shared' : `wearer-${n}`;
    const ref = { region: 'US', username } as const;
    const account =
      rig.simulator.findAccount(ref) ?? rig.simulator.addAccount({ ...ref, password: 'pw' });
    const user = await rig.addUser({ teamId: isShared ? await rig.addTeam() : rig.teamId });
    const address = `192.0.2.${n}`;
    expect(await rig.link(user, account, { address })).toMatchObject({ kind: 'connected' });
    if (isShared) await rig.clock.advance(11 * minuteMs);
    users.push(user);
  }
  const now = () => new Date(rig.clock.nowMs());
  return { ...rig, users, now, claim: () => claimPolls(rig.db, usual, now(), now()) };
}

const options = ({ clock }: Rig) => ({
  clock,
  random: seededRandom(5),
  refusingRegions: createRefusingRegions(),
  regionDelays: createRegionDelays(),
});

describe('a claim', () => {
  it('is given once to many nodes that ask at once', async () => {
    const rig = await setup({ count: 30 });
    const claims = await Promise.all(Array.from({ length: 6 }, () => rig.claim()));
    const ids = claims.flat().map((poll) => poll.connectionId);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
  });

  it('leases: a node that dies is outrun by the next when its lease has ended (P1)', async () => {
    const rig = await setup();
    const [first] = await rig.claim();
    await rig.clock.advance(leaseMs - 1);
    expect(await rig.claim()).toEqual([]);
    await rig.clock.advance(1);
    const [second] = await rig.claim();
    if (!first || !second) throw new Error('both nodes claim');
    expect(second.fence).toBe(first.fence + 1);
    expect(second.plannedAt).toEqual(first.plannedAt);

    const late = await settlePolls(rig.db, options(rig), [
      { poll: first, outcome: { kind: 'refused' }, durationMs: 1 },
    ]);
    expect(late).toMatchObject([{ isOutrun: true, decision: null }]);
    const own = await settlePolls(rig.db, options(rig), [
      { poll: second, outcome: outage, durationMs: 1 },
    ]);
    expect(own).toMatchObject([{ isOutrun: false }]);
    const row = await rig.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'UNREACHABLE', refusal_count: 0 });
  });

  it('reads what is due and no more, however many plans there are', async () => {
    const { db, ...rig } = await createRig();
    onTestFinished(() => rig.close());
    const now = new Date(rig.clock.nowMs());
    await sql`alter table poll_plans drop constraint poll_plans_connection_id_fkey`.execute(db);
    await sql`
      with made as (
        insert into poll_plans (connection_id, region, account_key, next_poll_at)
        select gen_random_uuid(), 'US', sha256(n::text::bytea), ${now}::timestamptz - interval '1 s'
        from generate_series(1, 50000) n returning account_key
      )
      insert into dexcom_accounts (account_key) select account_key from made`.execute(db);
    // What the planner knows is from a while ago: most have been polled since.
    await sql`analyze poll_plans, dexcom_accounts`.execute(db);
    await sql`
      update poll_plans set next_poll_at = ${now}::timestamptz + interval '5 minutes'
      where account_key not in (select sha256(n::text::bytea) from generate_series(1, 50) n)`.execute(
      db,
    );
    await db.transaction().execute(async (tx) => {
      // A session counts what it did before, too, until it has told the server.
      const countRead = async () => {
        const { rows } = await sql<{ read: number }>`
          select sum(seq_tup_read)::int as read from pg_stat_xact_user_tables
          where relname in ('poll_plans', 'dexcom_accounts')`.execute(tx);
        return rows[0]?.read ?? Number.NaN;
      };
      const before = await countRead();
      await claimPolls(tx, usual, now, now);
      expect((await countRead()) - before).toBe(0);
    });
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from poll_plans where lease_until > ${now}`.execute(db);
    expect(rows).toEqual([{ count: 50 }]);
  });

  it('waits for nobody: a plan that another holds is left out', async () => {
    const rig = await setup({ count: 3 });
    await rig.db.transaction().execute(async (tx) => {
      await sql`select 1 from poll_plans order by connection_id limit 1 for update`.execute(tx);
      expect(await rig.claim()).toHaveLength(2);
    });
  });

  it('takes the oldest plans first, and no more than there are places', async () => {
    const rig = await setup({ count: 5 });
    const rows = await rig.db.selectFrom('poll_plans').select('connection_id').execute();
    for (const [at, row] of rows.entries()) {
      await rig.db
        .updateTable('poll_plans')
        .set({ next_poll_at: new Date(rig.clock.nowMs() - at * minuteMs) })
        .where('connection_id', '=', row.connection_id)
        .execute();
    }
    const lanes = [{ region: 'US', isSuspect: false, slots: 2 } as const];
    const claimed = await claimPolls(rig.db, lanes, rig.now(), rig.now());
    expect(claimed.map((poll) => poll.connectionId).toSorted()).toEqual(
      rows
        .slice(-2)
        .map((row) => row.connection_id)
        .toSorted(),
    );
  });

  it('sees new credentials, also when they were given while it waited to begin', async () => {
    const rig = await setup();
    const [user] = rig.users;
    if (!user) throw new Error('a user');
    await rig.clock.advance(2 * minuteMs);
    const account = { region: 'US', username: 'wearer-0', password: 'pw' } as const;
    const fresh = await rig.newToken(user);
    const [, polls] = await Promise.all([rig.link(fresh, account), rig.claim()]);
    const latest = await rig.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
    for (const poll of polls) {
      const { fence } = await rig.db
        .selectFrom('poll_plans')
        .select('fence')
        .executeTakeFirstOrThrow();
      const isCurrent = poll.fence === fence;
      if (isCurrent) expect(poll.grantSealed).toEqual(latest.credentials_sealed);
    }
  });
});

describe('an account with several connections (P4)', () => {
  it('is read once in fifteen seconds, across users, teams and nodes', async () => {
    const rig = await setup({ count: 4, isShared: true });
    const nodes = [rig.poller, rig.createPoller(), rig.createPoller()];
    const account = { region: 'US', username: 'shared' } as const;
    const endMs = rig.clock.nowMs() + 12 * minuteMs;
    while (rig.clock.nowMs() < endMs) {
      await Promise.all(nodes.map((node) => node.pollDue()));
      await rig.clock.advance(5 * secondMs);
    }
    const { shortestReadSpacingMs, reads } = rig.simulator.requestsOf(account);
    expect(shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
    expect(reads).toBeGreaterThanOrEqual(8);
    for (const user of rig.users) expect((await rig.connectionOf(user)).state).toBe('FRESH');
  });

  it('gives one its turn after the other', async () => {
    const rig = await setup({ count: 3, isShared: true });
    expect(await rig.claim()).toHaveLength(1);
    const rows = await rig.db
      .selectFrom('poll_plans')
      .select(['next_poll_at', 'lease_until'])
      .execute();
    const waits = rows
      .filter((row) => Number(row.lease_until) < rig.clock.nowMs())
      .map((row) => (row.next_poll_at?.getTime() ?? 0) - rig.clock.nowMs())
      .toSorted((one, other) => one - other);
    expect(waits).toEqual([16 * secondMs, 32 * secondMs]);
  });

  it('is left alone by all when Dexcom asks one of them to wait', async () => {
    const rig = await setup({ count: 3, isShared: true });
    const throttle = { kind: 'throttle', retryAfterSeconds: 1_200 } as const;
    rig.simulator.addFault({ effect: throttle, calls: ['read'], count: 1 });
    await rig.poller.pollDue();
    const account = { region: 'US', username: 'shared' } as const;
    const { reads } = rig.simulator.requestsOf(account);
    await rig.runFor(19 * minuteMs);
    expect(rig.simulator.requestsOf(account).reads).toBe(reads);
    await rig.runFor(5 * minuteMs);
    expect(rig.simulator.requestsOf(account).reads).toBeGreaterThan(reads);
  });

  it('is not closed for an hour by a floor that was written before the clock was set back', async () => {
    const rig = await setup();
    await rig.claim();
    rig.clock.jump(-60 * minuteMs);
    await rig.db
      .updateTable('poll_plans')
      .set({ next_poll_at: rig.now(), lease_until: rig.now() })
      .execute();
    expect(await rig.claim()).toHaveLength(1);
  });
});
