import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Db, migrateToLatest, openDatabase } from '#db';
import { openKeyedHash } from '#deployment';
import { ensureEventPartitions } from '#events';
import { closeProviders, createProviders } from '#providers';
import { createSimulator, type Simulator } from '#simulator';
import type { Account } from '#src/simulator/people/account.ts';
import { systemClock } from '#std/clock';
import { createLog, silentLog } from '#std/log';
import { createSealer } from '#std/sealed-box';
import { createTeam } from '#teams';
import { type LinkedId, linkMany } from '#test/link-many';
import { startBenchPostgres } from '../database.ts';
import { type Child, startChild } from '../webhooks/children.ts';
import { addPeople, type Population } from './population.ts';
import type { SimulatorAnswers, SimulatorCommand, SimulatorGreeting } from './simulator-process.ts';
import type { WorkerCommand, WorkerOrder } from './worker-process.ts';

/**
 * Postgres with durable commits, the simulator in a process of its own with its people, each of them
 * linked. The twin is the same simulator in this process: it serves nobody and knows the truth.
 */
export interface Stage {
  readonly db: Db;
  readonly population: Population;
  readonly accounts: readonly Account[];
  readonly linked: readonly LinkedId[];
  readonly twin: Simulator;
  readonly simulator: SimulatorChild;
  readonly postgresPid: number;
  /** A worker that polls by itself; or that polls when it is told, from the instant given on. */
  startWorker(heldAtMs: number | null): Promise<Worker>;
  close(): Promise<void>;
}

export interface SimulatorChild {
  readonly pid: number;
  ask<Kind extends keyof SimulatorAnswers>(kind: Kind): Promise<SimulatorAnswers[Kind]>;
  holdAt(atMs: number | null): Promise<void>;
}

export interface Worker extends Child<WorkerCommand> {
  readonly pid: number;
  readonly logFile: string;
}

const source = { kind: 'system', id: null, address: null } as const;
const log = createLog('error');

export async function openStage(
  population: Population,
  progress: (line: string) => void,
): Promise<Stage> {
  const endings: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const server = await startBenchPostgres((end) => endings.push(end));
    await migrateToLatest(server.url, log);
    const directory = await mkdtemp(join(tmpdir(), 'gateway-bench-logs-'));
    endings.push(() => rm(directory, { recursive: true, force: true }));
    const handle = openDatabase({
      url: server.url,
      poolMax: 4,
      applicationName: 'bench',
      // Set-up writes and sorts millions of rows.
      statementTimeoutMs: 600_000,
      log,
    });
    endings.push(() => handle.close());
    const { db } = handle;
    const child = await startChild<SimulatorCommand>('../poll/simulator-process.ts', [
      JSON.stringify(population),
    ]);
    endings.push(() => child.stop());
    const greeting = child.greeting as SimulatorGreeting;
    const { seed } = population;
    const twin = createSimulator({ clock: systemClock, log, seed, adminPort: null });
    const accounts = addPeople(twin, population);
    const key = randomBytes(32);
    progress(`link ${accounts.length} accounts`);
    const linked = await linkAll(db, accounts, key, greeting.baseUrls);
    const environment = { DATABASE_URL: server.url, ROLE: 'worker', PORT: '0', HOST: '127.0.0.1' };
    const order = {
      environment: { ...environment, ENCRYPTION_KEYS: `bench:${key.toString('base64')}` },
      dexcomBaseUrls: greeting.baseUrls,
    };
    return {
      ...{ db, population, accounts, linked, twin, postgresPid: server.pid() },
      simulator: simulatorOf(child),
      startWorker: async (heldAtMs) => {
        const logFile = join(directory, `worker-${systemClock.nowMs()}.log`);
        return await startWorker({ ...order, logFile, heldAtMs }, endings);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function linkAll(
  db: Db,
  accounts: readonly Account[],
  key: Buffer,
  baseUrls: SimulatorGreeting['baseUrls'],
): Promise<readonly LinkedId[]> {
  const clock = systemClock;
  await ensureEventPartitions(db, new Date(clock.nowMs()));
  const sealer = createSealer([{ id: 'bench', key }]);
  const keyedHash = await openKeyedHash(db, sealer);
  const providers = createProviders({
    clock,
    keyedHash,
    log: silentLog,
    dexcomShare: { baseUrls },
  });
  const team = await createTeam(db, clock, source, { name: 'Bench' });
  if (team.kind !== 'created') throw new Error('the team was there');
  const deps = { db, providers, clock, sealer };
  const linked = await linkMany(deps, accounts, { teamId: team.team.id, spreadMs: 0 });
  await closeProviders(providers);
  return linked;
}

function simulatorOf(child: Child<SimulatorCommand>): SimulatorChild {
  return {
    pid: (child.greeting as SimulatorGreeting).pid,
    ask: (kind) => child.ask({ kind }),
    holdAt: (atMs) => child.ask({ kind: 'time', atMs }),
  };
}

async function startWorker(
  order: WorkerOrder,
  endings: (() => Promise<unknown>)[],
): Promise<Worker> {
  // A node that is told when to poll does nothing by itself: it has the API's role.
  const role = order.heldAtMs === null ? 'worker' : 'api';
  const environment = { ...order.environment, ROLE: role };
  const child = await startChild<WorkerCommand>('../poll/worker-process.ts', [
    JSON.stringify({ ...order, environment }),
  ]);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= child.ask({ kind: 'stop' }).then(() => child.stop());
    return stopping;
  };
  endings.push(stop);
  return { ...child, pid: child.greeting as number, logFile: order.logFile, stop };
}

/** What was written at set-up is made as if it had been there for long. */
export async function settleDown(db: Db): Promise<void> {
  await sql`vacuum analyze`.execute(db);
  await sql`checkpoint`.execute(db);
}
