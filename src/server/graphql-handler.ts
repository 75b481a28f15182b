import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { type Engine, faultOfText } from './engine/index.ts';
import type {
  Admit,
  Admitted,
  ExecutedOperation,
  HttpResponse,
  StreamIds,
  Streams,
} from './http/index.ts';
import {
  createStreamIds,
  graphqlPath,
  type RefusalOptions,
  type RequestLifetime,
  readBody,
  refusal,
  StreamEnd,
  startRequestLifetime,
} from './http/index.ts';
import type { OperationSlot, OperationSlots } from './limits/index.ts';

/**
 * Answers one request to the GraphQL endpoint. The cheap checks come first: whether the node has
 * room, who asks and how often, how large the body is. Then the operation runs until it is done or
 * its deadline passes.
 */
export interface GraphqlHandlerOptions<Actor> {
  readonly engine: Engine<Actor>;
  readonly admit: Admit<Actor>;
  readonly streams: Streams;
  readonly slots: OperationSlots;
  readonly clock: Clock;
  readonly log: Log;
  readonly bodyBytesMax: number;
  readonly answerBytesMax: number;
  readonly deadlineMs: number;
  readonly isUnavailable: (error: unknown) => boolean;
}

/**
 * Why a subscription is ended whose stream the client does not accept: the engine starts it before
 * it finds out and answers 406.
 */
const refusedStream = new StreamEnd('The request is answered.');

const tooManyInHand =
  'Too many requests of this caller have no answer yet, or one that it did not read.';

const textRefusals = {
  'other-charset': {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'A body is read as UTF-8 and in no other charset.',
  },
  'not-utf8': { code: 'BAD_REQUEST', message: 'The request is not UTF-8.' },
} as const;

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

type Refused = Pick<RefusalOptions, 'code' | 'message' | 'headers'>;

export function createGraphqlHandler<Actor>(options: GraphqlHandlerOptions<Actor>): GraphqlHandler {
  const { admit, streams, slots, log, clock, bodyBytesMax, answerBytesMax, deadlineMs } = options;

  async function run(
    exchange: GraphqlExchange,
    body: Buffer,
    caller: Admitted<Actor>,
    slot: OperationSlot,
  ): Promise<HttpResponse> {
    const { response, requestId, address, noteOperation } = exchange;
    const lifetime = startRequestLifetime(clock, deadlineMs);
    const closed = () => {
      slot.sent();
      if (!response.writableFinished) lifetime.clientLeft();
    };
    if (response.destroyed) closed();
    response.once('close', closed);
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
    const { request } = exchange;
    if (slots.isFull()) {
      return refuse(exchange, { code: 'UNAVAILABLE', message: 'The gateway is busy.' });
    }
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      const message = 'The body is encoded in a way that is not read here.';
      return refuse(exchange, { code: 'UNSUPPORTED_MEDIA_TYPE', message });
    }
    const admission = await admissionOf(exchange);
    if (admission.kind === 'refused') return refuse(exchange, admission.refusal);
    const body = await readText(exchange, bodyBytesMax);
    if (!Buffer.isBuffer(body)) return body;
    const { callerKey } = admission;
    const slot = slots.take(callerKey);
    if (!slot) {
      const headers = { 'retry-after': '1' };
      return refuse(exchange, { code: 'RATE_LIMITED', message: tooManyInHand, headers });
    }
    const given = await run(exchange, body, admission, slot);
    return { ...given, callerKey, headers: { ...admission.headers, ...given.headers } };
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

/** The body, or what is wrong with it or with the request's other text. */
async function readText(
  exchange: GraphqlExchange,
  bodyBytesMax: number,
): Promise<Buffer | HttpResponse> {
  const { url = '', headers } = exchange.request;
  const reading = await readBody(exchange.request, bodyBytesMax);
  if (reading.kind === 'cut-off') return { status: 400, headers: {}, body: null };
  if (reading.kind === 'too-large') {
    const message = `A body may hold at most ${bodyBytesMax} bytes.`;
    const closing = { connection: 'close' };
    return refuse(exchange, { code: 'BODY_TOO_LARGE', message, headers: closing });
  }
  const { body } = reading;
  const fault = faultOfText({ url, headers, body });
  return fault ? refuse(exchange, textRefusals[fault]) : body;
}

/** The answer, or that it is too large. */
function bounded(answer: HttpResponse, exchange: GraphqlExchange, bytesMax: number): HttpResponse {
  const { body } = answer;
  if (typeof body !== 'string' || body.length <= bytesMax) return answer;
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
