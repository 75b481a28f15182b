import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#std/clock';
import { newId } from '#std/ids';
import type { Log } from '#std/log';
import type { AnswerInBounds } from './bounded-paths.ts';
import type { GraphqlHandler } from './graphql-handler.ts';
import type {
  AddressResolver,
  Cors,
  DownloadHandler,
  ExecutedOperation,
  HttpMetrics,
  RequestReport,
} from './http/index.ts';
import {
  createSender,
  graphqlPath,
  type HttpResponse,
  hasTwoHosts,
  isStream,
  type Probes,
  refusal,
  sessionGraphqlPath,
} from './http/index.ts';
import type { JsonDoorHandler } from './json-doors.ts';
import type { UnsentBytes } from './limits/index.ts';
import type { RouteHandler } from './route-handler.ts';
import type { PageHandler } from './static/index.ts';

/**
 * Every HTTP request comes in here. It gets an id, goes to the handler of its path, and is reported
 * in one log line and in the metrics.
 */
export interface HttpHandlerOptions {
  /** Null on a node that answers nothing but probes. */
  readonly graphql: GraphqlHandler | null;
  /** The handler of downloads, and the path before their tokens; null where there are none. */
  readonly downloads: { readonly path: string; readonly handle: DownloadHandler } | null;
  /** The handler of routes, and the path before them; null where there are none. */
  readonly routes: { readonly path: string; readonly handle: RouteHandler } | null;
  /** Null where there are none. */
  readonly pages: PageHandler | null;
  readonly jsonDoors: JsonDoorHandler;
  /** Bounds what doors and pages take. */
  readonly answerInBounds: AnswerInBounds;
  /** Whether there is a path at which sessions count. */
  readonly hasSessions: boolean;
  readonly probes: Probes;
  readonly cors: Cors;
  readonly addressOf: AddressResolver;
  readonly httpMetrics: HttpMetrics;
  readonly unsent: UnsentBytes;
  readonly clock: Clock;
  readonly log: Log;
  readonly isDraining: () => boolean;
  /** Whether an error means that the same request may be answered later. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly onRequest: ((report: RequestReport) => void) | null;
}

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const requestIdPattern = /^[\w.-]{8,64}$/;

export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const { graphql, downloads, routes, pages, jsonDoors, hasSessions, cors, addressOf } = options;
  const { answerInBounds, httpMetrics, clock, log, isDraining, onRequest } = options;
  const send = createSender(options);

  function addressOfRequest({ socket, headers }: IncomingMessage): string {
    return addressOf(socket.remoteAddress, headers['x-forwarded-for']?.toString());
  }

  const graphqlPaths = hasSessions ? [graphqlPath, sessionGraphqlPath] : [graphqlPath];
  const isGraphql = (path: string) => graphql !== null && graphqlPaths.includes(path);
  const isBySession = (path: string) => isGraphql(path) && path !== graphqlPath;

  /** Who answers at a path; null where nobody does but probes. */
  function handlerOf({ path, noteOperation }: HttpExchange) {
    if (downloads !== null && path.startsWith(downloads.path)) {
      const token = path.slice(downloads.path.length);
      return (addressed: Addressed) => downloads.handle({ ...addressed, token });
    }
    if (routes !== null && isBelow(path, routes.path)) return routes.handle;
    if (graphql === null || !isGraphql(path)) return null;
    return (addressed: Addressed) =>
      graphql({ ...addressed, noteOperation, isBySession: isBySession(path) });
  }

  async function answer(exchange: HttpExchange): Promise<HttpResponse> {
    const { request, response, path, requestId } = exchange;
    const { headers, method } = request;
    const isDoor = jsonDoors.pathOf(path) !== null;
    const page = !isDoor && !isBySession(path) && pages?.rootOf(path) ? pages : null;
    if (isDoor || page) {
      const visit = { request, response, path, requestId, address: addressOfRequest(request) };
      // The body comes first: what a client is slow to send takes no place of what runs.
      const given = page ? () => page.answer(visit) : await jsonDoors.receive(visit);
      return answerInBounds({ ...visit, accept: headers.accept }, given);
    }
    const handle = handlerOf(exchange);
    if (handle === null) return answerOtherPath(options, exchange);
    const isPreflight =
      method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
    if (isPreflight && !isBySession(path)) {
      return { status: 204, headers: cors.preflightHeaders(headers.origin), body: null };
    }
    return handle({ request, response, requestId, address: addressOfRequest(request) });
  }

