import { Registry } from 'prom-client';
import type { Config } from '#config';
import { disconnectConnections, openKeyedHash } from '#connections';
import {
  createDatabaseClock,
  createListener,
  type DatabaseHandle,
  findSchemaMismatch,
  openDatabase,
} from '#db';
import { appendEvents, createFollower, eraseUserEvents } from '#events';
import { createExportTokens } from '#exports';
import { eraseUserSamples } from '#glucose';
import { createCredentialWatch, createLive } from '#live';
import { createMaintenance } from '#maintenance';
import { createPoller } from '#poller';
import { closeProviders, createProviders, type Region } from '#providers';
import type { Services } from '#schema';
import { type Clock, systemClock } from '#std/clock';
import type { Log } from '#std/log';
import { systemRandom } from '#std/random';
import { createSealer } from '#std/sealed-box';
import type { Service } from '#std/service';
import {
  createAuthenticator,
  createUserTokens,
  findEndedSubjects,
  type UserDeletedHook,
} from '#teams';
import {
  type AttemptReport,
  createAddressPolicy,
  createWebhookContext,
  createWebhooks,
  eraseUserDeliveries,
  type WebhookContext,
  type Webhooks,
} from '#webhooks';
import { createApiServer } from './api.ts';
import { maintenanceTasks } from './maintenance.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createTraces, type Traces } from './traces.ts';

/**
 * The composition root: builds all parts in the order in which data flows, starts them in that order
 * and stops them in reverse. The only file that sees all rooms.
 */
export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  /** The simulator's addresses instead of Dexcom's, for the sandbox and tests. */
  readonly dexcomBaseUrls?: Readonly<Record<Region, string>>;
  /** Replaces the database's clock, for tests that let days pass. */
  readonly clock?: Clock;
}

export interface App extends Service {
  /** The port of the API; throws while the server does not run. */
  port(): number;
  /** The parts that tests drive by hand while they let days pass. */
  parts(): Parts;
}

export function createApp(options: AppOptions): App {
  const running: Service[] = [];
  let parts: Parts | undefined;
  let starting: Promise<void> | undefined;

  async function start(): Promise<void> {
    parts = await openParts(options, running);
    for (const service of parts.services) {
      running.push(service);
      await service.start();
    }
  }

  const opened = () => {
    if (!parts) throw new Error('the gateway is not running');
    return parts;
  };
  return {
    start() {
      starting ??= start();
      return starting;
    },
    async stop() {
      for (const service of running.splice(0).reverse()) await service.stop();
    },
    port: () => opened().server.port(),
    parts: opened,
  };
}

export type Parts = Awaited<ReturnType<typeof openParts>>;

/** Each part that is opened goes into `running` at once, so that a failed start closes it. */
async function openParts(options: AppOptions, running: Service[]) {
  const { config, log } = options;
  const base = await openBase(options, running);
  const { api, worker, clock, metrics } = base;
  const { poller, linking, refreshing } = createPolling(options, base, running);
  const { follower, credentialWatch, live } = createLiveReaders(options, base);
  const { webhookContext, webhooks } = createWebhookParts(options, base);
  const listener = createListener({
    url: config.databaseDirectUrl,
    channels: ['events'],
    onNotify() {
      follower.wake();
      webhooks.wake();
    },
    clock: systemClock,
    log,
  });
  const userTokens = createUserTokens(config.encryptionKeys, clock);
  const services: Services = {
    linking,
    refreshing,
    live,
    webhookContext,
    webhooks,
    authenticator: createAuthenticator({ db: api.db, clock, userTokens }),
    userTokens,
    exportTokens: createExportTokens(config.encryptionKeys, clock),
    userDeletedHooks: [disconnectUser(clock)],
  };
  const server = createApiServer({ ...options, ...base, services, credentialWatch });
  const tasks = maintenanceTasks(worker.db, clock, config, [
    async (db, userId) => void (await eraseUserSamples(db, userId)),
    async (db, userId) => void (await eraseUserDeliveries(db, userId)),
    async (db, userId) => void (await eraseUserEvents(db, userId)),
  ]);
  const maintenance = createMaintenance(tasks, { clock: systemClock, log });
  metrics.watchPoller(poller);
  metrics.watchLive(live, follower);
  metrics.watchWebhooks(webhooks);
  metrics.watchQueues(worker.db, clock);
  const serving = [follower, credentialWatch, asService(live), asService(poller), server];
  const working = [poller, webhooks, maintenance];
  const ofRole = {
    api: [listener, ...serving],
    worker: [listener, ...working, server],
    all: [listener, ...working, ...serving],
  }[config.role];
  const { db } = api;
  return { clock, db, poller, webhookContext, webhooks, follower, server, services: ofRole };
}

type Base = Awaited<ReturnType<typeof openBase>>;

/**
 * The API and the worker of a node have a database pool each, so that neither can starve the other.
 */
