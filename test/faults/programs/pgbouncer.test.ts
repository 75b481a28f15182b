import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { startPgBouncer } from '#test/pgbouncer';

/** As an operator sets them for a database, which counts for sessions that begin later. */
async function setup(settings: Readonly<Record<string, string>>) {
  const gateway = await startGateway();
  onTestFinished(() => gateway.close());
  const { db, databaseUrl } = gateway;
  const name = sql.id(new URL(databaseUrl).pathname.slice(1));
  for (const [setting, value] of Object.entries(settings)) {
    await sql`alter database ${name} set ${sql.id(setting)} = ${sql.lit(value)}`.execute(db);
  }
  const pooled = await startPgBouncer(databaseUrl);
  const startNode = () => gateway.startNode({ databaseUrl: pooled });
  return { ...gateway, startNode };
}

describe('a gateway behind PgBouncer', () => {
  it('works, with settings of the database that it can set in each transaction', async () => {
    const own = { timezone: 'Asia/Kolkata', statement_timeout: '1h', bytea_output: 'escape' };
    const { startNode, apiKey } = await setup(own);
    const node = await eventually(startNode, { pollMs: 200 });
    const url = `http://127.0.0.1:${node.port()}/graphql`;
    const create = `mutation { createUser(clientUserId: "somebody") {
      ... on CreateUserSuccess { user { createdAt } }
    } }`;
    const { data, errors } = await askGraphql(url, create, { apiKey });
    expect(errors).toEqual([]);
    const createdAt = Date.parse(data.createUser.user.createdAt);
    expect(Math.abs(Date.now() - createdAt)).toBeLessThan(60_000);
  });

  it.each([
    ['DateStyle', 'SQL, DMY'],
    ['IntervalStyle', 'sql_standard'],
    ['default_transaction_isolation', 'serializable'],
    ['default_transaction_read_only', 'on'],
    ['search_path', 'elsewhere, public'],
  ])('does not start where %s is "%s", and says what to run', async (name, value) => {
    const { startNode } = await setup({ [name.toLowerCase()]: value });
    const refusal = await eventually(
      async () => {
        const said = await startNode().then(
          () => 'it started',
          (error: Error) => error.message,
        );
        return !said.includes('nothing listens') && said;
      },
      { pollMs: 200 },
    );
    expect(refusal).toContain(`${name} is "`);
    expect(refusal).toMatch(/run "alter role \w+ in database NAME set .*"/);
    expect(refusal.split('\n')).toHaveLength(1);
  });
});
