import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRig } from '#test/rig';

const minuteMs = 60_000;

async function setup(count: number) {
  const rig = await createRig();
  onTestFinished(() => rig.close());
  const users = [];
  for (let n = 0; n < count; n++) {
    const account = rig.simulator.addAccount({ username: `wearer-${n}`, password: 'pw' });
    const user = await rig.addUser();
    await rig.link(user, account);
    users.push(user);
  }
  return { ...rig, users };
}

/** Makes the samples of one user unwritable. */
async function poison({ db, users }: Awaited<ReturnType<typeof setup>>) {
  const [user] = users;
  if (!user) throw new Error('a user');
  await sql
    .raw(
      `create function refuse() returns trigger language plpgsql as
       $$ begin if new.user_id = '${user.userId}' then raise exception 'no'; end if; return new; end $$;
       create trigger refuse before insert on glucose_samples for each row execute function refuse()`,
    )
    .execute(db);
  return { user, heal: () => sql.raw('drop trigger refuse on glucose_samples').execute(db) };
}

describe('a poll that cannot be written', () => {
  it('does not take its company with it, waits as after a failure, and heals', async () => {
    const rig = await setup(5);
    const { user, heal } = await poison(rig);
    const reports = await rig.poller.pollDue();
    expect(reports.map((report) => report.settled?.isOutrun)).toEqual(Array(5).fill(false));
    const states = await Promise.all(
      rig.users.map(async (each) => (await rig.connectionOf(each)).state),
    );
    expect(states.toSorted()).toEqual(['FRESH', 'FRESH', 'FRESH', 'FRESH', 'GATEWAY_FAULT']);
    const { lastOutcome, nextPollAt } = await rig.connectionOf(user);
    expect(lastOutcome).toBe('gateway-fault');
    expect((nextPollAt?.getTime() ?? 0) - rig.clock.nowMs()).toBeGreaterThanOrEqual(20_000);
    const before = rig.simulator.requestsOf({ region: 'US', username: 'wearer-0' }).reads;
    await rig.runFor(30 * minuteMs);
    const after = rig.simulator.requestsOf({ region: 'US', username: 'wearer-0' }).reads;
    expect(after - before).toBeLessThan(15);
    await heal();
    await rig.runFor(7 * minuteMs);
    expect((await rig.connectionOf(user)).state).toBe('FRESH');
  });

  it('writes nothing of itself: samples, events, state and plan are one (E1)', async () => {
    const rig = await setup(1);
    await sql
      .raw(
        `create function refuse() returns trigger language plpgsql as
         $$ begin raise exception 'no'; end $$;
         create trigger refuse before insert on polls for each row execute function refuse()`,
      )
      .execute(rig.db);
    const [report] = await rig.poller.pollDue();
    expect(report?.settled).toBeNull();
    const samples = await rig.db.selectFrom('glucose_samples').selectAll().execute();
    expect(samples).toEqual([]);
    const [user] = rig.users;
    expect(await rig.eventsOf(user as never)).toHaveLength(1);
    await sql.raw('drop trigger refuse on polls').execute(rig.db);
    await rig.runFor(2 * minuteMs);
    expect((await rig.connectionOf(user as never)).state).toBe('FRESH');
  });
});

describe('the history of polls', () => {
  it('tells time, outcome, counts and duration of each', async () => {
    const rig = await setup(1);
    await rig.runFor(11 * minuteMs);
    const rows = await rig.db.selectFrom('polls').selectAll().orderBy('at').execute();
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows[0]).toMatchObject({ outcome: 'read', updated_count: 0 });
    expect(rows[0]?.created_count).toBeGreaterThan(280);
    for (const row of rows.slice(1)) expect(row.created_count).toBeLessThanOrEqual(1);
  });
});
