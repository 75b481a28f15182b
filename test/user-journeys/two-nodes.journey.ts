import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Agent, fetch } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { importsShown } from '#test/imports-shown';
import { startNginx } from '#test/nginx-example';
import { freePort } from '#test/system-programs';

/** Two nodes of production from a clone in an empty folder, by the commands of docs and unit. */
const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/operate.md'), 'utf8');
const unit = readFileSync(join(root, 'deploy/systemd/glucose-gateway.service'), 'utf8');

function findIn(text: string, pattern: RegExp): string {
  const [, found] = pattern.exec(text) ?? [];
  if (!found) throw new Error(`nothing is like ${pattern}`);
  return found;
}

const install = findIn(page, /```sh\n(npm ci.*)\n/);
const createTeam = findIn(page, /gateway (node src\/cli\.ts team create .*)/);
const createKey = findIn(page, /gateway (node src\/cli\.ts api-key create .*)/);
const migrate = findIn(unit, /^ExecStartPre=(.*)$/m);
const serve = findIn(unit, /^ExecStart=(.*)$/m);

it('two nodes behind nginx are installed by the docs, and serve while one of them stops', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-nodes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync('git', ['clone', '--quiet', root, folder], { stdio: 'inherit' });
  const database = await createTestDatabase({ schema: 'empty' });
  onTestFinished(() => database.close());
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: process.env.HOME ?? folder,
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: `first:${randomBytes(32).toString('base64')}`,
    PUBLIC_URL: 'https://gateway.example.com',
    TRUSTED_PROXIES: '127.0.0.1',
    DRAIN_DELAY_MS: '1000',
  };
  const shell = (command: string) =>
    execFileSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
  execFileSync('sh', ['-c', install], {
    cwd: folder,
    env: { ...env, NODE_ENV: '' },
    stdio: 'inherit',
  });
  shell(migrate);
  shell(createTeam);
  const [apiKey = ''] = shell(createKey).split('\n');

  const ports = [await freePort(), await freePort()];
  const nodes = ports.map((port) => startNode(serve, folder, { ...env, PORT: `${port}` }));
  const { https } = await startNginx(ports[0] ?? 0, ports[1]);
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  onTestFinished(() => dispatcher.destroy());
  const ask = async (query: string) => {
    const answer = await fetch(`https://127.0.0.1:${https}/graphql`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify({ query }),
    });
    return { status: answer.status, body: await answer.text() };
  };
  const areReady = async () => {
    const looks = ports.map((port) => fetch(`http://127.0.0.1:${port}/readyz`));
    return (await Promise.all(looks)).every(({ status }) => status === 200);
  };
  await eventually(() => areReady().catch(() => false), { timeoutMs: 60_000 });
  const user = await ask(`mutation { createUser(clientUserId: "patient-17") {
    ... on CreateUserSuccess { user { id } } } }`);
  const [, userId = ''] = /"id":"User:([^"]+)"/.exec(user.body) ?? [];
  expect(user.status).toBe(200);

  const target = { folder, team: 'My team', userId, clientUserId: 'patient-17' };
  for (const line of importsShown(target)) expect(shell(line)).toMatch(/^Read 1 readings: /);
  expect(shell('npm run -s gateway -- status')).toContain('Nodes');

  const exited = once(nodes[0] as ChildProcess, 'exit');
  nodes[0]?.kill('SIGTERM');
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  const statuses = new Set<number>();
  let asked = 0;
  while (!isOver || asked < 50) {
    statuses.add((await ask('{ users { edges { node { clientUserId } } } }')).status);
    asked += 1;
  }
  expect([...statuses]).toEqual([200]);
});

/** As systemd starts it, without a shell between. */
function startNode(command: string, cwd: string, env: Record<string, string>): ChildProcess {
  const [program = '', ...args] = command.split(' ');
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
