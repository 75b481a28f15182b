import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';

const root = resolve(import.meta.dirname, '../..');
const requireNode = ['-r', resolve(root, 'src/std/require-node.cjs')];
const encryptionKeys = `first:${randomBytes(32).toString('base64')}`;

const stack = /\n\s+at /;
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function launch(entry: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...requireNode, resolve(root, entry), ...args], {
    env: { PATH, HOME, ...env },
  });
  cleanUps.push(async () => child.kill('SIGKILL'));
  return child;
}

/** As an operator starts it. Should it not end by itself, it ends with the test. */
function serveWithNpm(env: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const options = { cwd: root, env: { PATH, HOME, ...env }, detached: true };
  const child = spawn('npm', ['run', '-s', 'serve'], options);
  cleanUps.push(async () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended, and all that it started.
    }
  });
  return child;
}

async function run(entry: string, args: readonly string[], env: Record<string, string>) {
  const child = launch(entry, args, env);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function emptyDatabase(): Promise<string> {
  const database = await createTestDatabase({ schema: 'empty' });
  cleanUps.push(() => database.close());
  return database.url;
}

describe('the production gateway', () => {
  it('tells every mistake of its configuration at once, by name, and does not start', async () => {
    const { code, output } = await run('src/main.ts', ['--role', 'boss'], {
      ENCRYPTION_KEYS: 'too-short',
      PORT: 'http',
      DEXCOM_BASE_URL_US: 'http://127.0.0.1:4010',
    });
    expect(code).toBe(1);
    for (const name of ['DATABASE_URL', 'ENCRYPTION_KEYS', 'ROLE', 'PORT', 'DEXCOM_BASE_URL_US']) {
      expect(output).toContain(name);
    }
    expect(output).not.toContain('too-short');
  });

  it('refuses a database that was never migrated, and says what to do', async () => {
    const env = { DATABASE_URL: await emptyDatabase(), ENCRYPTION_KEYS: encryptionKeys };
    const { code, output } = await run('src/main.ts', [], env);
    expect(code).toBe(1);
    expect(output).toContain('npm run gateway -- migrate');
  });

  it('lists its commands without a database, and refuses one that there is not', async () => {
    const [help, unknown] = await Promise.all([
      run('src/cli.ts', ['--help'], {}),
      run('src/cli.ts', ['team', 'list', '--frob'], {}),
    ]);
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining('gateway team list') });
    expect(unknown).toMatchObject({ code: 2, output: expect.stringContaining('--help') });
    expect(unknown.output).not.toMatch(stack);
  });

  it('is set up by the command-line tool, serves, and drains on SIGTERM to npm', async () => {
    const port = await freePort();
    const env = {
      DRAIN_DELAY_MS: '1500',
      DATABASE_URL: await emptyDatabase(),
      ENCRYPTION_KEYS: encryptionKeys,
      HOST: '127.0.0.1',
      PORT: `${port}`,
    };
    const early = await run('src/cli.ts', ['team', 'list'], env);
    expect(early).toMatchObject({ code: 1, output: expect.stringContaining('-- migrate') });
    expect(await run('src/cli.ts', ['migrate'], env)).toMatchObject({ code: 0 });
    expect((await run('src/cli.ts', ['team', 'create', 'Clinic'], env)).output).toContain('Clinic');
    const created = await run('src/cli.ts', ['api-key', 'create', 'Clinic', 'backend'], env);
    const apiKey = created.output.split('\n')[0] ?? '';
    const keyId = /id is (\S+)\./.exec(created.output)?.[1] ?? '';
    expect((await run('src/cli.ts', ['api-key', 'list', 'Clinic'], env)).output).toContain(keyId);
    expect(await run('src/cli.ts', ['reseal'], env)).toMatchObject({ code: 0 });

    const gateway = serveWithNpm(env);
    let log = '';
    gateway.stdout?.on('data', (chunk) => {
      log += chunk;
    });
    const url = `http://127.0.0.1:${port}`;
    const isReady = async () => (await fetch(`${url}/readyz`)).ok;
    await eventually(() => isReady().catch(() => false));
    const ask = async (key: string, query = '{ viewer { credential } }') =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify({ query }),
      });
    expect(await (await ask(apiKey)).json()).toEqual({
      data: { viewer: { credential: 'API_KEY' } },
    });
    expect((await ask('gg_live_wrong')).status).toBe(401);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('gateway_subscribers 0');

    await ask(apiKey, 'mutation { createUser(clientUserId: "anna") { __typename } }');
    const file = join(await mkdtemp(join(tmpdir(), 'gateway-import-')), 'entries.json');
    await writeFile(file, JSON.stringify([{ sgv: 112, date: Date.UTC(2026, 0, 15), type: 'sgv' }]));
    const past = ['import', '--team', 'Clinic', '--user', 'anna', '--nightscout', file];
    expect(await run('src/cli.ts', past, env)).toMatchObject({
      code: 0,
      output: expect.stringContaining('1 are new'),
    });

    const elsewhere = { ...env, PORT: `${await freePort()}` };
    const otherKey = {
      ...elsewhere,
      ENCRYPTION_KEYS: `first:${randomBytes(32).toString('base64')}`,
    };
    let knocks = 0;
    const untouched = createServer(() => {
      knocks += 1;
    }).listen(0, '127.0.0.1');
    await once(untouched, 'listening');
    cleanUps.push(async () => untouched.close());
    const { port: databasePort } = untouched.address() as AddressInfo;
    const nowhere = { DATABASE_URL: `postgres://127.0.0.1:${databasePort}/gateway` };
    const refused = await Promise.all([
      run('src/main.ts', [], { ...env, ...nowhere, LOG_LEVEL: 'warn' }),
      run('src/main.ts', [], { ...otherKey, LOG_LEVEL: 'warn' }),
      run('src/cli.ts', ['reseal'], otherKey),
    ]);
    const told = [
      `the port ${port} is in use`,
      'ENCRYPTION_KEYS holds another key',
      'ENCRYPTION_KEYS',
    ];
    for (const [index, { code, output }] of refused.entries()) {
      expect(code).toBe(1);
      expect(output).toContain(told[index]);
      expect(output.trim().split('\n')).toHaveLength(1);
    }
    // The port is tried before anything else is opened.
    expect(knocks).toBe(0);

    const workerPort = await freePort();
    launch('src/main.ts', ['--role', 'worker'], { ...env, PORT: `${workerPort}` });
    const workerUrl = `http://127.0.0.1:${workerPort}`;
    const isWorking = async () => (await fetch(`${workerUrl}/readyz`)).ok;
    await eventually(() => isWorking().catch(() => false));
    expect(await (await fetch(`${workerUrl}/metrics`)).text()).toContain('gateway_polls_in_flight');
    expect((await fetch(`${workerUrl}/graphql?query={__typename}`)).status).toBe(404);

    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { apiKey } }));
    await once(socket, 'message');
    // Before the key is revoked: the socket may be closed before the tool has ended.
    const revoked = once(socket, 'close') as Promise<[number]>;
    expect(await run('src/cli.ts', ['api-key', 'revoke', 'Clinic', keyId], env)).toMatchObject({
      code: 0,
    });
    expect((await revoked)[0]).toBe(4403);
    // A key is believed for a second.
    await eventually(async () => (await ask(apiKey)).status === 401);

    const other = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    await once(other, 'open');
    const closed = once(other, 'close') as Promise<[number]>;
    const exited = once(gateway, 'exit') as Promise<[number]>;
    gateway.kill('SIGTERM');
    await eventually(async () => (await fetch(`${url}/readyz`)).status === 503);
    // Judged as before, and not turned away.
    expect((await ask(apiKey)).status).toBe(401);
    expect((await exited)[0]).toBe(0);
    expect((await closed)[0]).toBe(1012);
    // What npm started has ended too, and nobody holds the port.
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({ event: 'process.starting', version: expect.any(String) });
    expect(lines[0]?.settings).toMatchObject({ PORT: `${port}`, ENCRYPTION_KEYS: 'given' });
    for (const line of lines) expect(line).toMatchObject({ node: lines[0]?.node, role: 'all' });
    expect(lines.map(({ event }) => event)).toContain('server.listening');
    for (const secret of [apiKey, encryptionKeys.split(':')[1] ?? '']) {
      expect(log).not.toContain(secret);
    }
  }, 300_000);

  it('refuses an older Node in one line', async () => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.19.0' });`;
    const check = resolve(root, 'src/std/require-node.cjs');
    const child = spawn(process.execPath, ['-e', `${pretend} require(${JSON.stringify(check)})`]);
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain('22.18');
  });
});