async function openBase(options: AppOptions, running: Service[]) {
  const registry = new Registry();
  const metrics = createMetrics(registry);
  const traces = await openTraces(options, running);
  const api = open(options, 'api', metrics, running);
  const worker = open(options, 'worker', metrics, running);
  await checkSchema(worker);
  const clock = options.clock ?? (await startDatabaseClock(options, worker, running));
  const sealer = createSealer(options.config.encryptionKeys);
  const keyedHash = await openKeyedHash(worker.db, sealer);
  return { registry, metrics, traces, api, worker, clock, sealer, keyedHash };
}

/** Opened first and so stopped last: what ends during the stop is traced too. */
async function openTraces(
  { config: { tracing }, log }: AppOptions,
  running: Service[],
): Promise<Traces | null> {
  const traces = tracing && (await createTraces({ tracing, clock: systemClock, log }));
  if (traces) running.push(traces);
  return traces;
}

/** The parts that ask Dexcom. An API node polls too, when a person links or refreshes. */
function createPolling(options: AppOptions, base: Base, running: Service[]) {
  const { config, log, dexcomBaseUrls } = options;
  const { api, worker, clock, sealer, keyedHash, metrics, traces } = base;
  const baseUrls = dexcomBaseUrls ? { baseUrls: dexcomBaseUrls } : {};
  const dexcomShare = { ...dexcomSockets, ...baseUrls };
  const providers = createProviders({ clock, keyedHash, log, dexcomShare });
  running.push({ start: async () => {}, stop: () => closeProviders(providers) });
  const shared = { providers, clock, keyedHash, sealer, log, systemClock };
  const poller = createPoller({
    ...shared,
    db: worker.db,
    random: systemRandom,
    stallAfterMs: config.stallAfterMinutes * 60_000,
    onPoll(report) {
      metrics.onPoll(report);
      traces?.onPoll(report);
    },
  });
  const refreshing = { db: api.db, clock, systemClock, keyedHash, poller };
  return { poller, refreshing, linking: { ...shared, ...refreshing } };
}

/** The follower of the log and the subscriptions that it feeds. */
function createLiveReaders({ log }: AppOptions, { api, clock }: Base) {
  const follower = createFollower({ db: api.db, clock: systemClock, log });
  const credentialWatch = createCredentialWatch({
    clock,
    systemClock,
    log,
    findEnded: (subjects) => findEndedSubjects(api.db, subjects),
  });
  const live = createLive({ follower, db: api.db, credentialWatch });
  return { follower, credentialWatch, live };
}

/** Disconnects a deleted user and appends the event, in the transaction of the deletion. */
function disconnectUser(clock: Clock): UserDeletedHook {
  return async (db, userId) => {
    const ended = await disconnectConnections(db, clock, { userId });
    const events = ended.map(({ event }) => event);
    await appendEvents(db, events);
  };
}

/** How many connections to Dexcom may be open, and requests in flight, for each region. */
const dexcomSockets = { connectionsMax: 1_200, requestsMax: 1_200 };

function open(
  { config, log }: AppOptions,
  name: 'api' | 'worker',
  metrics: Metrics,
  running: Service[],
): DatabaseHandle {
  const handle = openDatabase({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    applicationName: `glucose-gateway ${name}`,
    isPooled: config.databaseUrl !== config.databaseDirectUrl,
    onStatement: metrics.onStatementOf(name),
    log,
  });
  metrics.watchDatabase(name, handle);
  running.push({ start: async () => {}, stop: () => handle.close() });
  return handle;
}

const schemaAdvice = {
  absent: 'the database is empty: run "npm run gateway -- migrate" first',
  older: 'the database is older than this gateway: run "npm run gateway -- migrate" first',
  newer: 'the database is newer than this gateway: run a newer version of it',
} as const;

async function checkSchema({ db }: DatabaseHandle): Promise<void> {
  const mismatch = await findSchemaMismatch(db);
  if (mismatch) throw new Error(schemaAdvice[mismatch]);
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

function createWebhookParts(
  { config, log }: AppOptions,
  { worker: { db }, clock, sealer, metrics, traces }: Base,
): { webhookContext: WebhookContext; webhooks: Webhooks } {
  const addressPolicy = createAddressPolicy({
    allowsHttp: config.isWebhookHttpAllowed,
    allowedSubnets: config.webhookAllowedRanges,
  });
  const context = createWebhookContext({ clock, sealer, addressPolicy });
  const onAttempt = (report: AttemptReport) => {
    metrics.onAttempt(report);
    traces?.onAttempt(report);
  };
  const webhooks = createWebhooks({ db, context, random: systemRandom, log, onAttempt });
  return { webhookContext: context, webhooks };
}

/** A part without a start of its own, as a Service, so that it is stopped with the others. */
function asService(part: { stop(): Promise<void> }): Service {
  return { start: async () => {}, stop: () => part.stop() };
}
