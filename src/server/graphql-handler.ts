import type { IncomingMessage, ServerResponse } from 'node:http';
import { exceedsBytes } from '#std/byte-length';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Engine } from './engine/index.ts';
import type {
  Admit,
  ExecutedOperation,
  HttpResponse,
  RequestLifetime,
  StreamIds,
  Streams,
} from './http/index.ts';
import { createStreamIds, graphqlPath, refusal, StreamEnd } from './http/index.ts';
import { beginRequest, type Intake, type Refused, type Taken } from './intake.ts';

/**
 * Answers one request to the GraphQL endpoint: once it was taken in, the operation runs until it is
 * done or its deadline passes.
 */
export interface GraphqlHandlerOptions<Actor> {
  readonly engine: Engine<Actor>;
  readonly admit: Admit<Actor>;
  readonly intake: Intake<Actor>;
  readonly streams: Streams;
  readonly clock: Clock;
  readonly log: Log;
  readonly answerBytesMax: number;
  readonly deadlineMs: number;
  readonly isUnavailable: (error: unknown) => boolean;
}

/**
 * Why a subscription is ended whose stream the client does not accept: the engine starts it before
 * it finds out and answers 406.
 */
const refusedStream = new StreamEnd('The request is answered.');

interface GraphqlExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The client's address, read through the trusted proxies. */
  readonly address: string;
  readonly noteOperation: (operation: ExecutedOperation) => void;
  /** Whether it came to the path where sessions count, and nothing else does. */
  readonly isBySession: boolean;
}

export type GraphqlHandler = (exchange: GraphqlExchange) => Promise<HttpResponse>;

export function createGraphqlHandler<Actor>(options: GraphqlHandlerOptions<Actor>): GraphqlHandler {
  const { admit, intake, streams, log, answerBytesMax, deadlineMs } = options;

  async function run(
    exchange: GraphqlExchange,
    { body, caller, slot }: Taken<Actor>,
  ): Promise<HttpResponse> {
    const { response, requestId, address, noteOperation } = exchange;
    const lifetime = beginRequest(response, slot, options);
    const { signal, keepRunning } = lifetime;
    const { actor, isAuthenticated, callerKey, takeMore } = caller;
    const rest = { address, requestId, log, signal, keepRunning, noteOperation };
    const { ids, ...stream } = streamFactsOf(exchange.request);
    const facts = { actor, isAuthenticated, callerKey, takeMore, ...rest, ...stream };
    const { method = 'GET', headers } = exchange.request;
    const url = exchange.isBySession ? graphqlPath : (exchange.request.url ?? '/');
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const asked = { method, url, headers, body: hasBody ? body : null };
    const executing = options.engine.answer(asked, facts);
    const ran = () => slot.ran();
    executing.then(ran, ran);
    const result = await Promise.race([executing, lifetime.deadline]);
    lifetime.answered();
    if (result === 'deadline') {
      const message = `The request took more than ${deadlineMs} ms.`;
      return refuse(exchange, { code: 'DEADLINE_EXCEEDED', message });
    }
    if (result.kind === 'whole') return bounded(result.response, exchange, answerBytesMax);
    const { response: fromYoga } = result;
    const open = () => {
      // A stream is no operation in hand: it has a bound of its own.
      slot.sent();
      return openStream({ result: fromYoga, exchange, callerKey, lifetime, streams, ids });
    };
    const answer = await answerOf(fromYoga, exchange, open);
    if (answer.status === 406) lifetime.endStream(refusedStream);
    return bounded(answer, exchange, answerBytesMax);
  }

  async function admissionOf({ request, address, isBySession }: GraphqlExchange) {
    if (!isBySession) return admit(request.headers, address);
    const fault = faultBySession(request);
    if (fault) return { kind: 'refused', refusal: fault } as const;
    return admit.bySession(request.headers, address);
  }

  async function answer(exchange: GraphqlExchange): Promise<HttpResponse> {
    const taking = await intake(exchange.request, exchange.address, () => admissionOf(exchange));
    if (taking.kind === 'cut-off') return { status: 400, headers: {}, body: null };
    if (taking.kind === 'refused') return refuse(exchange, taking.refused);
    const { callerKey, headers } = taking.caller;
    const given = await run(exchange, taking);
    return { ...given, callerKey, headers: { ...headers, ...given.headers } };
  }

  return async (exchange) => {
    try {
      return await answer(exchange);
    } catch (error) {
      if (!options.isUnavailable(error)) throw error;
      log.warn('request.unavailable', { requestId: exchange.requestId, error });
      const message = 'The gateway cannot answer this just now.';
      return refuse(exchange, { code: 'UNAVAILABLE', message });
    }
  };
}

