import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { readSandboxConfig } from '#config';
import { openDatabase } from '#db';
import { createSandbox, type Sandbox } from '#src/sandbox/sandbox.ts';
import type { SandboxFacts } from '#src/sandbox/sandbox-facts.ts';
import { silentLog } from '#std/log';
import { askGraphql } from '#test/api';
import { createVisitor } from '#test/console-visitor';
import { eventually } from '#test/eventually';

const root = resolve(import.meta.dirname, '../..');
/** People are linked one after the other, and the sandbox is several servers in one process. */
const patience = { pollMs: 500, timeoutMs: 180_000 };
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'sandbox-'));
  cleanUps.push(() => rm(home, { recursive: true, force: true }));
  return join(home, '.data');
}

async function start(dataDirectory: string, env: Record<string, string> = {}): Promise<Sandbox> {
  const settings = readSandboxConfig(env);
  if (settings.kind === 'mistakes') throw new Error(JSON.stringify(settings.mistakes));
  const ports = { gateway: 0, simulator: 0 };
  const own = env.PORT === undefined ? { ports } : {};
  const sandbox = createSandbox({ dataDirectory, log: silentLog, settings, ...own });
  cleanUps.push(() => sandbox.stop());
  await sandbox.start();
  return sandbox;
}

interface Wearer {
  readonly user: {
    readonly connections: readonly { readonly id: string; readonly state: string }[];
    readonly samples: {
      readonly edges: readonly { readonly node: { takenAt: string } }[];
    };
  };
}

type Known = Pick<Sandbox, 'facts'>;

async function ask(sandbox: Known, apiKey = sandbox.facts().apiKey): Promise<Response> {
  const { graphqlUrl, userId } = sandbox.facts();
  const from = new Date(Date.now() - 24 * 3_600_000).toISOString();
  return fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({
      query: `query($id: ID!, $from: DateTime!) { user(id: $id) {
        connections { id state }
        samples(from: $from, first: 1000) { edges { node { takenAt valueMgDl revision } } } } }`,
      variables: { id: userId, from },
    }),
  });
}

async function wearerOf(sandbox: Known): Promise<Wearer['user']> {
  const response = await ask(sandbox);
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: Wearer }).data.user;
}

/**
 * The wearer's readings of three days of the past, and what was told of any. The day before the last
 * one ends with what Share told at the link.
 */
async function pastOf(sandbox: Sandbox) {
  const { graphqlUrl, userId, apiKey } = sandbox.facts();
  const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const day = (n: number) => `day${n}: samples(from: "${at(n + 1)}", to: "${at(n)}", first: 300) {
    edges { node { origin isLate } } }`;
  const days = [2, 8, 15].map(day);
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({
      query: `query($id: ID!) { user(id: $id) { ${days.join(' ')} }
        events(first: 100) { edges { node { samples { origin } } } } }`,
      variables: { id: userId },
    }),
  });
  const { data, errors } = (await response.json()) as { data: Past; errors?: unknown };
  expect(errors).toBeUndefined();
  return {
    byDay: Object.values(data.user).map(({ edges }) => edges.map(({ node }) => node)),
    told: data.events.edges.flatMap(({ node }) => node.samples ?? []),
  };
}

interface Past {
  readonly user: Readonly<
    Record<string, { edges: readonly { node: { origin: string; isLate: boolean } }[] }>
  >;
  readonly events: { edges: readonly { node: { samples: { origin: string }[] | null } }[] };
}

const localOrigins = ['http://localhost:5173', 'http://127.0.0.1', 'https://localhost:3000'];
const strangers = ['https://example.com', 'http://localhost.example.com:80', 'null'];

async function originsThatMayCall(url: string): Promise<readonly string[]> {
  const allowed = async (origin: string) => {
    const preflight = { origin, 'access-control-request-method': 'POST' };
    const { headers } = await fetch(url, { method: 'OPTIONS', headers: preflight });
    return headers.get('access-control-allow-origin') === origin;
  };
  const all = [...localOrigins, ...strangers];
  const verdicts = await Promise.all(all.map(allowed));
  return all.filter((_, index) => verdicts[index]);
}

