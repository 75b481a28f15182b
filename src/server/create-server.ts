import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Service } from '#std/service';
import { createPathBounds } from './bounded-paths.ts';
import { createEngine, type Engine, type EngineOptions } from './engine/index.ts';
import { createGraphqlHandler } from './graphql-handler.ts';
import type { Authentication, ProbeOptions, Probes, RequestReport } from './http/index.ts';
import {
  boundSilentConnections,
  createAddressResolver,
  createAdmission,
  createCors,
  createDownloadHandler,
  createHttpMetrics,
  createProbes,
  createStreams,
  type Downloads,
  type Streams,
  stripBasePath,
  watchIdleSockets,
} from './http/index.ts';
import { createHttpHandler } from './http-handler.ts';
import { createIntake } from './intake.ts';
import { createJsonDoors, type JsonDoor } from './json-doors.ts';
import {
  type CostLine,
  createCostLine,
  createNetworkLimiter,
  createOperationSlots,
  createRateLimiter,
  createUnfinishedBytes,
  createUnsentBytes,
  type OperationSlots,
  type RateLimiter,
  type UnfinishedBytes,
  type UnsentBytes,
} from './limits/index.ts';
import { listen } from './listen.ts';
import { createMetricsPort } from './metrics-port.ts';
import { createRouteHandler, type Routes } from './route-handler.ts';
import type { ServerLimits } from './server-limits.ts';
import { createPageHandler, type Pages } from './static/index.ts';
import type { Attachment } from './web-socket/index.ts';

/**
 * The server: HTTP around a GraphQL engine, and a WebSocket service on the same port. The caller
 * gives it the schema, an authentication and a context factory; it knows nothing of the domain.
 */
export interface ServerOptions<Actor, Context extends object>
  extends EngineOptions<Actor, Context>,
    ProbeOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** False on a worker node, which answers health checks and metrics only. */
  readonly isGraphqlServed?: boolean;
  readonly authentication: Authentication<Actor>;
  /** Addresses and CIDR ranges of proxies whose X-Forwarded-For header is believed. */
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly limits: ServerLimits;
  /** How long `stop` goes on serving while readiness says no, for load balancers to take note. */
  readonly drainDelayMs?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with a report of each answered request, except probes. */
  readonly onRequest?: ((report: RequestReport) => void) | undefined;
  /** Files behind addresses that hold their own token. */
  readonly downloads?: Downloads;
  /** Paths that somebody else answers, within the same limits. */
  readonly routes?: Routes<Actor> | undefined;
  /** Pages for browsers, and the files that belong to them. */
  readonly pages?: Pages | undefined;
  /** Paths that take JSON beside GraphQL. */
  readonly jsonDoors?: readonly JsonDoor[];
  /** The path under which a proxy serves all of it, without a slash at its end. */
  readonly basePath?: string;
  /** Makes the WebSocket service on the same port; the server starts and stops it. */
  readonly attach?: (attachment: Attachment<Actor>) => Service;
}

export interface Server extends Service {
  /** The port that the server listens on; throws while it does not listen. */
  port(): number;
}

const headersTimeoutMs = 10_000;
/** How often connections are looked at whose headers, or whose first byte, do not come. */
const connectionsCheckingInterval = 5_000;
/** How long a whole request may take to arrive; its answer has the deadline of its own. */
const requestTimeoutMs = 30_000;
/**
 * Longer than load balancers keep idle connections, so that they close first and never meet a
 * close.
 */
const keepAliveMs = 75_000;
/** After how long a `stop` cuts the connections of requests that still run. */
const drainMsMax = 25_000;

const untrustedProxy =
  'X-Forwarded-For is not believed: if this is a proxy of yours, name it in TRUSTED_PROXIES, or all ' +
  'its clients are counted as one.';

