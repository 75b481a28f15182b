import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presentStates, stateTexts } from '#connections';
import { settings } from '#src/config/settings.ts';
import {
  dexcomFailsText,
  longWaitText,
  oldReadingsText,
  type StateText,
  sensorErrorText,
} from '#src/connections/states/state-text.ts';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';

const root = resolve(import.meta.dirname, '..');
const path = join(root, 'README.md');
const readme = readFileSync(path, 'utf8');

/** The part of the README between two markers; written anew when UPDATE_README is set. */
function section(name: string, expected: string): string {
  const pattern = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- /${name} -->`);
  if (process.env.UPDATE_README) {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(pattern, `<!-- ${name} -->\n${expected}<!-- /${name} -->`));
    return expected;
  }
  return pattern.exec(readme)?.[1] ?? '';
}

const escaped = (text: string) => text.replaceAll('|', '\\|');

describe('the README', () => {
  it('answers "No data?" in the words of the states', () => {
    const rowOf = (name: string, { meaning, whatToDo }: StateText) =>
      `| ${name} | ${meaning} | ${whatToDo} |\n`;
    const [first = '', ...others] = presentStates.map((state) =>
      rowOf(`\`${state}\``, stateTexts[state]),
    );
    const old = rowOf('`WAITING`, with old readings alone', oldReadingsText);
    const rows = [first, old, rowOf('`WAITING` for 15 minutes', longWaitText), ...others];
    const silent = rows.findIndex((row) => row.startsWith('| `NO_RECENT_DATA`'));
    const awaited = '`WAITING`, `DELAYED` or `NO_RECENT_DATA`, the sensor fails';
    rows.splice(silent + 1, 0, rowOf(awaited, sensorErrorText));
    const place = rows.findIndex((row) => row.startsWith('| `UNREACHABLE`'));
    const failing = rowOf('`UNREACHABLE`, most of a region', dexcomFailsText);
    rows.splice(place + 1, 0, failing);
    const expected = `| state | what it means | what to do |\n| --- | --- | --- |\n${rows.join('')}`;
    expect(section('states', expected)).toBe(expected);
  });

  it('lists every setting of a production gateway', () => {
    const rows = Object.entries(settings).map(
      ([name, { expected, description }]) =>
        `| \`${name}\` | ${escaped(description)} | ${escaped(expected)} |\n`,
    );
    const expected = `| setting | what for | takes |\n| --- | --- | --- |\n${rows.join('')}`;
    expect(section('settings', expected)).toBe(expected);
  });
});

/** Blocks marked `bash` are run, in order, in one shell; those marked `sh` install, test or deploy. */
const blocks = [...readme.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
const isStreaming = (line: string) => /example (subscribe|urql|apollo|webhooks)/.test(line);

/** Side by side: what most of them wait for is the next reading. */
describe.concurrent('the commands of the README', () => {
  let home: string;
  let sandbox: ChildProcess;
  let banner = '';

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'gateway-readme-'));
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
    expect(output).toContain('"valueMgDl"');
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
      const lines = await linesOf(`npm run -s example ${name}`, isDone);
      expect(lines.some(isGlucose)).toBe(true);
      await eventually(async () => (await endpointCount()) === 1);
    },
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
    const atHome = `npm() { (cd '${root}' && command npm "$@"); }\n${script}`;
    const shell = spawn('bash', ['-c', atHome], { cwd: home, env: environment() });
    let output = '';
    shell.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const [code] = (await once(shell, 'exit')) as [number];
    return { code, output };
  }

  /** Of a command until it is done, or until patience ends. */
  async function linesOf(
    command: string,
    isDone: (lines: readonly string[]) => boolean,
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

/** Less than a test may take, so that it tells what it saw. */
const patienceMs = 110_000;
const nodeFlags = ['-r', join(root, 'src/std/require-node.cjs')];
