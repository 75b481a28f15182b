import type { Quotas } from '#config';
import { openedLinks } from '#connections';
import { createListener, type Db } from '#db';
import { eraseUserDevices } from '#devices';
import { eraseUserDiary } from '#diary';
import { createFollower, eraseUserEvents } from '#events';
import { createExportTokens } from '#exports';
import { eraseUserSamples } from '#glucose';
import { createCredentialWatch, createLive } from '#live';
import { createMaintenance } from '#maintenance';
import { createPoller } from '#poller';
import { closeProviders, createProviders, oauthProvider, type Providers } from '#providers';
import { createPuller } from '#pulls';
import type { Services } from '#schema';
import { checkPort, createRateLimiter } from '#server';
import { systemClock } from '#std/clock';
import { createFairLine } from '#std/fair-line';
import { newId } from '#std/ids';
import type { Log } from '#std/log';
import { createProvenLine } from '#std/proven-line';
import { systemRandom } from '#std/random';
import type { Service } from '#std/service';
import {
  createAuthenticator,
  createReadCounter,
  createUserTokens,
  type EraseHook,
  findEndedSubjects,
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
import { createConsents } from './consent-door.ts';
import { createLinkPages } from './link-pages.ts';
import { maintenanceTasks } from './maintenance.ts';
import { type AppOptions, type Base, type NodeOptions, openBase } from './open-base.ts';
import { disconnectUser, endLinks, eraseAccountsOf, eraseConnections } from './user-hooks.ts';
import { version } from './version.ts';

/**
 * The composition root: builds all parts in the order in which data flows, starts them in that order
 * and stops them in reverse. The only file that sees all rooms.
 */
export interface App extends Service {
  /** Each of its lines names this node and its role. */
  readonly log: Log;
  /** The port of the API; throws while the server does not run. */
  port(): number;
  /** The parts that tests drive by hand while they let days pass. */
  parts(): Parts;
}

export function createApp(given: AppOptions): App {
  const nodeId = newId(systemClock);
  const { host, port, metricsPort, role } = given.config;
  const log = given.log.child({ node: nodeId, role });
  const options: NodeOptions = { ...given, log, nodeId };
  const running: Service[] = [];
  let parts: Parts | undefined;
  let starting: Promise<void> | undefined;

  async function start(): Promise<void> {
    const { settings } = given;
    log.info('process.starting', { version, nodeVersion: process.version, settings });
    // Before anything else is opened: what could not listen in the end is refused at once.
    for (const each of [port, metricsPort]) if (each) await checkPort(host, each);
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
    log,
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
async function openParts(options: NodeOptions, running: Service[]) {
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
  const strangers = createFairLine(strangerLimits);
  const consentLine = createProvenLine(strangers);
  const userTokens = createUserTokens(config.encryptionKeys, clock);
  const readCounter = createReadCounter({ db: api.db, clock, systemClock, log });
  const services: Services = {
    readCounter,
    sealer: base.sealer,
    linking,
    refreshing,
    live,
    webhookContext,
    webhooks,
    authenticator: createAuthenticator({ db: api.db, strangers, clock, userTokens }),
    userTokens,
    exportTokens: createExportTokens(config.encryptionKeys, clock),
    linkPages: createLinkPages(config.publicUrl),
    consents: createConsents(config, base, linking.providers, consentLine),
    quotas: quotasOf(config.quotas),
    instance: instanceOf(options),
    userDeletedHooks: [disconnectUser(clock), endLinks(clock)],
    tokensRevokedHooks: [endLinks(clock)],
    openedLinks: openedLinks(clock),
  };
  const server = createApiServer({
    ...{ ...options, ...base, services, strangers, consentLine, credentialWatch },
    sandbox: options.sandbox ?? null,
  });
  const tasks = maintenanceTasks(worker.db, clock, config, eraseHooksOf(base));
  const maintenance = createMaintenance(tasks, { clock: systemClock, log });
  metrics.watchPoller(poller);
  metrics.watchLive(live, follower);
  metrics.watchWebhooks(webhooks);
  metrics.watchDeployment(worker.db, clock);
  const serving = [
    ...[follower, credentialWatch, asService(live), asService(poller), readCounter],
    server,
  ];
  const pullers = createPullers(options, base, linking.providers);
  const working = [poller, ...pullers, webhooks, maintenance];
  const ofRole = {
    api: [listener, ...serving],
    worker: [listener, ...working, server],
    all: [listener, ...working, ...serving],
  }[config.role];
  const { db } = api;
  return {
    clock,
    db,
    poller,
    webhookContext,
    webhooks,
    follower,
    server,
    services: ofRole,
  };
}

/** What erases a person for good, room by room. */
function eraseHooksOf(base: Base): readonly EraseHook[] {
  const erasers = [
    ...[eraseUserSamples, eraseUserDiary, eraseUserDevices, eraseUserDeliveries],
    eraseUserEvents,
  ];
  const hooks = erasers.map((erase) => async (db: Db, userId: string) => {
    await erase(db, userId);
  });
  return [eraseConnections, eraseAccountsOf(base), ...hooks];
}

function instanceOf({ config, sandbox }: AppOptions): Services['instance'] {
  const { isConsoleServed, isGraphiqlServed, eventRetentionDays } = config;
  const isSandbox = sandbox !== undefined;
  return { version, isSandbox, isConsoleServed, isGraphiqlServed, eventRetentionDays };
}

/**
 * Credentials that were not seen before: two sessions of the API's pool are theirs, and no network
 * takes all places before them.
 */
const strangerLimits = { weightMax: 2, placesPerKeyMax: 100, placesMax: 1_000 };

function quotasOf(quotas: Quotas): Services['quotas'] {
  const { usersMax, apiKeysMax, userTokensPerMinute, linkTokensPerMinute } = quotas;
  const userTokens = perMinute(userTokensPerMinute);
  return { usersMax, apiKeysMax, userTokens, linkTokens: perMinute(linkTokensPerMinute) };
}

/** In real time, also where the product runs on a clock of a test's own. */
function perMinute(limit: number) {
  return createRateLimiter({ clock: systemClock, perMinute: limit });
}

/** The parts that ask Dexcom. An API node polls too, when a person links or refreshes. */
function createPolling(options: AppOptions, base: Base, running: Service[]) {
  const { config, log, dexcomBaseUrls, dexcomOAuthBaseUrls } = options;
  const { api, worker, clock, sealer, keyedHash, metrics, traces } = base;
  const baseUrls = dexcomBaseUrls ? { baseUrls: dexcomBaseUrls } : {};
  const dexcomShare = { ...dexcomSockets, ...baseUrls, ...metrics.dexcom };
  const { connectionsMax: _max, historyDays: _days, ...apps } = config.dexcomOAuth;
  const asked = { ...apps, onRequest: metrics.dexcom.onOAuthRequest };
  const dexcomOAuth = dexcomOAuthBaseUrls ? { ...asked, baseUrls: dexcomOAuthBaseUrls } : asked;
  const providers = createProviders({ clock, keyedHash, log, dexcomShare, dexcomOAuth });
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

/** What is fetched beside polls, where the deployment has an app to ask with. */
function createPullers(
  { log }: AppOptions,
  { worker, clock, sealer, keyedHash }: Base,
  providers: Providers,
): Service[] {
  if (providers[oauthProvider].appRegions.length === 0) return [];
  const { db } = worker;
  return [createPuller({ db, clock, systemClock, sealer, keyedHash, providers, log })];
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
  const live = createLive({ follower, db: api.db, clock, systemClock, credentialWatch });
  return { follower, credentialWatch, live };
}

/** How many connections to Dexcom may be open, and requests in flight, for each region. */
const dexcomSockets = { connectionsMax: 1_200, requestsMax: 1_200 };

/** Deliveries that replays make due at one host; a sixth of it, five steps, may come at once. */
const replayedPerMinutePerHost = 30_000;

function createWebhookParts(
  { config, log }: AppOptions,
  { worker: { db }, clock, sealer, metrics, traces }: Base,
): { webhookContext: WebhookContext; webhooks: Webhooks } {
  const addressPolicy = createAddressPolicy({
    allowsHttp: config.isWebhookHttpAllowed,
    allowedSubnets: config.webhookAllowedRanges,
  });
  const { webhookEndpointsMax, webhookOrdersPerMinutePerHost } = config.quotas;
  const context = createWebhookContext({
    clock,
    sealer,
    addressPolicy,
    policy: { endpointsPerTeamMax: webhookEndpointsMax },
    orders: perMinute(webhookOrdersPerMinutePerHost),
    replayPace: perMinute(replayedPerMinutePerHost),
  });
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
