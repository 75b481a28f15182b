import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Db } from '#db';
import { maintenanceTasks } from '#src/app/maintenance.ts';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway } from '#test/gateway';
import { testConfig } from '#test/test-config';

/** Every row of every table as text, bytes in hexadecimal, by its table. */
async function dump(db: Db): Promise<readonly { table: string; row: string }[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`.execute(db);
  const found = [];
  for (const { name: table } of tables) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(table)} t`.execute(db);
    found.push(...rows.map(({ row }) => ({ table, row })));
  }
  return found;
}

describe('the erasure of a person', () => {
  it('leaves that it was done, and nothing else of the person', async () => {
    const gateway = await startGateway({ config: { trustedProxies: ['127.0.0.1/32'] } });
    onTestFinished(() => gateway.close());
    const { db, ask } = gateway;
    const account = { username: 'the-account-name', password: 'the-account-password' };
    gateway.simulator.addAccount(account);
    const { userId } = await linkThroughApi(gateway, account, 'the-person');
    const id = userId.replace('User:', '');
    await ask('query ($id: ID!) { user(id: $id) { latestSample { takenAt } } }', { id });
    await ask('mutation ($id: ID!) { refreshUser(userId: $id) { __typename } }', { id });
    const { rows: connections } = await sql<{ id: string; accountKey: string }>`
      select id, encode(account_key, 'hex') as "accountKey" from connections`.execute(db);
    const { rows: names } = await sql<{ key: string }>`
      select encode(key, 'hex') as key from login_budgets`.execute(db);
    expect(names.length).toBeGreaterThan(1);
    await eventually(async () => {
      const { rows } = await sql`select from polls`.execute(db);
      return rows.length > 0;
    });
    await ask('mutation ($id: ID!) { deleteUser(userId: $id) { __typename } }', { id });
    await sql`update users set deleted_at = deleted_at - interval '8 days',
      erase_at = erase_at - interval '8 days' where id = ${id}`.execute(db);
    await sql`update login_budgets set expires_at = expires_at - interval '8 days',
      permits = array(select at - interval '8 days' from unnest(permits) at),
      extra_requests = '{}'`.execute(db);
    // A node that starts does at once what is done now and then.
    await gateway.startNode();
    await eventually(
      async () => (await sql`select from users where id = ${id}`.execute(db)).rows.length === 0,
      { timeoutMs: 20_000 },
    );
    const traces = [
      ...['the-person', id, ...connections.flatMap((row) => [row.id, row.accountKey])],
      ...names.map(({ key }) => key),
    ];
    const left = (await dump(db)).filter(({ row }) => traces.some((trace) => row.includes(trace)));
    expect(left.map(({ table }) => table)).toEqual(['audit_entries']);
    expect(left[0]?.row).toContain('user.erased');
    const { auditEntries } = await ask<{ auditEntries: { edges: { node: object }[] } }>(
      'query ($id: ID!) { auditEntries(userId: $id) { edges { node { action detail } } } }',
      { id },
    );
    expect(auditEntries.edges).toHaveLength(1);
    expect(auditEntries.edges[0]?.node).toMatchObject({
      action: 'user.erased',
      detail: expect.stringContaining('deletedAt'),
    });
  });

  it('keeps the audit for as long as the operator says', async () => {
    const config = testConfig('postgres://127.0.0.1/none', { auditRetentionDays: 400 });
    const clock = { nowMs: () => 0, monotonicMs: () => 0, sleep: async () => {} };
    const tasks = maintenanceTasks(undefined as never, clock, config, []);
    expect(tasks.map(({ name }) => name)).toContain('prune-audit');
  });
});