  async function answerSafely(exchange: HttpExchange): Promise<HttpResponse> {
    const { request, requestId } = exchange;
    if (hasTwoHosts(request)) {
      const message = 'The request names two hosts.';
      const headers = { connection: 'close' };
      return refusal({ code: 'BAD_REQUEST', message, headers, requestId, accept: undefined });
    }
    try {
      return await answer(exchange);
    } catch (error) {
      return answerFailed(options, exchange, error);
    }
  }

  /** The path as it may be logged: that of a download holds its token, that of a page names a link. */
  function knownPathOf(path: string): string {
    if (downloads !== null && path.startsWith(downloads.path)) return downloads.path;
    if (routes !== null && isBelow(path, routes.path)) return routes.path;
    if (knownPaths.has(path)) return path;
    return jsonDoors.pathOf(path) ?? pages?.rootOf(path) ?? 'other';
  }

  return async (request, response) => {
    const startMs = clock.monotonicMs();
    const requestId = requestIdOf(request) ?? newId(clock);
    const path = pathOf(request.url);
    let operation: ExecutedOperation | null = null;
    const noteOperation = (ran: ExecutedOperation) => {
      operation = ran;
    };
    const exchange = { request, response, path, requestId, noteOperation };
    const answer = await answerSafely(exchange);
    const common = {
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      ...(isDraining() ? { connection: 'close' } : {}),
      ...cors.headersFor(request.headers.origin),
    };
    const status = await send(answer, common, exchange);
    const durationMs = clock.monotonicMs() - startMs;
    const knownPath = knownPathOf(path);
    if (!isStream(answer.body)) httpMetrics.observe(knownPath, status, durationMs);
    const facts = { requestId, method: request.method ?? 'GET', path: knownPath, status };
    log.debug('request.finished', { ...facts, durationMs: Math.round(durationMs) });
    if (onRequest && !probePaths.has(knownPath)) {
      onRequest({ ...facts, durationMs, operation, traceHeaders: traceHeadersOf(request) });
    }
  };
}

function answerFailed(
  { log, isUnavailable }: HttpHandlerOptions,
  { request, requestId }: HttpExchange,
  error: unknown,
): HttpResponse {
  const asked = { requestId, accept: request.headers.accept };
  if (isUnavailable(error)) {
    log.warn('request.unavailable', { requestId, error });
    const message = 'The gateway cannot answer this just now.';
    return refusal({ code: 'UNAVAILABLE', message, ...asked });
  }
  log.error('request.failed', { requestId, error });
  const message = 'Something went wrong on our side.';
  return refusal({ code: 'INTERNAL_SERVER_ERROR', message, ...asked });
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

async function answerOtherPath(
  { probes, isDraining }: HttpHandlerOptions,
  { request, path, requestId }: HttpExchange,
): Promise<HttpResponse> {
  const { headers, method } = request;
  const isReading = method === 'GET' || method === 'HEAD';
  const given = isReading ? await probes.answer(path, request, isDraining()) : null;
  const message = 'Nothing is here.';
  return given ?? refusal({ code: 'NOT_FOUND_PATH', message, requestId, accept: headers.accept });
}

/** The id that the client chose, if it has the right form. */
function requestIdOf({ headers }: IncomingMessage): string | null {
  const given = headers['x-request-id'];
  return typeof given === 'string' && requestIdPattern.test(given) ? given : null;
}

function traceHeadersOf({ headers }: IncomingMessage): RequestReport['traceHeaders'] {
  const { traceparent, tracestate } = headers;
  return { traceparent: traceparent?.toString(), tracestate: tracestate?.toString() };
}

interface Addressed extends Pick<HttpExchange, 'request' | 'response' | 'requestId'> {
  readonly address: string;
}

interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly requestId: string;
  readonly noteOperation: (operation: ExecutedOperation) => void;
}

/** Machines ask these again and again, so they are not reported. */
const probePaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
const knownPaths: ReadonlySet<string> = new Set([graphqlPath, sessionGraphqlPath, ...probePaths]);

/** The path without its query, which may hold secrets. */
function pathOf(url = '/'): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}
