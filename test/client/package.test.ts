import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, listPages } from '#test/docs';
import { installClient } from '#test/packed-client';

/**
 * The package as somebody gets it: packed by npm and unpacked into an empty project, whose other
 * packages are the installed ones of this repository. Nothing is fetched.
 */
const root = resolve(import.meta.dirname, '../..');
const project = mkdtempSync(join(tmpdir(), 'client-project-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const others = [
  ...['graphql', 'graphql-ws', 'ws', 'react', '@types/react', 'csstype', 'typescript'],
  ...['@junction-api/sdk', 'standardwebhooks', '@types/node', 'undici-types'],
];

beforeAll(() => {
  installClient(project, others);
}, 120_000);

/** What a user writes; `import` is the same text in both kinds of module. */
const consumer = `
import { createGateway, glucoseText, GlucoseSeries, linkAccount, type LinkOutcome } from 'glucose-gateway-client';
import { useLatestGlucose } from 'glucose-gateway-client/react';
import { createBackend, CreateUserToken, Users, verifyWebhook, type WebhookEvent } from 'glucose-gateway-client/server';

const gateway = createGateway({ url: 'https://gateway.example', token: async () => 'token' });
const backend = createBackend({ url: 'https://gateway.example', apiKey: 'key' });

export async function everything(userId: string, linkToken: string): Promise<string> {
  const { user } = await gateway.ask(GlucoseSeries, { userId, from: '2026-01-01T00:00:00Z' });
  const values: readonly number[] = user?.glucoseSeries.valuesMgDl ?? [];
  const { createUserToken } = await backend.ask(CreateUserToken, { userId });
  if (createUserToken.__typename !== 'CreateUserTokenSuccess') return createUserToken.whatToDo;
  const token: string = createUserToken.token;
  const names: string[] = [];
  for await (const { clientUserId } of backend.each(Users, {})) names.push(clientUserId);
  const outcome = await linkAccount(gateway, { linkToken, username: 'a', password: 'b' });
  return [token, ...names, ...values, sentenceFor(outcome)].join();
}

/** Does not compile when a kind of outcome is left out. */
function sentenceFor(outcome: LinkOutcome): string {
  switch (outcome.kind) {
    case 'readings-come':
      return 'done';
    case 'nothing-shared':
      return outcome.missing === 'follower' ? 'invite a follower' : 'turn on Share';
    case 'no-reading-yet':
    case 'cannot-read':
      return outcome.whatToDo;
    case 'locked-out':
    case 'throttled':
      return 'again at ' + outcome.until;
    case 'credentials-refused':
      return outcome.regions.join();
    case 'region-unsupported':
      return outcome.supported.join();
    case 'not-answered':
      return outcome.error.message;
    case 'unreachable':
    case 'token-refused':
    case 'account-taken':
    case 'other-account-connected':
    case 'not-connected':
    case 'unsettled':
    case 'invalid':
    case 'refused':
      return outcome.whatToDo;
  }
}

export function told(event: WebhookEvent): string {
  if (event.event_type === 'daily.data.glucose.created') {
    const [sample] = event.data.data;
    return sample ? glucoseText(sample.value_mg_dl, 'mmol/L') : event.user_id;
  }
  return event.event_type === 'webhook.endpoint.test' ? event.data.message : event.id;
}

export const hook: typeof useLatestGlucose = useLatestGlucose;
export const verify: typeof verifyWebhook = verifyWebhook;
gateway.close();
backend.close();
console.log(glucoseText(39, 'mg/dL'), typeof useLatestGlucose, typeof verifyWebhook);
`;

const kinds = [
  { kind: 'ECMAScript modules', file: 'consumer.mts', made: 'consumer.mjs' },
  { kind: 'CommonJS', file: 'consumer.cts', made: 'consumer.cjs' },
] as const;

const compilerOptions = {
  ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
  ...{ target: 'es2022', module: 'nodenext', lib: ['es2022', 'dom', 'dom.iterable'] },
  ...{ types: [], skipLibCheck: false },
};

/** What a program of the project writes; its output when it fails. */
function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
    cwd: project,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
  return stdout;
}

describe.each(kinds)('the package in $kind', ({ file, made }) => {
  it('compiles under strict without the types of Node, and runs', () => {
    writeFileSync(join(project, file), consumer);
    const shown = blocksOf('client/README.md', 'ts').map((text, n) => {
      const name = `readme-${n}.${file.slice(-3)}`;
      writeFileSync(join(project, name), text);
      return name;
    });
    expect(shown).toHaveLength(2);
    const config = join(project, `${file}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: [file, ...shown] }));
    run([join(root, 'node_modules/typescript/bin/tsc'), '--project', config]);
    expect(run([made])).toBe('LOW function function\n');
  }, 60_000);
});

it('the programs of the pages compile under strict', () => {
  const programs = listPages().flatMap((page) => blocksOf(page, 'ts'));
  expect(programs.length).toBeGreaterThanOrEqual(6);
  const files = programs.map((text, n) => {
    const name = `page-${n}.mts`;
    writeFileSync(join(project, name), text);
    return name;
  });
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--module', 'nodenext'];
  const types = ['--target', 'es2022', '--types', 'node'];
  run([join(root, 'node_modules/typescript-7/bin/tsc'), ...options, ...types, ...files]);
}, 60_000);

/** The bytes of a bundle of everything that an entry exports, minified and compressed. */
async function sizeOf(entry: string, outside: readonly string[]): Promise<number> {
  const input = join(project, `${entry.replaceAll('/', '-')}.mjs`);
  writeFileSync(input, `export * from '${entry}';\n`);
  const bundle = await rolldown({ input, external: [...outside], cwd: project });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return output.reduce((sum, chunk) => {
    return sum + (chunk.type === 'chunk' ? gzipSync(chunk.code, { level: 9 }).length : 0);
  }, 0);
}

describe('the package for a browser', () => {
  it('weighs at most 12 KB by gzip at its front-end entry, without graphql-ws and graphql', async () => {
    const bytes = await sizeOf('glucose-gateway-client', ['graphql', 'graphql-ws/client']);
    expect(bytes).toBeGreaterThan(2_000);
    expect(bytes).toBeLessThanOrEqual(12 * 1024);
  });

  it('needs nothing at run time but graphql-ws, and React for its hooks', () => {
    const home = join(project, 'node_modules/glucose-gateway-client/esm');
    const named = globSync('**/*.js', { cwd: home }).flatMap((name) => [
      ...readFileSync(join(home, name), 'utf8').matchAll(
        /(?:from |import\()['"]([^.'"][^'"]*)['"]/g,
      ),
    ]);
    expect([...new Set(named.map(([, name]) => name))].toSorted()).toEqual([
      'graphql-ws/client',
      'react',
    ]);
  });

  it('ships no source, no tests and nothing of the gateway', () => {
    const home = join(project, 'node_modules/glucose-gateway-client');
    const names = globSync('**/*', { cwd: home, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name.replace(/^.*?(\.d)?\.([a-z]+)$/, '$1.$2'));
    expect([...new Set(names)].toSorted()).toEqual(['.d.ts', '.js', '.json', '.md', 'LICENSE']);
    expect(existsSync(join(home, 'LICENSE'))).toBe(true);
  });
});
