import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway, type TestGateway } from '#test/gateway';
import { packClient } from '#test/packed-client';
import { freePort } from '#test/system-programs';

/**
 * A team's programs in an empty folder: the packed client and everything else from npm, on each Node
 * that it may have. The gateway is the whole product, its wearers are simulated.
 */
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'gateway-users-'));
const majors = [20, 22, 24] as const;
const platform = `${process.platform}-${process.arch}`;
let gateway: TestGateway;

beforeAll(async () => {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const nodes = majors.map((major) => `node${major}@npm:node-${platform}@${major}`);
  const others = ['graphql@16', 'ws@8', 'express@5', '@junction-api/sdk@1.3.0', 'typescript@5'];
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', packClient(folder), ...others, ...nodes],
    {
      cwd: folder,
      stdio: 'inherit',
    },
  );
  gateway = await startGateway();
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const nodeOf = (major: number) => join(folder, `node_modules/node${major}/bin/node`);

/** A program of the folder that runs until the test has ended, and what it printed. */
function run(major: number, file: string, text: string, env: Record<string, string>) {
  writeFileSync(join(folder, file), text);
  const child: ChildProcess = spawn(nodeOf(major), [file], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  const lines: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    lines.push(...chunk.split('\n').filter((line) => line !== ''));
  });
  return { child, lines };
}

async function linkedWearer(name: string): Promise<string> {
  const account = { username: name, password: `${name}-password` };
  gateway.simulator.addAccount(account);
  return (await linkThroughApi(gateway, account, name)).userId;
}

const receiver = `
import express from 'express';
import { CreateWebhookEndpoint, createBackend, createMemorySeenEvents, verifyWebhook } from 'glucose-gateway-client/server';

const backend = createBackend({ url: process.env.GATEWAY, apiKey: process.env.API_KEY });
const seen = createMemorySeenEvents();
let secret = '';
const app = express();
app.post('/webhooks', express.raw({ type: '*/*', limit: '1mb' }), async (request, response) => {
  const event = await verifyWebhook(request.body, request.headers, secret).catch(() => null);
  if (!event) return response.sendStatus(400);
  await seen.once(event.id, () => console.log(event.event_type, event.client_user_id));
  return response.sendStatus(204);
});
const server = app.listen(0, '127.0.0.1', async () => {
  const url = 'http://127.0.0.1:' + server.address().port + '/webhooks';
  const { createWebhookEndpoint } = await backend.ask(CreateWebhookEndpoint, { url });
  secret = createWebhookEndpoint.secret;
  console.log('ready');
});
`;

const watcher = `
import { createGateway, glucoseText } from 'glucose-gateway-client';
import WebSocket from 'ws';

const gateway = createGateway({ url: process.env.GATEWAY, token: () => process.env.API_KEY, webSocket: WebSocket });
gateway.watchGlucose(process.env.USER_ID, {
  after: process.env.AFTER,
  onEvent: ({ samples }) => { for (const s of samples ?? []) console.log(s.takenAt, glucoseText(s.valueMgDl, 'mmol/L')); },
});
`;

