import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { silentLog } from '#std/log';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { startPgBouncer } from '#test/pgbouncer';
import { openRawSocket } from '#test/raw-socket';
import { takeServerAlone } from '#test/server-alone';
import { startStandbyOf } from '#test/system-programs';
import { createTcpProxy } from '#test/tcp-proxy';

const newUser = `mutation ($name: String!) {
  createUser(clientUserId: $name) { ... on CreateUserSuccess { user { id } } }
}`;

/** A node that reaches Postgres by an address that moves from the primary to a standby. */
async function setup() {
  await takeServerAlone();
  const gateway = await startGateway();
  onTestFinished(() => gateway.close());
  const { apiKey, databaseUrl } = gateway;
  const standby = await startStandbyOf(databaseUrl);
  const proxy = await createTcpProxy(databaseUrl);
  onTestFinished(() => proxy.close());
  const at = { databaseUrl: proxy.url, databaseDirectUrl: proxy.url };
  const node = await gateway.startNode(at);
  const url = `http://127.0.0.1:${node.port()}/graphql`;
  const create = (name: string) => askGraphql(url, newUser, { apiKey, variables: { name } });
  const readyz = async () => (await fetch(new URL('/readyz', url))).status;
  return { ...gateway, url, standby, proxy, create, readyz };
}

async function isFollowing(primary: string, standby: string): Promise<boolean> {
  const lsnOf = async (url: string, expression: string) => {
    const handle = openDatabase({
      ...{ url, poolMax: 1, applicationName: 'a test', log: silentLog },
    });
    try {
      const { rows } = await sql<{ lsn: string }>`
        select (${sql.raw(expression)} - '0/0')::text as lsn`.execute(handle.db);
      return Number(rows[0]?.lsn);
    } finally {
      await handle.close();
    }
  };
  const wanted = await lsnOf(primary, 'pg_current_wal_lsn()');
  const reached = await lsnOf(primary, '(select min(replay_lsn) from pg_stat_replication)');
  return standby !== primary && reached >= wanted;
}

describe('a failover', () => {
  it('to a server that is only read from is told, and over within seconds of its promotion', async () => {
    const { url, apiKey, databaseUrl, standby, proxy, create, readyz } = await setup();
    expect((await create('before')).errors).toEqual([]);
    const socket = await openRawSocket(url);
    const { payload } = await socket.init({ apiKey });
    expect(await readyz()).toBe(200);
    await eventually(() => isFollowing(databaseUrl, standby.url));
    proxy.leadTo(standby.url);
    const refused = await create('meanwhile');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    const read = await askGraphql(url, '{ users { edges { node { id } } } }', { apiKey });
    expect(read.status).toBe(503);
    // A verdict is kept for a moment.
    await eventually(async () => (await readyz()) === 503, { timeoutMs: 10_000 });
    await standby.promote();
    await eventually(async () => (await readyz()) === 200, { timeoutMs: 10_000 });
    expect((await create('after')).errors).toEqual([]);
    const caughtUp = await askGraphql(
      url,
      'query ($after: String) { events(after: $after) { edges { node { type } } } }',
      { apiKey, variables: { after: payload.cursor } },
    );
    expect(caughtUp.errors).toEqual([]);
  });

  it('behind PgBouncer is told, and over after the promotion', async () => {
    await takeServerAlone();
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
});
