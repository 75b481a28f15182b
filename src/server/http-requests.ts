import type { IncomingMessage, ServerResponse } from 'node:http';
import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import { newId } from '#std/ids';
import type { Log } from '#std/log';
import type { GraphqlDoor } from './graphql-requests.ts';
import type {
  AddressResolver,
  Cors,
  DownloadDoor,
  HttpMetrics,
  RanOperation,
  RequestReport,
} from './http/index.ts';
import {
  type Answer,
  answerHealth,
  graphqlPath,
  type HealthOptions,
  refusal,
  sendAnswer,
} from './http/index.ts';

/**
 * Every HTTP request comes in here: it gets an id, is brought to whoever answers its path, and is
 * told in one line of the log and in the figures.
 */
export interface HttpDoorOptions {
  /** Null on a node that only tells of its health. */
  readonly graphql: GraphqlDoor | null;
  /** Files under paths of their own; null where there are none. */
  readonly downloads: { readonly path: string; readonly door: DownloadDoor } | null;
  readonly health: HealthOptions;
  readonly cors: Cors;
  readonly addressOf: AddressResolver;
  readonly httpMetrics: HttpMetrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly isDraining: () => boolean;
  readonly onRequest: ((report: RequestReport) => void) | null;
}

export type HttpDoor = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const requestIdPattern = /^[\w.-]{8,64}$/;

export function createHttpDoor(options: HttpDoorOptions): HttpDoor {
  const { graphql, downloads, health, cors, addressOf, httpMetrics, clock, log, isDraining } =
    options;
  const { onRequest } = options;

  async function answerElse(
    { headers, method }: IncomingMessage,
    path: string,
    requestId: string,
  ): Promise<Answer> {
    const isReading = method === 'GET' || method === 'HEAD';
    const given = isReading ? await answerHealth(path, isDraining(), health) : null;
    const message = 'Nothing is here.';
    const { accept } = headers;
    return given ?? refusal({ code: 'NOT_FOUND_PATH', message, requestId, accept });
  }

  async function answer(entry: Entry): Promise<Answer> {
    const { request, response, path, requestId, noteOperation } = entry;
    const { headers, socket, method } = request;
    const accept = headers.accept;
    const isDownload = downloads !== null && path.startsWith(downloads.path);
    if (!isDownload && (path !== graphqlPath || graphql === null)) {
      return answerElse(request, path, requestId);
    }
    if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) {
      return { status: 204, headers: cors.preflightHeaders(headers.origin), body: null };
    }
    if (isDraining()) {
      const message = 'This node of the gateway stops.';
      return refusal({ code: 'UNAVAILABLE', message, requestId, accept });
    }
    const forwarded = headers['x-forwarded-for'];
    const address = addressOf(socket.remoteAddress, forwarded?.toString());
    const visit = { request, response, requestId, address };
    if (isDownload) return downloads.door({ ...visit, token: path.slice(downloads.path.length) });
    assert(graphql, 'what is no download is for GraphQL');
    return graphql({ ...visit, noteOperation });
  }

  async function answerSafely(entry: Entry): Promise<Answer> {
    try {
      return await answer(entry);
    } catch (error) {
      const { requestId } = entry;
      log.error('request.failed', { requestId, error });
      const message = 'Something went wrong on our side.';
      const { accept } = entry.request.headers;
      return refusal({ code: 'INTERNAL_SERVER_ERROR', message, requestId, accept });
    }
  }

  /** As it may be told: the path of a download holds its proof. */
  function knownPathOf(path: string): string {
    if (downloads !== null && path.startsWith(downloads.path)) return downloads.path;
    return knownPaths.has(path) ? path : 'other';
  }

  return async (request, response) => {
    const startMs = clock.monotonicMs();
    const requestId = requestIdOf(request) ?? newId(clock);
    const path = pathOf(request.url);
    let operation: RanOperation | null = null;
    const noteOperation = (ran: RanOperation) => {
      operation = ran;
    };
    const entry = { request, response, path, requestId, noteOperation };
    const { status, headers, body } = await answerSafely(entry);
    const common = {
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      ...(isDraining() ? { connection: 'close' } : {}),
      ...cors.headersFor(request.headers.origin),
    };
    await sendAnswer(response, { status, headers: { ...common, ...headers }, body });
    const durationMs = clock.monotonicMs() - startMs;
    const knownPath = knownPathOf(path);
    const isStream = body !== null && typeof body !== 'string';
    if (!isStream) httpMetrics.observe(knownPath, status, durationMs);
    const facts = { requestId, method: request.method ?? 'GET', path: knownPath, status };
    log.debug('request.finished', { ...facts, durationMs: Math.round(durationMs) });
    if (onRequest && !probePaths.has(knownPath)) {
      onRequest({ ...facts, durationMs, operation, traceHeaders: traceHeadersOf(request) });
    }
  };
}

/** As the client names it, if it does so fitly. */
function requestIdOf({ headers }: IncomingMessage): string | null {
  const given = headers['x-request-id'];
  return typeof given === 'string' && requestIdPattern.test(given) ? given : null;
}

function traceHeadersOf({ headers }: IncomingMessage): RequestReport['traceHeaders'] {
  const { traceparent, tracestate } = headers;
  return { traceparent: traceparent?.toString(), tracestate: tracestate?.toString() };
}

interface Entry {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly requestId: string;
  readonly noteOperation: (operation: RanOperation) => void;
}

/** Asked by machines, time and again. */
const probePaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
const knownPaths: ReadonlySet<string> = new Set([graphqlPath, ...probePaths]);

/** The path without its query, which may hold what is nobody's business. */
function pathOf(url = '/'): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}