function spawnStart(cwd: string) {
  const entry = resolve(root, 'src/sandbox/start.ts');
  return spawn(process.execPath, [entry], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The project, whose script keeps its data in this folder; the pages are there as they are. */
async function makeProject(folder: string): Promise<void> {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const own = { scripts: { ...scripts, 'build:web': 'exec true' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(own));
  await symlink(join(root, 'src'), join(folder, 'src'));
}

/** `npm run simulate`, in the folder of a sandbox. */
async function simulate(home: string, ...args: readonly string[]) {
  const entry = resolve(root, 'src/sandbox/simulate.ts');
  const cwd = resolve(home, '..');
  const child = spawn(process.execPath, [entry, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err };
}

/** What the gateway makes of readings is tested elsewhere: here the orders are, and their program. */
async function showsWhatHappens(sandbox: Sandbox, home: string): Promise<void> {
  expect((await simulate(home, 'low', '--person', 'nobody')).err).toContain('there are anna, ben');
  const { out } = await simulate(home, 'low');
  expect(out).toMatch(/^anna: the next 5 readings are 62, 54, 48, 52, 61 mg\/dL/);
  const { simulatorAdminUrl, account } = sandbox.facts();
  const { username, region } = account;
  const nowMs = Date.now();
  const span = { afterMs: nowMs - 60_000, untilMs: nowMs + 180_000 };
  const response = await fetch(new URL('readings-of', simulatorAdminUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: { username, region }, ...span }),
  });
  const coming = (await response.json()) as { versions: { valueMgDl: number }[] }[];
  // What Dexcom never shows has no value.
  const values = coming.flatMap(({ versions }) => versions.at(-1)?.valueMgDl ?? []);
  expect(values.join(' ')).toContain('62 54 48 52 61');
}

/** Each by its program, side by side, and what the gateway then tells in its log. */
async function doesWhatIsOrdered(sandbox: Sandbox, home: string): Promise<void> {
  const { graphqlUrl, apiKey, databaseUrl } = sandbox.facts();
  const from = new Date().toISOString();
  const ordered = await Promise.all([
    simulate(home, 'update', '--person', 'anna'),
    simulate(home, 'error', '--person', 'carla'),
    simulate(home, 'stall', '--person', 'daichi'),
  ]);
  expect(ordered).toEqual([
    { out: expect.stringMatching(/^anna: the newest reading is now \d+ mg/), err: '' },
    { out: expect.stringMatching(/^carla: sharing is off/), err: '' },
    { out: expect.stringMatching(/^daichi: no readings for 5 minutes; after three/), err: '' },
  ]);
  const { db, close } = openDatabase({
    ...{ url: databaseUrl, poolMax: 1, applicationName: 'a test', log: silentLog },
  });
  const query = `query ($from: DateTime!) {
    events(from: $from, order: NEWEST_FIRST, types: [DAILY_DATA_GLUCOSE_UPDATED,
      PROVIDER_CONNECTION_ERROR, PROVIDER_CONNECTION_STALLED]) { edges { node { payload } } }
  }`;
  try {
    await eventually(async () => {
      // The silence of daichi is made three minutes long: the gateway looks twice in a minute.
      await sql`update poll_plans p set last_reading_at = now() - interval '181 seconds'
        from connections c join users u on u.id = c.user_id
        where c.id = p.connection_id and u.client_user_id = 'sandbox-daichi'`.execute(db);
      await sql`update connections set connected_at = now() - interval '1 hour'
        where user_id = (select id from users where client_user_id = 'sandbox-daichi')`.execute(db);
      const { data } = await askGraphql(graphqlUrl, query, { apiKey, variables: { from } });
      const payloads: string[] = data.events.edges.map(({ node }: Paid) => node.payload);
      for (const [type, whom] of [
        ['daily.data.glucose.updated', 'sandbox-wearer'],
        ['provider.connection.error', 'sandbox-carla'],
        ['provider.connection.stalled', 'sandbox-daichi'],
      ]) {
        const isTold = payloads.some(
          (each) => each.includes(`"${type}"`) && each.includes(`"${whom}"`),
        );
        expect({ type, isTold }).toEqual({ type, isTold: true });
      }
      return true;
    }, patience);
  } finally {
    await close();
  }
}

interface Paid {
  readonly node: { readonly payload: string };
}

/** One click signs in; everybody but one is there; a scene is played; the receiver shows what came. */
async function showsItInTheConsole(sandbox: Sandbox): Promise<void> {
  const { graphqlUrl } = sandbox.facts();
  const { origin } = new URL(graphqlUrl);
  const visitor = createVisitor(origin, { isBehindProxy: false });
  expect((await visitor.ask('/console/sandbox/scenes')).status).toBe(401);
  const hostile = [
    { host: `evil.example:${new URL(origin).port}`, origin: `http://evil.example` },
    { origin: 'http://localhost:5173' },
    { 'x-forwarded-for': '203.0.113.7' },
  ];
  const body = { sandbox: true };
  for (const headers of hostile) {
    const refused = await visitor.ask('/console/session', { method: 'POST', headers, body });
    expect(refused.status, JSON.stringify(headers)).toBe(403);
  }
  expect((await visitor.ask('/console/session')).body.error.canSignInToSandbox).toBe(true);
  expect((await visitor.signIn(body)).body).toMatchObject({ role: 'owner', isSandbox: true });
  const states = '{ users(first: 20) { totalCount edges { node { connections { state } } } } }';
  const all = await eventually(async () => {
    const { users } = (await visitor.query(states)).body.data;
    const known = users.edges.flatMap(({ node }: Linked) =>
      node.connections.map(({ state }) => state),
    );
    return known.length === 8 ? known : null;
  }, patience);
  expect(all).toEqual(expect.arrayContaining(['NO_FOLLOWER', 'SHARING_OFF']));
  const { scenes } = (await visitor.ask('/console/sandbox/scenes')).body;
  const names = scenes.map(({ name }: { name: string }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['low', 'meal', 'lockout', 'receiver', 'restart', 'recover']),
  );
  const play = (scene: string) =>
    visitor.ask('/console/sandbox/scenes', { method: 'POST', body: { scene } });
  expect((await play('nothing')).body.error.message).toContain('low');
  expect((await play('receiver')).body.told).toContain('500');
  expect((await visitor.ask('/console/sandbox/receiver')).body.answer).toBe('fail');
  expect((await play('recover')).status).toBe(200);
  const report = await eventually(async () => {
    const { requests, answer } = (await visitor.ask('/console/sandbox/receiver')).body;
    return answer === 'well' && requests.length > 0 ? requests : null;
  });
  expect(report.every(({ isVerified }: { isVerified: boolean }) => isVerified)).toBe(true);
}

/** One is linked both ways, and their past is here within a minute. */
async function hasMonthsOfWhoConsents(sandbox: Sandbox): Promise<void> {
  const { graphqlUrl, apiKey } = sandbox.facts();
  const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const query = `{ user(clientUserId: "sandbox-ben") {
    connections { provider historicalPulls { resource state } }
    samples(from: "${at(80)}", to: "${at(79)}", first: 500) { edges { node { origin } } }
    diaryEntries(from: "${at(80)}", first: 5) { edges { node { kind } } }
    devices { displayDevice }
  } }`;
  const ben = await eventually(async () => {
    const response = await fetch(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify({ query }),
    });
    const { user } = ((await response.json()) as { data: { user: Consented } }).data;
    const pulls = user.connections.flatMap(({ historicalPulls }) => historicalPulls);
    return pulls.length === 3 && pulls.every(({ state }) => state === 'COMPLETE') ? user : null;
  });
  expect(ben.connections.map(({ provider }) => provider).toSorted()).toEqual([
    'DEXCOM',
    'DEXCOM_V3',
  ]);
  expect(ben.samples.edges.length).toBeGreaterThan(200);
  expect(ben.samples.edges[0]?.node.origin).toBe('OAUTH');
  expect(ben.diaryEntries.edges).toHaveLength(5);
  expect(ben.devices.length).toBeGreaterThan(0);
}

interface Consented {
  readonly connections: readonly {
    readonly provider: string;
    readonly historicalPulls: readonly { readonly state: string }[];
  }[];
  readonly samples: { readonly edges: readonly { readonly node: { readonly origin: string } }[] };
  readonly diaryEntries: { readonly edges: readonly unknown[] };
  readonly devices: readonly unknown[];
}

interface Linked {
  readonly node: { readonly connections: readonly { readonly state: string }[] };
}

describe('the sandbox', () => {
  it('has two weeks at its start, of which the last day alone is told, and revises nothing at the next', async () => {
    const home = await newHome();
    const first = await start(home);
    const before = await wearerOf(first);
    expect(before.connections).toMatchObject([{ state: 'FRESH' }]);
    const oldest = before.samples.edges[0]?.node.takenAt ?? '';
    expect(Date.now() - new Date(oldest).getTime()).toBeGreaterThan(23 * 3_600_000);
    const { byDay, told } = await pastOf(first);
    for (const day of byDay) {
      expect(day.length).toBeGreaterThan(284);
      expect(new Set(day.map(({ origin }) => origin))).toEqual(new Set(['SANDBOX']));
      expect(day.filter(({ isLate }) => isLate)).toEqual([]);
    }
    expect(new Set(told.map(({ origin }) => origin))).toEqual(new Set(['SHARE']));
    const facts = first.facts();
    await showsWhatHappens(first, home);
    await showsItInTheConsole(first);
    await hasMonthsOfWhoConsents(first);
    expect(facts.unlinked.username).not.toBe(facts.account.username);
    expect(new URL(facts.linkUrl).origin).toBe(new URL(facts.graphqlUrl).origin);
    expect(await originsThatMayCall(facts.graphqlUrl)).toEqual(localOrigins);
    await first.stop();

    const second = await start(home);
    expect(second.facts()).toMatchObject({ apiKey: facts.apiKey, userId: facts.userId });
    const after = await wearerOf(second);
    expect(after.connections.map(({ id }) => id)).toEqual(before.connections.map(({ id }) => id));
    const known = new Map(before.samples.edges.map(({ node }) => [node.takenAt, node]));
    const kept = after.samples.edges.filter(({ node }) => known.has(node.takenAt));
    expect(kept.length).toBeGreaterThan(200);
    for (const { node } of kept) expect(node).toEqual(known.get(node.takenAt));
    await doesWhatIsOrdered(second, home);
  }, 300_000);

  it('starts with a new key where sandbox.json was lost, and the old one is revoked', async () => {
    const home = await newHome();
    const first = await start(home);
    const facts = first.facts();
    await first.stop();
    await rm(join(home, 'sandbox.json'));

    const second = await start(home);
    expect(second.facts().apiKey).not.toBe(facts.apiKey);
    expect(second.facts().userId).toBe(facts.userId);
    expect((await wearerOf(second)).connections).toHaveLength(1);
    expect((await ask(second, facts.apiKey)).status).toBe(401);
  });

  it('starts again after it was killed, and ends on SIGTERM to npm start', async () => {
    const home = await newHome();
    const cwd = resolve(home, '..');
    const killed = spawnStart(cwd);
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');

    await makeProject(cwd);
    const npm = spawn('npm', ['start'], {
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const group = -(npm.pid ?? 0);
    const isThere = () => {
      try {
        return process.kill(group, 0);
      } catch {
        return false;
      }
    };
    cleanUps.push(async () => void (isThere() && process.kill(group, 'SIGKILL')));
    let banner = '';
    npm.stdout.on('data', (chunk) => {
      banner += chunk;
    });
    while (!banner.includes('curl')) await once(npm.stdout, 'data');
    const facts = JSON.parse(await readFile(join(home, 'sandbox.json'), 'utf8')) as SandboxFacts;
    const next = { facts: () => facts };
    expect((await wearerOf(next)).connections).toMatchObject([{ state: 'FRESH' }]);
    npm.kill('SIGTERM');
    expect(await once(npm, 'exit')).toEqual([0, null]);
    expect(isThere()).toBe(false);
    await expect(fetch(facts.graphqlUrl)).rejects.toThrow();
  }, 300_000);

  it('says in one sentence that its folder cannot be written', async () => {
    const home = await newHome();
    await writeFile(home, 'a file in its place');
    const child = spawnStart(resolve(home, '..'));
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect({ err, code }).toEqual({
      err: expect.stringMatching(
        /^It could not be started: the folder \S+ cannot be written: .*\n$/,
      ),
      code: 1,
    });
  });
});
