import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { Agent, fetch, WebSocket } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrateToLatest, openDatabase } from '#db';
import { silentLog } from '#std/log';
import { createTestDatabase } from '#test/database';
import { readPage } from '#test/docs';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway } from '#test/gateway';
import { startNginx } from '#test/nginx-example';
import { newFolder } from '#test/system-programs';

const exec = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

describe('the script that makes the role of the gateway', () => {
  it('makes one that is no superuser, and that migrates and owns its database', async () => {
    const server = await createTestDatabase({ schema: 'empty' });
    onTestFinished(() => server.close());
    const at = new URL(server.url);
    onTestFinished(async () => {
      await sql`drop database gateway`.execute(server.db);
      await sql`drop role gateway`.execute(server.db);
    });
    const env = { ...process.env, PGHOST: at.hostname, PGPORT: at.port, PGDATABASE: 'postgres' };
    const password = `it's a "password"`;
    await exec('bash', [join(root, 'deploy/postgres/create-role.sh')], {
      env: { ...env, POSTGRES_USER: at.username, DATABASE_PASSWORD: password },
    });
    const url = new URL('/gateway', at);
    url.username = 'gateway';
    url.password = encodeURIComponent(password);
    await migrateToLatest(url.href, silentLog);
    const { db, close } = openDatabase({
      url: url.href,
      poolMax: 1,
      applicationName: 'test',
      log: silentLog,
    });
    try {
      const { rows } = await sql`select rolsuper, (select count(*)::int from teams) as teams
        from pg_roles where rolname = current_user`.execute(db);
      expect(rows).toEqual([{ rolsuper: false, teams: 0 }]);
    } finally {
      await close();
    }
  });
});

describe('the command of the page on operating that makes the secrets', () => {
  it('makes them once, and for nobody else to read', async () => {
    const page = readPage('docs/operate.md');
    const [command = ''] = /\[ -e \.env \][\s\S]*?\n\)\n/.exec(page) ?? [];
    const cwd = await newFolder();
    const secrets = async () => {
      await exec('bash', ['-c', command], { cwd });
      return readFile(join(cwd, '.env'), 'utf8');
    };
    const first = await secrets();
    expect(first).toMatch(
      /^POSTGRES_PASSWORD=\w{32}\nDATABASE_PASSWORD=\w{32}\nENCRYPTION_KEYS=first:\S{44}\n$/,
    );
    expect((await stat(join(cwd, '.env'))).mode & 0o777).toBe(0o600);
    expect(await secrets()).toBe(first);
  });
});

describe('the health check of the image', () => {
  it.each([
    [200, true],
    [503, false],
  ])('starts no Node, and judges an answer %i', async (status, isHealthy) => {
    const asked: (string | undefined)[] = [];
    const node = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    });
    await new Promise<void>((done) => node.listen(0, '127.0.0.1', done));
    onTestFinished(() => void node.close());
    const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
    const [program, ...args] = JSON.parse(
      /HEALTHCHECK.* CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '',
    );
    expect(program).toBe('bash');
    const { port } = node.address() as AddressInfo;
    const env = { ...process.env, PORT: String(port) };
    const judged = await exec(program, args, { env }).then(
      () => true,
      () => false,
    );
    expect([judged, asked]).toEqual([isHealthy, ['/healthz']]);
  });
});

describe('nginx in front of a gateway, by the example', () => {
  it('carries queries, streams and sockets over TLS, and keeps metrics to itself', async () => {
    const gateway = await startGateway({ config: { trustedProxies: ['127.0.0.1'] } });
    onTestFinished(() => gateway.close());
    const { https, http, accessLog } = await startNginx(Number(new URL(gateway.url).port));
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    onTestFinished(() => dispatcher.destroy());
    const url = `https://127.0.0.1:${https}/graphql`;
    const ask = (query: string, accept: string) =>
      fetch(url, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json', 'x-api-key': gateway.apiKey, accept },
        body: JSON.stringify({ query }),
      });
    const answer = await eventually(() => ask('{ providers { name } }', 'application/json'), {
      pollMs: 100,
    });
    expect(await answer.json()).toMatchObject({ data: { providers: expect.any(Array) } });

    const secret = await fetch(`https://127.0.0.1:${https}/exports/a-token`, { dispatcher });
    expect(secret.status).toBe(404);
    const logged = () => readFile(accessLog, 'utf8');
    await eventually(async () => (await logged()).includes('POST /graphql'));
    expect(await logged()).not.toContain('a-token');

    const stream = await ask('subscription { events { cursor type } }', 'text/event-stream');
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reader = stream.body?.getReader();
    const socket = new WebSocket(`wss://127.0.0.1:${https}/graphql`, {
      protocols: 'graphql-transport-ws',
      dispatcher,
    });
    const heard: string[] = [];
    socket.addEventListener('message', ({ data }) => void heard.push(String(data)));
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { apiKey: gateway.apiKey } })),
    );
    await eventually(async () => heard.some((text) => text.includes('connection_ack')));
    const subscribe = { query: 'subscription { events { type } }' };
    socket.send(JSON.stringify({ id: 'one', type: 'subscribe', payload: subscribe }));
    await eventually(async () => {
      const figures = await (await fetch(new URL('/metrics', gateway.url))).text();
      return figures.includes('gateway_subscribers 2\n');
    });
    const account = { username: 'wearer', password: 'a-password' };
    gateway.simulator.addAccount(account);
    await linkThroughApi(gateway, account);
    const linked = 'CONNECTION_CREATED';
    await eventually(async () => heard.some((text) => text.includes(linked)));
    let streamed = '';
    while (!streamed.includes(linked)) {
      const piece = await reader?.read();
      expect(piece?.done).toBe(false);
      streamed += Buffer.from(piece?.value ?? []).toString();
    }
    socket.close();
    await reader?.cancel();

    const metrics = await fetch(`https://127.0.0.1:${https}/metrics`, { dispatcher });
    expect(metrics.status).toBe(404);
    const plain = await fetch(`http://127.0.0.1:${http}/graphql`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([
      308,
      'https://127.0.0.1/graphql',
    ]);
  });
});
