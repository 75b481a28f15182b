import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Service } from '#std/service';
import { createEngine, type Engine, type EngineOptions } from './engine/index.ts';
import { createGraphqlDoor } from './graphql-requests.ts';
import type { Authentication, HealthOptions, RequestReport } from './http/index.ts';
import {
  createAddressResolver,
  createAdmission,
  createCors,
  createDownloadDoor,
  createHttpMetrics,
  createRateLimiter,
  createStreams,
  type DownloadLimits,
  type Downloads,
  type Streams,
  watchIdleSockets,
} from './http/index.ts';
import { createHttpDoor } from './http-requests.ts';
import type { Attachment } from './web-socket/index.ts';

/**
 * The server: HTTP around a GraphQL engine, and whatever attaches itself to the same port. It is
 * given the schema, who a credential is, and how a context is made, and knows nothing of the
 * domain.
 */
export interface ServerOptions<Actor, Context extends object>
  extends EngineOptions<Actor, Context>,
    HealthOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** False on a node that works without an API: it tells of its health and figures only. */
  readonly isGraphqlServed?: boolean;
  readonly authentication: Authentication<Actor>;
  /** Addresses and CIDR ranges whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly limits: ServerLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each request when it has been answered, but for probes. */
  readonly onRequest?: ((report: RequestReport) => void) | undefined;
  /** Files that are fetched under addresses with a proof of their own. */
  readonly downloads?: Downloads;
  /** Sockets on the same port: started and stopped with the server. */
  readonly attach?: (attachment: Attachment<Actor>) => Service;
}

export interface ServerLimits extends LimitsOfEngine, DownloadLimits {
  readonly requestsPerMinutePerKey: number;
  readonly requestsPerMinutePerAddress: number;
  readonly bodyBytesMax: number;
  readonly deadlineMs: number;
  readonly requestsInHandMax: number;
  readonly streamsMax: number;
  readonly streamsPerCallerMax: number;
  readonly connectionsMax: number;
}

type LimitsOfEngine = EngineOptions<never, never>['limits'];

export interface Server extends Service {
  /** The port that it listens on; throws while it does not listen. */
  port(): number;
}

/** Reasonable for a node of two cores; operators change what the configuration offers. */
export const serverLimitDefaults: ServerLimits = {
  requestsPerMinutePerKey: 6_000,
  requestsPerMinutePerAddress: 600,
  bodyBytesMax: 100_000,
  deadlineMs: 30_000,
  requestsInHandMax: 1_000,
  streamsMax: 10_000,
  streamsPerCallerMax: 200,
  connectionsMax: 25_000,
  downloadsMax: 4,
  downloadMsMax: 600_000,
  depthMax: 12,
  aliasesMax: 30,
  directivesMax: 50,
  tokensMax: 2_000,
  costMax: 250_000,
};

const headersTimeoutMs = 10_000;
/** For a whole request to arrive; its answer may take as long as the deadline allows. */
const requestTimeoutMs = 30_000;
/** Longer than load balancers keep theirs, so that they are the ones who close. */
const keepAliveMs = 75_000;
/**
 * Connections that wait to be taken up. When ten thousand subscribers come back at once, more than
 * the platform's 511 would be dropped, and knock again after 1, 3, 7 and 15 s. The system may allow
 * less (net.core.somaxconn, 4,096 on Linux).
 */
const backlogMax = 4_096;
/** How long `stop` lets work in hand go on before it cuts what is left. */
const drainMsMax = 25_000;

export function createServer<Actor, Context extends object>(
  options: ServerOptions<Actor, Context>,
): Server {
  const { clock, log, limits } = options;
  const streams = createStreams(limits);
  let isDraining = false;
  const engine = createEngine(options);
  const addressOf = createAddressResolver(options.trustedProxies);
  const http = listenerOf(options, { engine, streams, addressOf, isDraining: () => isDraining });
  const idleSockets = watchIdleSockets(http, options.attach !== undefined);
  const { authentication, corsOrigins } = options;
  const attached = options.attach?.({
    http,
    engine,
    authentication,
    addressOf,
    corsOrigins,
    clock,
    log,
  });

  async function drain(): Promise<void> {
    isDraining = true;
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    streams.endAll();
    const attachedStopped = attached?.stop();
    idleSockets.close();
    const over = new AbortController();
    await Promise.race([closed, clock.sleep(drainMsMax, over.signal)]);
    over.abort();
    http.closeAllConnections();
    await closed;
    await attachedStopped;
  }

  let stopping: Promise<void> | undefined;
  return {
    async start() {
      if (http.listening) return;
      await listen(http, options.host, options.port);
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

interface Inner<Actor> {
  readonly engine: Engine<Actor>;
  readonly streams: Streams;
  readonly addressOf: ReturnType<typeof createAddressResolver>;
  readonly isDraining: () => boolean;
}

function listenerOf<Actor, Context extends object>(
  options: ServerOptions<Actor, Context>,
  { engine, streams, addressOf, isDraining }: Inner<Actor>,
): HttpServer {
  const { clock, log, limits, authentication, metrics } = options;
  const perKey = createRateLimiter({ clock, perMinute: limits.requestsPerMinutePerKey });
  const perAddress = createRateLimiter({ clock, perMinute: limits.requestsPerMinutePerAddress });
  const admit = createAdmission({ authentication, perKey, perAddress });
  const { isUnavailable } = options;
  const parts = { ...limits, engine, admit, streams, clock, log, isUnavailable };
  const graphql = createGraphqlDoor(parts);
  const { downloads } = options;
  const door = createHttpDoor({
    graphql: (options.isGraphqlServed ?? true) ? graphql : null,
    downloads: downloads
      ? {
          path: downloads.path,
          door: createDownloadDoor({ ...parts, downloads, perAddress }),
        }
      : null,
    health: options,
    cors: createCors(options.corsOrigins),
    addressOf,
    httpMetrics: createHttpMetrics({ metrics, streamCount: streams.count }),
    clock,
    log,
    isDraining,
    onRequest: options.onRequest ?? null,
  });
  const http = createHttpServer((request, response) => {
    door(request, response).catch((error) => {
      log.warn('request.unanswered', { error });
      response.destroy();
    });
  });
  http.headersTimeout = headersTimeoutMs;
  http.requestTimeout = requestTimeoutMs;
  http.keepAliveTimeout = keepAliveMs;
  http.maxConnections = limits.connectionsMax;
  return http;
}

function listen(http: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host, backlog: backlogMax }, () => {
      http.off('error', reject);
      resolve();
    });
  });
}

function portOf(http: HttpServer): number {
  const address = http.address() as AddressInfo | null;
  if (!address) throw new Error('the server does not listen');
  return address.port;
}
