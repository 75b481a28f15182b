import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { findLogHead, readEvents } from '#events';
import { systemClock } from '#std/clock';
import { eventually } from '#test/eventually';
import { startLiveGateway } from '#test/live-gateway';

const dayMs = 86_400_000;

async function setup() {
  let aheadMs = 0;
  const clock = { ...systemClock, nowMs: () => Date.now() + aheadMs };
  const gateway = await startLiveGateway({ clock });
  const { db } = gateway;
  const startWorkerAfter = async (days: number) => {
    aheadMs = days * dayMs;
    await gateway.startNode({ role: 'worker', eventRetentionDays: 30 });
  };
  const loggedIds = async () =>
    (await readEvents(db, { after: 0, limit: 100 })).map(({ id }) => id);
  return { ...gateway, startWorkerAfter, loggedIds };
}

describe('a worker, by itself', () => {
  it('drops the days of the log that are older than it is kept', async () => {
    const { db, append, event, startWorkerAfter, loggedIds } = await setup();
    const [old, young] = [event(), event()];
    await append(old);
    await sql`select begin_log_day(now() + interval '1 day')`.execute(db);
    await append(young);
    expect(await loggedIds()).toEqual([old.id, young.id]);
    await startWorkerAfter(33);
    await eventually(async () => (await loggedIds()).length === 1);
    expect(await loggedIds()).toEqual([young.id]);
    expect(await findLogHead(db)).toMatchObject({ prunedPosition: 1, position: 2 });
  });

  it('makes the days of the log before they come', async () => {
    const { db, startWorkerAfter } = await setup();
    const partitionOf = async (days: number) => {
      const day = new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
      const { rows } = await sql<{ name: string | null }>`
        select to_regclass(${`events_${day.replaceAll('-', '')}`})::text as name`.execute(db);
      return rows[0]?.name ?? null;
    };
    expect(await partitionOf(20)).toBeNull();
    await startWorkerAfter(17);
    await eventually(() => partitionOf(20));
  });

  it('erases the events of a user seven days after it was deleted, and of nobody else', async () => {
    const { ask, append, event, startWorkerAfter, userId, createUser, loggedIds } = await setup();
    const otherId = await createUser('grace');
    const [mine, others] = [event(), event({ userId: otherId })];
    await append(mine, others);
    await ask('mutation ($id: ID!) { deleteUser(userId: $id) { __typename } }', { id: userId });
    await startWorkerAfter(8);
    await eventually(async () => !(await loggedIds()).includes(mine.id));
    expect(await loggedIds()).toContain(others.id);
  });
});
