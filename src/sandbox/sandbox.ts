import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type App, createApp } from '#app';
import type { Config } from '#config';
import {
  type Db,
  type EmbeddedPostgres,
  migrateToLatest,
  openDatabase,
  startEmbeddedPostgres,
} from '#db';
import { createSimulator, demoPeople, type Simulator } from '#simulator';
import { type Clock, systemClock } from '#std/clock';
import type { Log } from '#std/log';
import type { SealingKey } from '#std/sealed-box';
import type { Service } from '#std/service';
import { ensureUser, linkWearer, readWearerState } from './link-wearer.ts';
import { keepPast } from './past.ts';
import { findSandboxFacts, type SandboxFacts, writeSandboxFacts } from './sandbox-facts.ts';
import { ensureTeamKey, findWearerId } from './team.ts';

/**
 * The whole product without configuration: Postgres, simulator and gateway in one process, with a
 * team, an API key, and a wearer who is linked over the public API.
 */
export interface Sandbox extends Service {
  facts(): SandboxFacts;
}

export interface SandboxOptions {
  readonly dataDirectory: string;
  readonly log: Log;
  /** Preferred ports; free ones are used where these are taken. */
  readonly ports?: { readonly gateway: number; readonly simulator: number };
  /** A database to use instead of the sandbox's own. */
  readonly databaseUrl?: string | undefined;
}

/** The simulated sensor is fast, so that a newcomer sees readings arrive. */
const cadenceMs = 12_000;
const portsDefault = { gateway: 4000, simulator: 4010 };
/** How long a start may wait for the first reading of this run. */
const firstReadingMsMax = 60_000;
const lookEveryMs = 500;

export function createSandbox(options: SandboxOptions): Sandbox {
  const { dataDirectory, log } = options;
  const ports = options.ports ?? portsDefault;
  const factsPath = join(dataDirectory, 'sandbox.json');
  const running: Service[] = [];
  let facts: SandboxFacts | undefined;

  async function run<Part extends Service>(part: Part): Promise<Part> {
    running.push(part);
    await part.start();
    return part;
  }

  async function start(): Promise<void> {
    await mkdir(dataDirectory, { recursive: true });
    const databaseUrl = options.databaseUrl ?? (await startPostgres(options, running)).url;
    await migrateToLatest(databaseUrl, log);
    const simulator = await run(await createPeople(ports.simulator, log));
    const config = await configOf(databaseUrl, dataDirectory, await freePort(ports.gateway));
    const app = await run(createApp({ config, log, dexcomBaseUrls: simulator.baseUrls }));
    const last = await findSandboxFacts(factsPath);
    const inDatabase = <T>(work: (db: Db) => Promise<T>) => withDatabase(databaseUrl, log, work);
    const apiKey = await inDatabase((db) => ensureTeamKey(db, systemClock, last?.apiKey));
    facts = await linkPeople(app, simulator, apiKey, inDatabase);
    await writeSandboxFacts(factsPath, facts);
  }

  return {
    start,
    async stop() {
      for (const part of running.splice(0).reverse()) await part.stop();
    },
    facts() {
      if (!facts) throw new Error('the sandbox has not started');
      return facts;
    },
  };
}

async function startPostgres(
  { dataDirectory, log }: SandboxOptions,
  running: Service[],
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    dataDirectory: join(dataDirectory, 'postgres'),
    log,
    clock: systemClock,
  });
  running.push({ start: async () => {}, stop: () => postgres.stop() });
  return postgres;
}

async function createPeople(port: number, log: Log): Promise<Simulator> {
  const free = await freePort(port);
  const simulator = createSimulator({
    clock: systemClock,
    log,
    port: free,
    adminPort: 0,
    keepsSessions: true,
  });
  for (const person of demoPeople({ count: peopleCount, cadenceMs })) simulator.addAccount(person);
  return simulator;
}

/** One person to link, and one for each problem that wearers have. */
const peopleCount = 7;

