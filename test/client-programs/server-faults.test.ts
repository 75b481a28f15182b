import { execFileSync } from 'node:child_process';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { silentLog } from '#std/log';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { openRawSocket } from '#test/raw-socket';
import { newFolder, own, startStandbyOf } from '#test/system-programs';
import { createTcpProxy } from '#test/tcp-proxy';

// In one file, so one behind the other: a standby on the same machine cannot follow a primary that
// makes a tablespace.
const newUser = `mutation ($name: String!) {
  createUser(clientUserId: $name) { ... on CreateUserSuccess { user { id } } }
}`;

/** A node that reaches Postgres by an address that moves from the primary to a standby. */
async function setup() {
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
});

/** A small disk of memory; null where this machine does not let us mount one. */
async function mountDisk(megabytes: number): Promise<string | null> {
  const folder = await newFolder();
  try {
    const options = `size=${megabytes}m`;
    execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('/usr/bin/umount', ['--lazy', folder]));
  await own(folder);
  return folder;
}

describe('a disk that is full', () => {
  it('is answered with UNAVAILABLE, and over once there is room', async ({ skip }) => {
    const folder = await mountDisk(24);
    if (folder === null) return skip('this machine mounts nothing');
    const { db, url, apiKey, databaseUrl, close } = await startGateway();
    const name = `full_${new URL(databaseUrl).pathname.slice(6)}`;
    await sql.raw(`create tablespace ${name} location '${folder}'`).execute(db);
    onTestFinished(async () => {
      await close();
    });
    await sql.raw(`alter table users set tablespace ${name}`).execute(db);
    await sql.raw(`create table filler (text text) tablespace ${name}`).execute(db);
    const fill = (bytes: number) =>
      sql`insert into filler select repeat('x', ${bytes}) from generate_series(1, 100)`.execute(db);
    const filled = await eventually(async () => {
      try {
        await fill(1_900);
        return false;
      } catch (error) {
        return (error as { code?: string }).code;
      }
    });
    expect(filled).toBe('53100');
    let count = 0;
    const create = () => {
      count += 1;
      const variables = { name: `user-${count}-${'x'.repeat(100)}` };
      return askGraphql(url, newUser, { apiKey, variables });
    };
    const refused = await eventually(async () => {
      const answer = await create();
      return answer.errors.length > 0 && answer;
    });
    expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
    await sql`drop table filler`.execute(db);
    await eventually(async () => (await create()).errors.length === 0);
    await sql.raw('alter table users set tablespace pg_default').execute(db);
    await sql.raw(`drop tablespace ${name}`).execute(db);
  });
});
