import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askGraphql } from '#test/api';
import { blocksOf, listPages } from '#test/docs';
import { eventually } from '#test/eventually';
import { importsShown } from '#test/imports-shown';
import { shortForm } from '#test/short-form';

const root = resolve(import.meta.dirname, '../..');

/** The pages with commands, in the order in which a reader goes through them. */
const pages = ['quick-start', 'link', 'query', 'subscribe', 'webhooks'].map(
  (name) => `docs/${name}.md`,
);
/** Blocks marked `bash` are run, in order, in one shell; those marked `sh` install, test or deploy. */
const blocks = pages.flatMap((page) => blocksOf(page, 'bash'));
const isStreaming = (line: string) => /example (subscribe|urql|apollo|webhooks)/.test(line);

/** Side by side: what most of them wait for is the next reading. */
describe.concurrent('the commands of the pages', () => {
  let home: string;
  let sandbox: ChildProcess;
  let banner = '';

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'gateway-docs-'));
    const start = [...nodeFlags, join(root, 'src/sandbox/start.ts')];
    sandbox = spawn(process.execPath, start, { cwd: home, stdio: ['ignore', 'pipe', 'inherit'] });
    sandbox.stdout?.on('data', (chunk) => {
      banner += chunk;
    });
    while (!banner.includes('curl')) await once(sandbox.stdout as NodeJS.ReadableStream, 'data');
  });

  afterAll(async () => {
    sandbox.kill('SIGTERM');
    await once(sandbox, 'exit');
    rmSync(home, { recursive: true, force: true });
  });

  it('are printed by the banner, and work as they stand', async () => {
    const command = /curl[\s\S]*?'\n/.exec(banner)?.[0] ?? '';
    const { code, output } = await run(command);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      data: { user: { latestSample: { takenAt: expect.any(String) } } },
    });
    for (const name of ['query', 'subscribe', 'webhooks', 'urql', 'apollo']) {
      expect(banner).toContain(`npm run -s example ${name} `);
    }
    for (const name of ['anna', 'ben', 'carla', 'daichi', 'erik', 'fatima', 'greta', 'lena']) {
      expect(banner).toContain(`  ${name} / ${name}-password `);
    }
    expect(factsOfSandbox()).toMatchObject({
      graphqlUrl: expect.stringMatching(/^http:/),
      subscriptionsUrl: expect.stringMatching(/^ws:/),
      apiKey: expect.any(String),
      userId: expect.any(String),
      simulatorUrl: expect.stringMatching(/^http:/),
      account: { username: 'anna', password: 'anna-password', region: 'US' },
    });
  });

  it('work in the order in which they stand', async () => {
    const withCommands = listPages().filter((page) => blocksOf(page, 'bash').length > 0);
    expect(withCommands).toEqual(pages.toSorted());
    expect(blocks.length).toBeGreaterThan(3);
    const lines = blocks
      .join('\n')
      .split('\n')
      .filter((line) => !isStreaming(line));
    const { code, output } = await run(`set -e\n${lines.join('\n')}`);
    expect(code).toBe(0);
    expect(output).not.toContain('"errors"');
    expect(output).toContain('"__typename":"CreateUserSuccess"');
    // The sandbox itself has not logged in to that account.
    expect(output).toContain('"__typename":"LinkSuccess"');
    // The program in Python.
    expect(output).toMatch(/^http:\S+\/link\/\S+$/m);
    expect(output).toContain('"valueMgDl"');
    expect(output).toContain('"__typename":"ReplayEventsSuccess"');
    // Each answer is one of success.
    const kinds = [...output.matchAll(/"__typename":"(\w+)"/g)].map(([, kind]) => kind);
    expect(kinds.filter((kind) => !kind?.endsWith('Success'))).toEqual([]);
  });

  it('bring in what a person has from before', async () => {
    const { graphqlUrl, apiKey, databaseUrl } = factsOfSandbox();
    const created = `mutation { createUser(clientUserId: "from-before") {
      ... on CreateUserSuccess { user { id } } } }`;
    const { data } = await askGraphql(graphqlUrl, created, { apiKey });
    const { id } = (data as { createUser: { user: { id: string } } }).createUser.user;
    const lines = importsShown({
      ...{ folder: home, team: 'Sandbox', userId: id, clientUserId: 'from-before' },
    });
    expect(lines).toHaveLength(4);
    // Of all four the journey of two nodes; each start costs seconds.
    const few = [lines[0], lines[3]];
    const script = ['set -e', `export DATABASE_URL='${databaseUrl}'`, ...few].join('\n');
    const { code, output } = await run(script);
    expect(code).toBe(0);
    expect(output.match(/^Read 1 readings: 1 are new/gm)).toHaveLength(2);
  });

  it('show readings as they arrive, at least every 30 seconds', async () => {
    const lines = await linesOf('npm run -s example subscribe', (all) => all.length >= 4);
    expect(lines.filter((line) => line.includes('mg/dL')).length).toBeGreaterThanOrEqual(2);
  });

  it.each(['urql', 'apollo'])('ask and watch with %s', async (name) => {
    const isDone = (all: readonly string[]) => all.length >= 3;
    const [state, ...readings] = await linesOf(`npm run -s example ${name}`, isDone);
    expect(state).toMatch(/^FRESH: \d+ mg\/dL, \d+ s old$/);
    expect(readings.length).toBeGreaterThanOrEqual(2);
    for (const reading of readings) expect(reading).toMatch(/^\d{4}-.*Z {2}\d+ mg\/dL/);
  });

  it.each(['webhooks', 'webhooks-express'])(
    'receive webhooks whose signatures they verify (%s)',
    async (name) => {
      const isGlucose = (line: string) => line.includes('daily.data.glucose.created');
      const isDone = (all: readonly string[]) => all.some(isGlucose);
      const example = `npm run -s example ${name}`;
      const lines = await linesOf(example, isDone, 0.9 * shortForm('nodeReceiver'));
      expect(lines.some(isGlucose)).toBe(true);
      await eventually(async () => (await endpointCount()) === 1);
    },
    shortForm('nodeReceiver'),
  );

  const factsOfSandbox = () => JSON.parse(readFileSync(join(home, '.data/sandbox.json'), 'utf8'));

  /** Those that were not deleted again, with that of the sandbox's own receiver. */
  async function endpointCount(): Promise<number> {
    const { graphqlUrl, apiKey } = factsOfSandbox();
    const query = '{ webhookEndpoints { edges { cursor } } }';
    const { data } = await askGraphql(graphqlUrl, query, { apiKey });
    return (data as { webhookEndpoints: { edges: object[] } }).webhookEndpoints.edges.length;
  }

  const environment = () => ({
    ...process.env,
    SANDBOX_FACTS: join(home, '.data/sandbox.json'),
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
  });

  /** Runs a script where the sandbox's `.data` is, with the project's own npm scripts at hand. */
  async function run(script: string): Promise<{ code: number; output: string }> {
    const atRoot = (name: string) => `${name}() { (cd '${root}' && command ${name} "$@"); }\n`;
    const atHome = `${atRoot('npm')}${atRoot('python3')}${script}`;
    const shell = spawn('bash', ['-c', atHome], { cwd: home, env: environment() });
    let output = '';
    shell.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const [code] = (await once(shell, 'exit')) as [number];
    return { code, output };
  }

  /** Of a command until it is done, or until patience ends: before the test does, so that it tells. */
  async function linesOf(
    command: string,
    isDone: (lines: readonly string[]) => boolean,
    patienceMs = 110_000,
  ): Promise<readonly string[]> {
    const shell = spawn('bash', ['-c', `exec ${command}`], {
      cwd: root,
      env: environment(),
      detached: true,
    });
    let output = '';
    const lines = () => output.split('\n').filter((line) => line !== '');
    const giveUp = setTimeout(() => process.kill(-(shell.pid ?? 0), 'SIGTERM'), patienceMs);
    const exited = once(shell, 'exit');
    let isTold = false;
    shell.stdout.on('data', (chunk) => {
      output += chunk;
      if (isTold || !isDone(lines())) return;
      isTold = true;
      process.kill(-(shell.pid ?? 0), 'SIGTERM');
    });
    await exited;
    clearTimeout(giveUp);
    return lines();
  }
});

const nodeFlags = ['-r', join(root, 'src/std/require-node.cjs')];
