import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { freePort, newFolder, start, startStandbyOf } from '#test/system-programs';
import { createTcpProxy } from '#test/tcp-proxy';

/** PgBouncer in transaction mode before the database of a URL. */
async function startPgBouncer(url: string): Promise<string> {
  const folder = await newFolder();
  const port = await freePort();
  const server = new URL(url);
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${server.hostname} port=${server.port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
server_login_retry = 1
`,
  );
  start('pgbouncer', [file]);
  const pooled = new URL(url);
  pooled.host = `127.0.0.1:${port}`;
  return pooled.href;
}

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

  it('tells a failover to a server that is only read from, and is back after its promotion', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const { apiKey, databaseUrl } = gateway;
    const standby = await startStandbyOf(databaseUrl);
    const proxy = await createTcpProxy(databaseUrl);
    onTestFinished(() => proxy.close());
    const pooled = await startPgBouncer(proxy.url);
    const at = { databaseUrl: pooled, databaseDirectUrl: proxy.url };
    const node = await eventually(() => gateway.startNode(at), { pollMs: 200 });
    const url = `http://127.0.0.1:${node.port()}/graphql`;
    const statusOfRead = async () =>
      (await askGraphql(url, '{ viewer { __typename } }', { apiKey })).status;
    expect(await statusOfRead()).toBe(200);
    proxy.leadTo(standby.url);
    await eventually(async () => (await statusOfRead()) === 503, { timeoutMs: 10_000 });
    const readyz = async () => (await fetch(new URL('/readyz', url))).status;
    await eventually(async () => (await readyz()) === 503, { timeoutMs: 10_000 });
    expect([await statusOfRead(), await statusOfRead()]).toEqual([503, 503]);
    await standby.promote();
    await eventually(async () => (await statusOfRead()) === 200, { timeoutMs: 10_000 });
    await eventually(async () => (await readyz()) === 200, { timeoutMs: 10_000 });
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