describe.each(majors)('a program on Node %i', (major) => {
  it('is what its name says', () => {
    const version = execFileSync(nodeOf(major), ['--version'], { encoding: 'utf8' });
    expect(version).toMatch(new RegExp(`^v${major}\\.`));
  });

  it('takes webhooks, each once and verified', async () => {
    const env = { GATEWAY: gateway.url, API_KEY: gateway.apiKey };
    const { lines } = run(major, `receiver-${major}.js`, receiver, env);
    await eventually(() => lines.includes('ready'));
    const name = `hooked-${major}`;
    await linkedWearer(name);
    const told = (type: string) => lines.filter((line) => line === `${type} ${name}`).length;
    await eventually(() => told('daily.data.glucose.created') > 0);
    expect(told('provider.connection.created')).toBe(1);
    expect(told('daily.data.glucose.created')).toBe(1);
  });

  it('watches from a cursor on, with nothing missed and nothing twice', async () => {
    const cursors = await gateway.ask<{ events: { pageInfo: { endCursor: string | null } } }>(
      '{ events(first: 1, order: NEWEST_FIRST) { pageInfo { endCursor } } }',
    );
    const name = `watched-${major}`;
    const userId = await linkedWearer(name);
    const after = cursors.events.pageInfo.endCursor;
    const { lines } = run(major, `watcher-${major}.js`, watcher, {
      ...{ GATEWAY: gateway.url, API_KEY: gateway.apiKey, USER_ID: userId },
      ...(after === null ? {} : { AFTER: after }),
    });
    await eventually(() => lines.length > 250);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.every((line) => /^\S+Z (\d+\.\d|LOW|HIGH)$/.test(line))).toBe(true);
  });

  it("written for Junction's SDK runs with another address", async () => {
    const name = `lena-${major}`;
    gateway.simulator.addAccount({ username: name, password: `${name}-password` });
    const page = readFileSync(join(root, 'docs/coming-from-junction.md'), 'utf8');
    const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
    const text = program.replaceAll("'lena", `'${name}`);
    const { child, lines } = run(major, `junction-${major}.js`, text, {
      GATEWAY: new URL(gateway.url).origin,
      API_KEY: gateway.apiKey,
    });
    await once(child, 'exit');
    expect(lines.slice(1)).toEqual(['linked: success', expect.stringMatching(/^readings: \d{3}$/)]);
  });
});

it('the program in Python keeps what webhooks bring, each reading once', async () => {
  const file = join(folder, 'gateway.py');
  copyFileSync(join(root, 'examples/gateway.py'), file);
  const port = await freePort();
  const database = join(folder, 'gateway.sqlite');
  const asks = { GRAPHQL: gateway.url, API_KEY: gateway.apiKey };
  const python = { ...process.env, ...asks };
  const run = promisify(execFile);
  const { stdout: linkUrl } = await run('python3', [file, 'link', 'pia'], { env: python });
  expect(linkUrl).toMatch(/\/link\/\S+#token=lt_/);

  const { createWebhookEndpoint } = await gateway.ask<{ createWebhookEndpoint: Created }>(
    `mutation E($url: String!) {
      createWebhookEndpoint(url: $url) {
        ... on CreateWebhookEndpointSuccess { secret endpoint { id } }
      }
    }`,
    { url: `http://127.0.0.1:${port}/` },
  );
  const { secret, endpoint } = createWebhookEndpoint;
  const receiver = spawn('python3', [file, 'receive'], {
    env: { ...python, WEBHOOK_SECRET: secret, PORT: `${port}`, DATABASE: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void receiver.kill());
  await once(receiver.stdout, 'data');
  const userId = (await linkedWearer('paula')).replace('User:', '');
  const kept = () => {
    const reader = new DatabaseSync(database, { readOnly: true });
    const rows = reader.prepare('select value_mg_dl from samples where user_id = ?').all(userId);
    reader.close();
    return rows.length;
  };
  await eventually(() => kept() > 250);
  await gateway.ask(
    'mutation D($id: ID!) { deleteWebhookEndpoint(endpointId: $id) { __typename } }',
    { id: endpoint.id },
  );
});

interface Created {
  readonly secret: string;
  readonly endpoint: { readonly id: string };
}

it('a program in TypeScript is judged under strict, whichever modules it has', () => {
  const text = `
    import { createGateway, glucoseText } from 'glucose-gateway-client';
    const gateway = createGateway({ url: 'https://gateway.example', token: async () => 'token' });
    gateway.watchGlucose('User:1', { onEvent: ({ samples }) => {
      for (const { valueMgDl } of samples ?? []) glucoseText(valueMgDl, 'mg/dL');
    } });`;
  for (const kind of ['mts', 'cts']) {
    writeFileSync(join(folder, `strict.${kind}`), text);
    const args = ['tsc', '--noEmit', '--strict', '--module', 'nodenext', `strict.${kind}`];
    execFileSync('npx', args, { cwd: folder, stdio: 'inherit' });
  }
});
