import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Engine } from './engine/index.ts';
import type { Admit, Admitted, ExecutedOperation, HttpResponse, Streams } from './http/index.ts';
import {
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

interface GraphqlExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The client's address, read through the trusted proxies. */
  readonly address: string;
  readonly noteOperation: (operation: ExecutedOperation) => void;
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
    const { actor, isAuthenticated, callerKey } = caller;
    const rest = { address, requestId, log, signal, keepRunning, noteOperation };
    const facts = { actor, isAuthenticated, callerKey, ...rest };
    const { method = 'GET', url = '/', headers } = exchange.request;
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
    const stream = () => {
      // A stream is no operation in hand: it has a bound of its own.
      slot.sent();
      return openStream({ result: fromYoga, exchange, callerKey, lifetime, streams });
    };
    const answer = await answerOf(fromYoga, exchange, stream);
    if (answer.status === 406) lifetime.endStream(refusedStream);
    return bounded(answer, exchange, answerBytesMax);
  }

  async function answer(exchange: GraphqlExchange): Promise<HttpResponse> {
    const { request, address } = exchange;
    if (slots.isFull()) {
      return refuse(exchange, { code: 'UNAVAILABLE', message: 'The gateway is busy.' });
    }
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      const message = 'The body is encoded in a way that is not read here.';
      return refuse(exchange, { code: 'UNSUPPORTED_MEDIA_TYPE', message });
    }
    const admission = await admit(request.headers, address);
    if (admission.kind === 'refused') return refuse(exchange, admission.refusal);
    const reading = await readBody(request, bodyBytesMax);
    if (reading.kind === 'cut-off') return { status: 400, headers: {}, body: null };
    if (reading.kind === 'too-large') {
      const message = `A body may hold at most ${bodyBytesMax} bytes.`;
      return refuse(exchange, {
        code: 'BODY_TOO_LARGE',
        message,
        headers: { connection: 'close' },
      });
    }
    const { callerKey } = admission;
    const slot = slots.take(callerKey);
    if (!slot) {
      const headers = { 'retry-after': '1' };
      return refuse(exchange, { code: 'RATE_LIMITED', message: tooManyInHand, headers });
    }
    const given = await run(exchange, reading.body, admission, slot);
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

function refuse({ request, requestId }: GraphqlExchange, refused: Refused): HttpResponse {
  return refusal({ ...refused, requestId, accept: request.headers.accept });
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
}

function openStream(opening: StreamOpening): HttpResponse {
  const { result, exchange, callerKey, lifetime, streams } = opening;
  const { status, headers, body } = result;
  if (!streams.hasRoomFor(callerKey)) {
    const message = 'Too many streams are open.';
    lifetime.endStream(new StreamEnd(message));
    return refuse(exchange, { code: 'UNAVAILABLE', message });
  }
  const close = streams.open(callerKey, lifetime.endStream);
  exchange.response.once('close', close);
  return { status, headers: Object.fromEntries(headers), body, door: 'sse' };
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