/** With a cookie there is POST of JSON and nothing else, which no form of another page can send. */
function faultBySession({ method, headers }: IncomingMessage): Refused | null {
  if (method !== 'POST') {
    return {
      code: 'METHOD_NOT_ALLOWED',
      message: 'This path takes POST.',
      headers: { allow: 'POST' },
    };
  }
  if (/^application\/json\b/i.test(headers['content-type'] ?? '')) return null;
  return { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'This path takes JSON.' };
}

function refuse({ request, requestId }: GraphqlExchange, refused: Refused): HttpResponse {
  return refusal({ ...refused, requestId, accept: request.headers.accept });
}

/** The answer, or that it is too large. */
function bounded(answer: HttpResponse, exchange: GraphqlExchange, bytesMax: number): HttpResponse {
  const { body } = answer;
  if (typeof body !== 'string' || !exceedsBytes(body, bytesMax)) return answer;
  const message = `An answer may hold at most ${bytesMax} bytes.`;
  return refuse(exchange, { code: 'ANSWER_TOO_LARGE', message });
}

async function answerOf(
  result: Response,
  exchange: GraphqlExchange,
  stream: () => HttpResponse,
): Promise<HttpResponse> {
  const type = result.headers.get('content-type');
  if (type?.startsWith('text/event-stream') && result.body) return stream();
  const body = await result.text();
  if (body === '' && result.status >= 400) return refuse(exchange, refusalForStatus(result.status));
  // The body is sent whole with its length, so it is no longer chunked.
  const headers = [...result.headers].filter(([name]) => !/^transfer-encoding$/i.test(name));
  return { status: result.status, headers: Object.fromEntries(headers), body };
}

interface StreamOpening {
  readonly result: Response;
  readonly exchange: GraphqlExchange;
  readonly callerKey: string;
  readonly lifetime: RequestLifetime;
  readonly streams: Streams;
  readonly ids: StreamIds | null;
}

const noStream = { ids: null };

/** What is noted only of requests that may become a stream. */
function streamFactsOf({ headers }: IncomingMessage) {
  if (!headers.accept?.includes('text/event-stream')) return noStream;
  const ids = createStreamIds();
  const { noteStart, noteResult } = ids;
  return { ids, lastEventId: headers['last-event-id']?.toString(), noteStart, noteResult };
}

/**
 * Not those of the engine: it names a coding that there is not. Proxies like nginx would gather
 * events for long if they were not told.
 */
const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

function openStream(opening: StreamOpening): HttpResponse {
  const { result, exchange, callerKey, lifetime, streams, ids } = opening;
  const { status, body } = result;
  if (!streams.hasRoomFor(callerKey)) {
    const message = 'Too many streams are open.';
    lifetime.endStream(new StreamEnd(message));
    return refuse(exchange, { code: 'UNAVAILABLE', message });
  }
  const close = streams.open(callerKey, lifetime.endStream);
  exchange.response.once('close', close);
  const withIds = body && ids ? ids.addTo(body) : body;
  return { status, headers: streamHeaders, body: withIds, door: 'sse' };
}

/** Yoga answers some bad requests with an empty body; we give them our usual form. */
function refusalForStatus(status: number): Refused {
  if (status === 415) {
    return { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The content type is not one of GraphQL.' };
  }
  if (status === 406) {
    return { code: 'NOT_ACCEPTABLE', message: 'The answer has no form that the request accepts.' };
  }
  return { code: 'BAD_REQUEST', message: 'The request cannot be understood.' };
}
