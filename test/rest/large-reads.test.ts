import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '#test/eventually';
import { startGateway, type TestGateway } from '#test/gateway';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ config: { databasePoolMax: 14 } });
});
afterAll(() => gateway.close());

const created = `mutation { createUser(clientUserId: "long-worn") {
  ... on CreateUserSuccess { user { id } }
} }`;
const series = `query S($id: ID!, $from: DateTime!) { user(id: $id) {
  glucoseSeries(from: $from, pointsMax: 20000) { timesMs valuesMgDl valuesMmolL trends }
} }`;

describe('a read of many samples', () => {
  it('waits for its turn in one line, whichever door it came by', async () => {
    const { db, url, apiKey } = gateway;
    const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(created);
    const id = createUser.user.id;
    const from = new Date(Date.now() - 90 * 86_400_000).toISOString();
    const page = `${new URL(url).origin}/v2/timeseries/${id.replace('User:', '')}/glucose/grouped`;
    const readPage = async () => {
      const headers = { 'x-vital-api-key': apiKey };
      return (await fetch(`${page}?start_date=2020-01-01`, { headers })).status;
    };

    const reads = await db.transaction().execute(async (transaction) => {
      await sql`lock table glucose_samples in access exclusive mode`.execute(transaction);
      const begun = [
        ...Array.from({ length: 12 }, () => readPage()),
        ...Array.from({ length: 12 }, () => gateway.ask(series, { id, from }).then(() => 200)),
      ];
      const countWaiting = async () => {
        const { rows } = await sql<{ waiting: number }>`
          select count(*)::int as waiting from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
        return rows[0]?.waiting ?? 0;
      };
      await eventually(async () => (await countWaiting()) >= 5);
      // The others had time enough to reach Postgres, and there is a session for who asks little.
      for (let round = 0; round < 10; round += 1) await gateway.ask('{ viewer { credential } }');
      expect(await countWaiting()).toBeLessThan(10);
      return begun;
    });
    expect(new Set(await Promise.all(reads))).toEqual(new Set([200]));
  });
});