/** The preferred port, or any that is free. */
function freePort(preferred: number): Promise<number> {
  const isFree = (port: number) =>
    new Promise<number | null>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(null));
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null));
      });
    });
  return isFree(preferred).then(async (port) => port ?? (await isFree(0)) ?? 0);
}

async function configOf(databaseUrl: string, directory: string, port: number): Promise<Config> {
  return {
    databaseUrl,
    databaseDirectUrl: databaseUrl,
    databasePoolMax: 10,
    encryptionKeys: [await ensureKey(join(directory, 'encryption-key'))],
    role: 'all',
    host: '127.0.0.1',
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    trustedProxies: [],
    corsOrigins: [],
    logLevel: 'warn',
    isGraphiqlServed: true,
    introspection: 'everyone',
    persistedOperations: null,
    requestsPerMinutePerKey: 6_000,
    requestsPerMinutePerTeam: 60_000,
    requestsPerMinutePerAddress: 600,
    requestDeadlineMs: 30_000,
    requestBodyBytesMax: 100_000,
    metricsToken: null,
    metricsPort: null,
    eventRetentionDays: 30,
    sampleRetentionDays: null,
    auditRetentionDays: null,
    stallAfterMinutes: 30,
    webhookAllowedRanges: ['127.0.0.0/8', '::1/128'],
    isWebhookHttpAllowed: true,
    tracing: null,
  };
}

async function ensureKey(path: string): Promise<SealingKey> {
  const known = await readFile(path, 'utf8').catch(() => null);
  const key = known === null ? randomBytes(32) : Buffer.from(known.trim(), 'base64');
  if (known === null) await writeFile(path, `${key.toString('base64')}\n`, { mode: 0o600 });
  return { id: 'sandbox', key };
}

async function withDatabase<T>(url: string, log: Log, work: (db: Db) => Promise<T>): Promise<T> {
  const handle = openDatabase({ url, poolMax: 1, applicationName: 'sandbox', log });
  try {
    return await work(handle.db);
  } finally {
    await handle.close();
  }
}

async function linkPeople(
  app: App,
  simulator: Simulator,
  apiKey: string,
  inDatabase: (work: (db: Db) => Promise<void>) => Promise<void>,
): Promise<SandboxFacts> {
  const [wearer] = simulator.listAccounts();
  if (!wearer) throw new Error('the simulator has no people');
  const { username, password, region } = wearer;
  const account = { username, password, region };
  const origin = `127.0.0.1:${app.port()}/graphql`;
  const graphqlUrl = `http://${origin}`;
  const userId = await ensureUser(graphqlUrl, apiKey);
  const before = await readWearerState(graphqlUrl, apiKey, userId);
  if (!before.isConnected) {
    await inDatabase(keepWearersPast);
    await linkWearer(graphqlUrl, apiKey, userId, account);
  }
  await untilReading(systemClock, graphqlUrl, apiKey, userId);
  return {
    graphqlUrl,
    subscriptionsUrl: `ws://${origin}`,
    apiKey,
    userId,
    simulatorUrl: simulator.url,
    simulatorAdminUrl: simulator.adminUrl,
    account,
  };
}

async function keepWearersPast(db: Db): Promise<void> {
  const userId = await findWearerId(db, systemClock);
  if (userId !== null) await keepPast(db, systemClock, userId);
}

/** After a pause the session is renewed first, and then the day's readings arrive. */
async function untilReading(
  clock: Clock,
  url: string,
  apiKey: string,
  userId: string,
): Promise<void> {
  const untilMs = clock.monotonicMs() + firstReadingMsMax;
  while (clock.monotonicMs() < untilMs) {
    const { newestTakenAt } = await readWearerState(url, apiKey, userId);
    const ageMs = clock.nowMs() - (newestTakenAt?.getTime() ?? 0);
    if (ageMs < freshReadingMs) return;
    await clock.sleep(lookEveryMs);
  }
}

const freshReadingMs = 60_000;
