import { join } from 'node:path';
import { createApp } from '#app';
import type { Config, SandboxConfig } from '#config';
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
import type { Service } from '#std/service';
import { type ChosenPort, choosePort, portOf } from './choose-port.ts';
import { completeConfig, sandboxApp } from './complete-config.ts';
import { createSandboxDoor } from './console-door.ts';
import { prepareDataFolder } from './data-folder.ts';
import { createOthers } from './link-others.ts';
import { createLink, ensureUser, linkWearer, readWearerState } from './link-wearer.ts';
import { keepPast } from './past.ts';
import { peopleCount, peopleOf, unlinkedUsername } from './people.ts';
import { createReceiver } from './receiver.ts';
import { ensureReceiverEndpoint } from './receiver-endpoint.ts';
import { createRestartingApp, type RestartingApp } from './restarting-app.ts';
import { findSandboxFacts, type SandboxFacts, writeSandboxFacts } from './sandbox-facts.ts';
import { ensureTeamKey, findWearerId, teamName } from './team.ts';

/**
 * The whole product without configuration: Postgres, simulator and gateway in one process, with a
 * team, an API key, a receiver of webhooks, and people who are linked over the public API.
 */
export interface Sandbox extends Service {
  facts(): SandboxFacts;
  /** Which port the gateway was to have, where that was taken; null where it has it. */
  movedFrom(): number | null;
}

export interface SandboxOptions {
  readonly dataDirectory: string;
  readonly log: Log;
  readonly settings: SandboxConfig;
  /** Preferred ports; free ones are used where these are taken. */
  readonly ports?: { readonly gateway: number; readonly simulator: number };
}

/** The simulated sensor is fast, so that a newcomer sees readings arrive. */
const cadenceMs = 12_000;
const simulatorPortDefault = 4010;
const receiverPortDefault = 4020;
/** How long a start may wait for the first reading of this run. */
const firstReadingMsMax = 60_000;
const lookEveryMs = 500;

export function createSandbox(options: SandboxOptions): Sandbox {
  const { dataDirectory, log, settings } = options;
  const factsPath = join(dataDirectory, 'sandbox.json');
  const running: Service[] = [];
  let facts: SandboxFacts | undefined;
  let chosen: ChosenPort | undefined;

  async function run<Part extends Service>(part: Part): Promise<Part> {
    running.push(part);
    await part.start();
    return part;
  }

  async function start(): Promise<void> {
    await prepareDataFolder(dataDirectory);
    const last = await findSandboxFacts(factsPath);
    const databaseUrl = settings.databaseUrl ?? (await startPostgres(options, running)).url;
    await migrateToLatest(databaseUrl, log);
    const ports = portsOf(options, last);
    const simulator = await run(await createPeople(ports.simulator, log));
    chosen = await choosePort(ports.gateway);
    const own = { databaseUrl, port: chosen.port, directory: dataDirectory };
    const config = await completeConfig(settings, own);
    const receiverPort = (await choosePort(ports.receiver)).port;
    const receiver = await run(createReceiver(receiverPort, () => app.restart()));
    const door = createSandboxDoor(receiver);
    const sandbox = { teamName, answer: door.answer };
    registerApp(simulator, config);
    const create = () => createApp({ config, log, ...addressesOf(simulator), sandbox });
    const app = await run(createRestartingApp(create, log));
    const inDatabase = <T>(work: (db: Db) => Promise<T>) => withDatabase(databaseUrl, log, work);
    const apiKey = await inDatabase((db) => ensureTeamKey(db, systemClock, last?.apiKey));
    const linked = await linkPeople(app, simulator, apiKey, inDatabase);
    facts = { ...linked, databaseUrl, receiverUrl: receiver.url };
    await writeSandboxFacts(factsPath, facts);
    const { graphqlUrl, people } = facts;
    receiver.setSecret(await ensureReceiverEndpoint(graphqlUrl, apiKey, receiver.url));
    door.open(facts);
    await run(createOthers({ graphqlUrl, apiKey, people, inDatabase, log }));
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
    movedFrom: () => chosen?.movedFrom ?? null,
  };
}

/** The ports to try, in their order: those of the last start are kept, unless others are given. */
function portsOf({ settings, ports }: SandboxOptions, last: Partial<SandboxFacts> | null) {
  const given = ports?.gateway ?? settings.config.port;
  const isKept = ports === undefined && !settings.isPortGiven;
  return {
    gateway: isKept ? [...portOf(last?.graphqlUrl), given] : [given],
    simulator: ports ? [ports.simulator] : [...portOf(last?.simulatorUrl), simulatorPortDefault],
    receiver: ports ? [0] : [...portOf(last?.receiverUrl), receiverPortDefault],
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

async function createPeople(ports: readonly number[], log: Log): Promise<Simulator> {
  const { port } = await choosePort(ports);
  const simulator = createSimulator({
    clock: systemClock,
    log,
    port,
    adminPort: 0,
    keepsSessions: true,
  });
  for (const person of demoPeople({ count: peopleCount, cadenceMs })) simulator.addAccount(person);
  return simulator;
}

/** Where the people of the simulator are asked for, in place of Dexcom's own hosts. */
function addressesOf({ baseUrls, oauthUrls: { us, eu, jp } }: Simulator) {
  return { dexcomBaseUrls: baseUrls, dexcomOAuthBaseUrls: { US: us, OUS: eu, APAC: jp } };
}

function registerApp(simulator: Simulator, { publicUrl }: Config): void {
  const redirectUris = [`${publicUrl}/oauth/callback`];
  simulator.addOAuthClient({ realm: 'us', ...sandboxApp, redirectUris, name: 'The sandbox' });
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
  app: RestartingApp,
  simulator: Simulator,
  apiKey: string,
  inDatabase: (work: (db: Db) => Promise<void>) => Promise<void>,
): Promise<Omit<SandboxFacts, 'databaseUrl' | 'receiverUrl'>> {
  const [wearer] = simulator.listAccounts();
  if (!wearer) throw new Error('the simulator has no people');
  const { username, password, region } = wearer;
  const account = { username, password, region };
  const origin = `127.0.0.1:${app.port()}/graphql`;
  const graphqlUrl = `http://${origin}`;
  const userId = await ensureUser(graphqlUrl, apiKey);
  const before = await readWearerState(graphqlUrl, apiKey, userId);
  if (!before.isConnected) {
    await inDatabase((db) => keepWearersPast(db, username));
    await linkWearer(graphqlUrl, apiKey, userId, account);
  }
  await untilReading(systemClock, graphqlUrl, apiKey, userId);
  const people = peopleOf(simulator);
  const unlinked = people.find((person) => person.username === unlinkedUsername);
  if (!unlinked) throw new Error('the simulator has nobody to be linked');
  const visitorId = await ensureUser(graphqlUrl, apiKey, 'sandbox-visitor');
  const { linkUrl } = await createLink(graphqlUrl, apiKey, visitorId);
  return {
    graphqlUrl,
    subscriptionsUrl: `ws://${origin}`,
    apiKey,
    userId,
    simulatorUrl: simulator.url,
    simulatorAdminUrl: simulator.adminUrl,
    account,
    people,
    linkUrl,
    unlinked,
  };
}

async function keepWearersPast(db: Db, username: string): Promise<void> {
  const userId = await findWearerId(db, systemClock);
  if (userId !== null) await keepPast(db, systemClock, userId, username);
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
