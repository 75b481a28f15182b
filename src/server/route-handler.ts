import type { IncomingMessage, ServerResponse } from 'node:http';
import { exceedsBytes } from '#std/byte-length';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { faultOfRouteText } from './engine/index.ts';
import type { Admit, HttpResponse, RequestFacts } from './http/index.ts';
import { errorCodes, refusal } from './http/index.ts';
import { beginRequest, type Intake, type Refused, type Taken } from './intake.ts';
import type { CostLine } from './limits/index.ts';

/**
 * Answers requests below a path for somebody who is given them whole, with the admission, the
 * limits and the deadline that a GraphQL request has, and refusals in a form of its own.
 */
export interface Routes<Actor> {
  /** The path that all of them begin with, without a slash at its end. */
  readonly path: string;
  /** The headers in which a key and a pass stand, beside those that are read anyway. */
  readonly keyHeader: string;
  readonly passHeader: string;
  /** All headers that a page of another origin may send, beside those that any path takes. */
  readonly requestHeaders: readonly string[];
  answer(request: Request, facts: RouteFacts<Actor>): Promise<Response>;
  /** The JSON text of a refusal that is made before or after the answer. */
  refusalBody(refusal: RouteRefusal): string;
}

export interface RouteFacts<Actor> extends RequestFacts<Actor> {
  /** How long the answer may take from now on. */
  readonly deadlineMs: number;
  /** Where reads of many rows wait for their turn, beside operations of GraphQL that cost as much. */
  readonly costLine: CostLine;
}

export interface RouteRefusal {
  readonly code: string;
  readonly message: string;
  readonly whatToDo: string;
  readonly requestId: string;
  /** Undefined where it would be refused again. */
  readonly retryAfterSeconds: string | undefined;
}

export interface RouteHandlerOptions<Actor> {
  readonly routes: Routes<Actor>;
  readonly admit: Admit<Actor>;
  readonly intake: Intake<Actor>;
  readonly costLine: CostLine;
  readonly clock: Clock;
  readonly log: Log;
  readonly answerBytesMax: number;
  readonly deadlineMs: number;
  readonly isUnavailable: (error: unknown) => boolean;
}

interface RouteExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The client's address, read through the trusted proxies. */
  readonly address: string;
}

export type RouteHandler = (exchange: RouteExchange) => Promise<HttpResponse>;

export function createRouteHandler<Actor>(options: RouteHandlerOptions<Actor>): RouteHandler {
  const { routes, admit, intake, costLine, log, answerBytesMax, deadlineMs } = options;

  function refuse({ requestId }: RouteExchange, refused: Refused): WholeAnswer {
    const { code, message } = refused;
    const whatToDo = errorCodes[code]?.whatToDo ?? '';
    const form = refusal({ ...refused, requestId, accept: undefined });
    const { 'retry-after': retryAfterSeconds } = form.headers;
    const told = { code, message, whatToDo, requestId, retryAfterSeconds };
    return { ...form, body: routes.refusalBody(told) };
  }

  async function run(
    exchange: RouteExchange,
    { body, caller, slot }: Taken<Actor>,
  ): Promise<HttpResponse> {
    const { request, response, requestId, address } = exchange;
    const lifetime = beginRequest(response, slot, options);
    const { actor, isAuthenticated, callerKey } = caller;
    const { signal, keepRunning } = lifetime;
    const whose = { actor, isAuthenticated, callerKey, address, requestId };
    const facts = { ...whose, log, signal, keepRunning, deadlineMs, costLine };
    // Whatever it throws, and whenever: the slot is given back.
    const answerWhole = async () => {
      const fault = faultOfRouteText(request.url ?? '', body);
      if (fault) return refuse(exchange, textRefusals[fault]);
      return wholeAnswer(await routes.answer(requestOf(request, body), facts));
    };
    const answering = answerWhole();
    const ran = () => slot.ran();
    answering.then(ran, ran);
    const answer = await Promise.race([answering, lifetime.deadline]);
    lifetime.answered();
    if (answer === 'deadline') {
      const message = `The request took more than ${deadlineMs} ms.`;
      return refuse(exchange, { code: 'DEADLINE_EXCEEDED', message });
    }
    if (exceedsBytes(answer.body, answerBytesMax)) {
      const message = `An answer may hold at most ${answerBytesMax} bytes.`;
      return refuse(exchange, { code: 'ANSWER_TOO_LARGE', message });
    }
    const headers = { ...caller.headers, ...answer.headers };
    return { status: answer.status, headers, body: answer.body, callerKey };
  }

  return async (exchange) => {
    const { request, requestId, address } = exchange;
    if (unsaid.has(request.method ?? '')) {
      const message = 'Nothing here takes this method.';
      return refuse(exchange, { code: 'METHOD_NOT_ALLOWED', message });
    }
    try {
      const credentials = credentialsOf(request, routes);
      const taking = await intake(request, address, () => admit(credentials, address));
      if (taking.kind === 'cut-off') return { status: 400, headers: {}, body: null };
      if (taking.kind === 'refused') return refuse(exchange, taking.refused);
      return await run(exchange, taking);
    } catch (error) {
      if (options.isUnavailable(error)) {
        log.warn('request.unavailable', { requestId, error });
        const message = 'The gateway cannot answer this just now.';
        return refuse(exchange, { code: 'UNAVAILABLE', message });
      }
      log.error('request.failed', { requestId, error });
      const message = 'Something went wrong on our side.';
      return refuse(exchange, { code: 'INTERNAL_SERVER_ERROR', message });
    }
  };
}

/** The headers of a credential, under the names by which admission knows them. */
function credentialsOf<Actor>(
  { headers }: IncomingMessage,
  { keyHeader, passHeader }: Routes<Actor>,
): IncomingMessage['headers'] {
  const key = headers[keyHeader] ?? headers['x-api-key'];
  const pass = headers[passHeader];
  return {
    ...(key === undefined ? {} : { 'x-api-key': key }),
    ...(pass === undefined ? {} : { 'x-link-token': pass }),
    ...(headers.authorization === undefined ? {} : { authorization: headers.authorization }),
  };
}

const textRefusals = {
  'half-character': {
    code: 'BAD_REQUEST',
    message: 'A text holds half a character (a lone surrogate).',
  },
  nul: { code: 'BAD_REQUEST', message: 'A text holds the character NUL, which is kept in none.' },
} as const;

/** An answer whose text is known. */
type WholeAnswer = HttpResponse & { readonly body: string };

/** Methods of which no `Request` can be made. */
const unsaid: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** No route reads where the request was sent to: a caller may write there what it likes. */
const anyOrigin = 'http://gateway.invalid';

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Request {
  const given: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') given.push([name, value]);
  }
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.length > 0;
  return new Request(`${anyOrigin}${url}`, {
    method,
    headers: given,
    ...(hasBody ? { body: new Uint8Array(body) } : {}),
  });
}

async function wholeAnswer(response: Response) {
  const { status, headers } = response;
  return { status, headers: Object.fromEntries(headers), body: await response.text() };
}
