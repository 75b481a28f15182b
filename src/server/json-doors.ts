import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type HttpResponse, readBody, refusal } from './http/index.ts';
import { type NetworkLimiter, rateHeaders } from './limits/index.ts';

/** A few paths that take and answer small JSON, beside GraphQL. */
export interface JsonDoor {
  /** A path, or one that ends with a slash for all that are below it. */
  readonly path: string;
  answer(request: JsonRequest): Promise<JsonAnswer>;
}

export interface JsonRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** What was sent; null where nothing was. */
  readonly body: unknown;
  /** The client's address, read through the trusted proxies. */
  readonly address: string;
  /** Of the connection itself: that of a proxy, if there is one. */
  readonly peerAddress: string;
  readonly requestId: string;
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers?: HttpResponse['headers'];
  /** Null for none. */
  readonly body: object | null;
  /** Whether something good was shown, which the door counts: all others are counted by address. */
  readonly isKnown?: boolean;
}

export interface JsonDoorHandler {
  /** The door's path under which a path lies; null where there is none. */
  pathOf(path: string): string | null;
  answer(visit: JsonVisit): Promise<HttpResponse>;
}

interface JsonVisit {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly requestId: string;
  readonly address: string;
}

type Judged =
  | { readonly kind: 'answer'; readonly answer: JsonAnswer | undefined }
  | { readonly kind: 'refused'; readonly refused: BodyRefusal };

const bodyBytesMax = 4_096;
const jsonType = /^application\/json\b/i;

export function createJsonDoors(
  doors: readonly JsonDoor[],
  perAddress: NetworkLimiter,
): JsonDoorHandler {
  const doorAt = (path: string) =>
    doors.find((door) =>
      door.path.endsWith('/') ? path.startsWith(door.path) : path === door.path,
    );

  async function judge({ request, path, requestId, address }: JsonVisit): Promise<Judged> {
    const { method = 'GET', headers, url = '' } = request;
    const query = new URLSearchParams(url.split('?')[1] ?? '');
    const reading = await readJson(request);
    if (reading.kind === 'refused') return reading;
    const peerAddress = request.socket.remoteAddress ?? '';
    const facts = {
      method,
      path,
      query,
      headers,
      body: reading.value,
      address,
      peerAddress,
      requestId,
    };
    return { kind: 'answer', answer: await doorAt(path)?.answer(facts) };
  }

  return {
    pathOf: (path) => doorAt(path)?.path ?? null,
    async answer(visit) {
      const { request, requestId, address } = visit;
      const asked = { requestId, accept: request.headers.accept };
      const judged = await judge(visit);
      const answer = judged.kind === 'answer' ? judged.answer : undefined;
      // Whatever else comes from an address, who shows something good is answered: judged first.
      const decision = answer?.isKnown ? null : perAddress.take(address);
      if (decision && !decision.isAllowed) {
        const message = 'Too many requests in a short time.';
        return refusal({ code: 'RATE_LIMITED', message, headers: rateHeaders(decision), ...asked });
      }
      if (judged.kind === 'refused') return refusal({ ...judged.refused, ...asked });
      if (!answer)
        return refusal({ code: 'NOT_FOUND_PATH', message: 'Nothing is here.', ...asked });
      const type = answer.body && { 'content-type': 'application/json; charset=utf-8' };
      return {
        status: answer.status,
        headers: { ...type, ...answer.headers },
        body: answer.body && JSON.stringify(answer.body),
      };
    },
  };
}

interface BodyRefusal {
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type JsonReading =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly refused: BodyRefusal };

/** What changes something is JSON: no form of another page can send that. */
async function readJson(request: IncomingMessage): Promise<JsonReading> {
  const { method, headers } = request;
  if (method === 'GET' || method === 'HEAD') return { kind: 'read', value: null };
  if (!jsonType.test(headers['content-type'] ?? '')) {
    return refused('UNSUPPORTED_MEDIA_TYPE', 'This takes JSON.');
  }
  const reading = await readBody(request, bodyBytesMax);
  if (reading.kind !== 'body') {
    const message = `A body may hold at most ${bodyBytesMax} bytes.`;
    return refused('BODY_TOO_LARGE', message, { connection: 'close' });
  }
  try {
    return { kind: 'read', value: JSON.parse(`${reading.body}`) };
  } catch {
    return refused('BAD_REQUEST', 'The body is no JSON.');
  }
}

function refused(
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): JsonReading {
  return { kind: 'refused', refused: { code, message, headers } };
}
