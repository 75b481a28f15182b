import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type EmbeddedPostgres, migrateToLatest, openDatabase, startEmbeddedPostgres } from '#db';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { type Child, startChild } from './children.ts';
import { cadenceMs, createDataset, type Dataset, type DatasetOptions } from './dataset.ts';
import { createPostgraphileSchema } from './postgraphile-schema.ts';

/** Databases with their data, and the servers over them, each in a process of its own. */
export interface Stage {
  readonly postgresPid: number;
  /** 5 million samples of 200 users. */
  readonly wide: Held;
  /** Three years of a few users. */
  readonly long: Held;
  /** Thirty days of the same number of users. */
  readonly short: Held;
  readonly servers: Servers;
  readonly load: Child;
  close(): Promise<void>;
}

export interface Held extends Dataset {
  readonly url: string;
}

export interface Servers {
  readonly gateway: Child;
  readonly postgraphile: Child;
  readonly handWritten: Child;
  readonly passThrough: Child;
  readonly gatewayOverLong: Child;
  readonly gatewayOverShort: Child;
}

export const poolMax = 10;
const log = createLog('error');
const samplesADay = 288;
/** Data that are older are made anew: what counts as recent must still be so. */
const datasetAgeMsMax = 3 * 24 * 3_600_000;

const sizes = {
  wide: { users: 200, samplesPerUser: 25_000 },
  long: { users: 10, samplesPerUser: 3 * 365 * samplesADay },
  short: { users: 10, samplesPerUser: 30 * samplesADay },
} as const;

export async function openStage(
  directory: string,
  progress: (line: string) => void,
): Promise<Stage> {
  const endings: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    progress('install PostGraphile from its own lock file');
    installPostgraphile();
    const server = await startPostgres(directory);
    endings.push(() => server.stop());
    const held = await openDatasets(server, directory, progress);
    const open = async (module: string, { url }: Held) => {
      const child = await startChild(module, [url, `${poolMax}`]);
      endings.push(() => child.stop());
      return child;
    };
    const servers = {
      gateway: await open('./gateway.ts', held.wide),
      postgraphile: await open('./postgraphile.ts', held.wide),
      handWritten: await open('./hand-written.ts', held.wide),
      passThrough: await open('./hand-written.ts', held.wide),
      gatewayOverLong: await open('./gateway.ts', held.long),
      gatewayOverShort: await open('./gateway.ts', held.short),
    };
    const load = await open('./load.ts', held.wide);
    return { ...held, servers, load, postgresPid: server.pid(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function installPostgraphile(): void {
  const folder = new URL('../postgraphile', import.meta.url).pathname;
  if (existsSync(join(folder, 'node_modules/postgraphile'))) return;
  execFileSync('npm', ['ci'], { cwd: folder, stdio: 'ignore' });
}

async function startPostgres(directory: string): Promise<EmbeddedPostgres> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  const options = { dataDirectory: directory, isDurable: false, log, clock: systemClock };
  return await startEmbeddedPostgres(options);
}

async function openDatasets(
  server: EmbeddedPostgres,
  directory: string,
  progress: (line: string) => void,
) {
  const factsFile = join(directory, 'datasets.json');
  const known = await readFile(factsFile, 'utf8').then(JSON.parse, () => ({}));
  const endMs = Math.floor(systemClock.nowMs() / cadenceMs) * cadenceMs;
  const held = { ...known };
  for (const [name, size] of Object.entries(sizes)) {
    const isUsable = known[name] && endMs - known[name].endMs < datasetAgeMsMax;
    const url = urlOf(server, `bench_${name}`);
    if (!isUsable) {
      progress(`make the ${name} data: ${size.users * size.samplesPerUser} samples`);
      held[name] = await fillDatabase(server, `bench_${name}`, { ...size, endMs });
      await writeFile(factsFile, JSON.stringify(held));
    } else await migrateToLatest(url, log);
    held[name] = { ...held[name], url };
  }
  return held as { wide: Held; long: Held; short: Held };
}

function urlOf({ url }: EmbeddedPostgres, name: string): string {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}

async function fillDatabase(
  server: EmbeddedPostgres,
  name: string,
  options: DatasetOptions,
): Promise<Dataset> {
  const admin = openDatabase({ url: server.url, poolMax: 1, applicationName: 'bench', log });
  await sql`drop database if exists ${sql.table(name)} with (force)`.execute(admin.db);
  await sql`create database ${sql.table(name)}`.execute(admin.db);
  await admin.close();
  const url = urlOf(server, name);
  await migrateToLatest(url, log);
  const statementTimeoutMs = 30 * 60_000;
  const handle = openDatabase({
    url,
    poolMax: 1,
    applicationName: 'bench',
    statementTimeoutMs,
    log,
  });
  try {
    const dataset = await createDataset(handle.db, options);
    await createPostgraphileSchema(handle.db);
    return dataset;
  } finally {
    await handle.close();
  }
}
