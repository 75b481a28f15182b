import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { type Random, systemRandom } from '#std/random';
import type { Service } from '#std/service';
import { createAdminServer, createOrders, type Orders } from './admin/index.ts';
import {
  createOAuthServer,
  createOAuthWorld,
  type OAuthStyle,
  type Realm,
  realmUrl,
} from './oauth/index.ts';
import {
  baseUrlOf,
  createAccounts,
  currentStyle,
  emptyByKind,
  type Region,
  type SettingsOptions,
  type Style,
} from './people/index.ts';
import type { Certificate, World } from './share/index.ts';
import {
  createFaults,
  createPublicServer,
  createSessions,
  createWireLog,
  type PublicServer,
} from './share/index.ts';

export interface SimulatorOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The public address listens here; 127.0.0.1 unless given. */
  readonly host?: string;
  /** 0, the default, for any free one. A restart of the same simulator keeps it. */
  readonly port?: number;
  /** Of the OAuth API, on the same host; 0, the default, for any free one. A restart keeps it. */
  readonly oauthPort?: number;
  /** Deviations from how the OAuth API usually answers. */
  readonly oauthStyle?: Partial<OAuthStyle>;
  /** With it the public addresses speak TLS; the admin address never does. */
  readonly certificate?: Certificate;
  /** The admin address, on loopback only; null for none. */
  readonly adminPort?: number | null;
  /** When given, orders need `Authorization: Bearer <token>`. */
  readonly adminToken?: string;
  /** Decides who the people are, what they eat, how late readings are, which faults strike. */
  readonly seed?: number;
  /** For session and trace ids; not seeded, so that no id comes twice after a restart. */
  readonly random?: Random;
  readonly style?: Partial<Style>;
  readonly sessionLifeMs?: number;
  /** Sessions and tokens that were given out before a restart of this process stay good. */
  readonly keepsSessions?: boolean;
  readonly failedLoginsMax?: number;
  readonly lockoutMs?: number;
  readonly windowMinutesMax?: number;
  readonly readingsMax?: number;
  /** The requests of one account that `requestsOf` lists. */
  readonly requestsKeptMax?: number;
  /** The exchanges that `wireLog` lists; 0, the default, for none. */
  readonly wireLogMax?: number;
  /** Settings that accounts have unless they say otherwise. */
  readonly accountDefaults?: SettingsOptions;
}

/** Addresses can be asked for once it has started. */
export interface Simulator extends Service, Orders {
  readonly url: string;
  readonly adminUrl: string;
  /** What a client of a region takes in place of `https://share2.dexcom.com` and its like. */
  readonly baseUrls: Readonly<Record<Region, string>>;
  /** The same of the OAuth API: in place of `https://api.dexcom.com` and its like. */
  readonly oauthUrls: Readonly<Record<Realm, string>>;
}

const loopback = '127.0.0.1';

export function createSimulator(options: SimulatorOptions): Simulator {
  const world = createWorld(options);
  const oauth = createOAuthWorld({
    ...world,
    seed: options.seed ?? 1,
    style: options.oauthStyle ?? {},
    keepsTokens: options.keepsSessions ?? false,
  });
  const orders = createOrders(world, oauth);
  const { adminPort = 0, adminToken, host = loopback, certificate = null } = options;
  let stopping = new AbortController();
  const open: PublicServer[] = [];
  let port = options.port ?? 0;
  let oauthPort = options.oauthPort ?? 0;
  let chosenAdminPort = adminPort;

  async function start(): Promise<void> {
    if (open.length > 0) return;
    stopping = new AbortController();
    const { server, settled } = createPublicServer(world, stopping.signal, certificate);
    port = await listen(server, port, host);
    open.push({ server, settled });
    const oauthServer = createOAuthServer(oauth, stopping.signal, certificate);
    oauthPort = await listen(oauthServer, oauthPort, host);
    open.push({ server: oauthServer, settled: async () => {} });
    if (chosenAdminPort !== null) {
      const admin = createAdminServer(orders, adminToken);
      chosenAdminPort = await listen(admin, chosenAdminPort, loopback);
      open.push({ server: admin, settled: async () => {} });
    }
    world.log.info('simulator.started', { port });
  }

  async function stop(): Promise<void> {
    if (open.length === 0) return;
    stopping.abort();
    await Promise.all(open.splice(0).map(close));
    world.log.info('simulator.stopped');
  }

  const urlOf = (wanted: number | null) => {
    assert(wanted !== null && wanted !== 0, 'the simulator listens on this address');
    const isPublic = wanted === port || wanted === oauthPort;
    const scheme = certificate && isPublic ? 'https' : 'http';
    return `${scheme}://${isPublic && host !== '0.0.0.0' ? host : loopback}:${wanted}`;
  };
  return Object.defineProperties({ ...orders, start, stop } as Simulator, {
    url: { get: () => urlOf(port) },
    adminUrl: { get: () => urlOf(chosenAdminPort) },
    baseUrls: {
      get: () => {
        const url = urlOf(port);
        const [us, ous, apac] = (['US', 'OUS', 'APAC'] as const).map((r) => baseUrlOf(url, r));
        return { US: us, OUS: ous, APAC: apac };
      },
    },
    oauthUrls: {
      get: () => {
        const url = urlOf(oauthPort);
        const [us, eu, jp] = (['us', 'eu', 'jp'] as const).map((realm) => realmUrl(url, realm));
        return { us, eu, jp, sandbox: realmUrl(url, 'sandbox') };
      },
    },
  });
}

function createWorld(options: SimulatorOptions): World {
  const { clock, log, seed = 1, random = systemRandom } = options;
  const accounts = createAccounts(seed, options.accountDefaults ?? {});
  const kept = options.keepsSessions ? { listAccounts: () => accounts.list() } : null;
  return {
    clock,
    log,
    random,
    accounts,
    sessions: createSessions(random, options.sessionLifeMs ?? 24 * 3_600_000, kept),
    faults: createFaults(seed),
    wireLog: createWireLog(options.wireLogMax ?? 0),
    limits: {
      failedLoginsMax: options.failedLoginsMax ?? 5,
      lockoutMs: options.lockoutMs ?? 600_000,
      windowMinutesMax: options.windowMinutesMax ?? 1440,
      readingsMax: options.readingsMax ?? 288,
      requestsKeptMax: options.requestsKeptMax ?? 512,
    },
    tally: {
      requests: 0,
      byKind: emptyByKind(),
      byRegion: { US: 0, OUS: 0, APAC: 0 },
      byOutcome: new Map(),
      strangers: 0,
      connections: 0,
      openConnections: 0,
    },
    style: { ...currentStyle, ...options.style },
  };
}

/** Returns the port. */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/**
 * Answers in hand go out (those that wait were ended by `stopping`), then all connections close:
 * one on which nothing was asked yet does not count as idle and would be kept for a minute.
 */
async function close({ server, settled }: PublicServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await settled();
  server.closeAllConnections();
  await closed;
}
