import { Registry } from 'prom-client';
import type { Config } from '#config';
import { createDatabaseClock, type DatabaseHandle, type Db, openDatabase } from '#db';
import { createNodeRegister, type NodeRegister, openKeyedHash } from '#deployment';
import type { Region } from '#providers';
import { type Clock, systemClock } from '#std/clock';
import type { Log } from '#std/log';
import { createSealer } from '#std/sealed-box';
import type { Service } from '#std/service';
import type { SandboxConsole } from './console.ts';
import { createMetrics, type Metrics } from './metrics/index.ts';
import { createTraces, type Traces } from './traces.ts';
import { checkDatabase, withStartAdvice } from './usable-database.ts';
import { version } from './version.ts';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  /** What is logged of the settings at the start. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The simulator's addresses instead of Dexcom's, in the sandbox and in tests. */
  readonly dexcomBaseUrls?: Readonly<Record<Region, string>>;
  /** The same of the OAuth API. */
  readonly dexcomOAuthBaseUrls?: Readonly<Record<Region, string>>;
  /** In the sandbox alone. */
  readonly sandbox?: SandboxConsole;
  /** Instead of the database's time, in tests that let days pass. */
  readonly clock?: Clock;
}

export interface NodeOptions extends AppOptions {
  readonly nodeId: string;
}

/** What all parts of a node stand on: databases, clock, keys, figures. */
export type Base = Awaited<ReturnType<typeof openBase>>;

/** The API and the worker of a node have sessions of their own: neither can starve the other. */
export async function openBase(options: NodeOptions, running: Service[]) {
  const registry = new Registry();
  const metrics = createMetrics(registry, { version, role: options.config.role });
  const traces = await openTraces(options, running);
  const { nodeId } = options;
  const api = open(options, { name: 'api', nodeId }, metrics, running);
  const worker = open(options, { name: 'worker', nodeId }, metrics, running);
  await checkSchema(worker);
  const clock = options.clock ?? (await startDatabaseClock(options, worker, running));
  const register = await openRegister(options, worker.db, nodeId, running);
  const sealer = createSealer(options.config.encryptionKeys, () => register.forms());
  // The first secret that is opened: a wrong encryption key shows itself here.
  const keyedHash = await withStartAdvice(() => openKeyedHash(worker.db, sealer));
  return { registry, metrics, traces, api, worker, clock, sealer, keyedHash };
}

/** Opened first and so stopped last: what ends on the way is traced too. */
async function openTraces(
  { config: { tracing }, log }: AppOptions,
  running: Service[],
): Promise<Traces | null> {
  const traces = tracing && (await createTraces({ tracing, clock: systemClock, log }));
  if (traces) running.push(traces);
  return traces;
}

function open(
  { config, log }: AppOptions,
  { name, nodeId }: { readonly name: 'api' | 'worker'; readonly nodeId: string },
  metrics: Metrics,
  running: Service[],
): DatabaseHandle {
  const handle = openDatabase({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    applicationName: `glucose-gateway ${name} ${nodeId}`,
    isPooled: config.databaseUrl !== config.databaseDirectUrl,
    onStatement: metrics.database.onStatementOf(name),
    log,
  });
  metrics.database.watch(name, handle);
  running.push({ start: async () => {}, stop: () => handle.close() });
  return handle;
}

async function checkSchema({ db }: DatabaseHandle): Promise<void> {
  await withStartAdvice(() => checkDatabase(db));
}

async function openRegister(
  { config, log }: AppOptions,
  db: Db,
  nodeId: string,
  running: Service[],
): Promise<NodeRegister> {
  const keyIds = config.encryptionKeys.map(({ id }) => id);
  const node = { id: nodeId, version, role: config.role, keyIds };
  const register = createNodeRegister({ db, wallClock: systemClock, log, node });
  running.push(register);
  await register.start();
  return register;
}

async function startDatabaseClock(
  { log }: AppOptions,
  { db }: DatabaseHandle,
  running: Service[],
): Promise<Clock> {
  const clock = createDatabaseClock({ db, clock: systemClock, log });
  running.push(clock);
  await clock.start();
  return clock;
}