export function createServer<Actor, Context extends object>(
  options: ServerOptions<Actor, Context>,
): Server {
  const { clock, log, limits, drainDelayMs = 0 } = options;
  const streams = createStreams(limits);
  const slots = createOperationSlots(limits);
  const perTeam = createRateLimiter({ clock, perMinute: limits.requestsPerMinutePerTeam });
  const probes = createProbes(options, clock);
  const unsent = createUnsentBytes({ limits, metrics: options.metrics, clock, log });
  const unfinished = createUnfinishedBytes({ limits, clock, log });
  let isDraining = false;
  const costLine = createCostLine();
  const engine = createEngine(options, costLine);
  const addressOf = createAddressResolver(options.trustedProxies, (peer) =>
    log.warn('proxy.untrusted', { peer, whatToDo: untrustedProxy }),
  );
  const shared = { engine, addressOf, slots, unfinished, unsent, perTeam };
  const http = createListener(options, {
    ...shared,
    costLine,
    streams,
    probes,
    isDraining: () => isDraining,
  });
  const metricsPort = createMetricsPort({ ...options, probes });
  const hasUpgrades = options.attach !== undefined;
  boundSilentConnections(http, limits, { ...options, hasUpgrades });
  const idleSockets = watchIdleSockets(http, hasUpgrades);
  const { authentication, corsOrigins } = options;
  const attached = options.attach?.({
    ...shared,
    http,
    authentication,
    corsOrigins,
    answerBytesMax: limits.answerBytesMax,
    clock,
    log,
  });

  /** Each answer of the delay closes its connection, so that few are left when the listener goes. */
  async function drain(): Promise<void> {
    isDraining = true;
    log.info('server.draining', { delayMs: drainDelayMs });
    if (drainDelayMs > 0) await clock.sleep(drainDelayMs);
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    streams.endAll();
    const attachedStopped = attached?.stop();
    idleSockets.close();
    const over = new AbortController();
    await Promise.race([closed, clock.sleep(drainMsMax - drainDelayMs, over.signal)]);
    over.abort();
    http.closeAllConnections();
    await closed;
    await attachedStopped;
    await metricsPort?.stop();
    await unsent.stop();
    await unfinished.stop();
  }

  let stopping: Promise<void> | undefined;
  return {
    async start() {
      if (http.listening) return;
      await listen(http, options.host, options.port);
      await metricsPort?.start();
      await unsent.start();
      await unfinished.start();
      await attached?.start();
      log.info('server.listening', { host: options.host, port: portOf(http) });
    },
    stop() {
      if (!http.listening) return stopping ?? Promise.resolve();
      stopping ??= drain();
      return stopping;
    },
    port: () => portOf(http),
  };
}

interface ListenerParts<Actor> {
  readonly engine: Engine<Actor>;
  readonly costLine: CostLine;
  readonly streams: Streams;
  readonly slots: OperationSlots;
  readonly unfinished: UnfinishedBytes;
  readonly unsent: UnsentBytes;
  readonly perTeam: RateLimiter;
  readonly probes: Probes;
  readonly addressOf: ReturnType<typeof createAddressResolver>;
  readonly isDraining: () => boolean;
}

function createListener<Actor, Context extends object>(
  options: ServerOptions<Actor, Context>,
  listener: ListenerParts<Actor>,
): HttpServer {
  const { engine, costLine, streams, slots, unsent, perTeam, probes } = listener;
  const { unfinished, addressOf, isDraining } = listener;
  const { clock, log, limits, authentication, metrics } = options;
  const perKey = createRateLimiter({ clock, perMinute: limits.requestsPerMinutePerKey });
  const perAddress = createNetworkLimiter({ clock, perMinute: limits.requestsPerMinutePerAddress });
  const perPass = createRateLimiter({ clock, perMinute: limits.requestsPerMinutePerPass });
  const perVisitor = createNetworkLimiter({ clock, perMinute: limits.pagesPerMinutePerAddress });
  const perPage = createRateLimiter({ clock, perMinute: limits.requestsPerMinutePerPass });
  const admit = createAdmission({ authentication, perKey, perTeam, perAddress, perPass });
  const { isUnavailable } = options;
  const intake = createIntake({ slots, unfinished, bodyBytesMax: limits.bodyBytesMax });
  const parts = {
    ...limits,
    engine,
    admit,
    intake,
    costLine,
    streams,
    slots,
    clock,
    log,
    isUnavailable,
  };
  const graphql = createGraphqlHandler(parts);
  const { downloads, routes, basePath = '' } = options;
  const handle = createHttpHandler({
    graphql: (options.isGraphqlServed ?? true) ? graphql : null,
    downloads: downloads
      ? {
          path: downloads.path,
          handle: createDownloadHandler({ ...parts, downloads, perAddress }),
        }
      : null,
    routes: routes ? { path: routes.path, handle: createRouteHandler({ ...parts, routes }) } : null,
    pages: options.pages
      ? createPageHandler({ pages: options.pages, perAddress: perVisitor, perPage })
      : null,
    jsonDoors: createJsonDoors(options.jsonDoors ?? [], { perAddress: perVisitor, unfinished }),
    answerInBounds: createPathBounds(parts),
    hasSessions: authentication.sessions !== undefined,
    probes,
    cors: createCors(options.corsOrigins, routes?.requestHeaders),
    addressOf,
    httpMetrics: createHttpMetrics({ metrics, streamCount: streams.count }),
    unsent,
    clock,
    log,
    isDraining,
    isUnavailable,
    onRequest: options.onRequest ?? null,
  });
  const http = createHttpServer({ connectionsCheckingInterval }, (request, response) => {
    stripBasePath(request, basePath);
    handle(request, response).catch((error) => {
      log.warn('request.unanswered', { error });
      response.destroy();
    });
  });
  // Without sockets an upgrade is a plain request, which is answered; a listener would take it.
  if (options.attach) http.on('upgrade', (request) => stripBasePath(request, basePath));
  http.headersTimeout = headersTimeoutMs;
  http.requestTimeout = requestTimeoutMs;
  http.keepAliveTimeout = keepAliveMs;
  http.maxConnections = limits.connectionsMax;
  return http;
}

function portOf(http: HttpServer): number {
  const address = http.address() as AddressInfo | null;
  if (!address) throw new Error('the server does not listen');
  return address.port;
}
