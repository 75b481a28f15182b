import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import {
  type BodyRefusal,
  type HttpResponse,
  readBody,
  refusal,
  refusalOfBody,
} from './http/index.ts';
import { type NetworkLimiter, rateHeaders, type UnfinishedBytes } from './limits/index.ts';

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
  /** Reads the body. Returns what gives the answer. */
  receive(visit: JsonVisit): Promise<() => Promise<HttpResponse>>;
}

interface JsonVisit {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly requestId: string;
  readonly address: string;
}

interface JsonDoorLimits {
  readonly perAddress: NetworkLimiter;
  readonly unfinished: UnfinishedBytes;
}

type Judged =
  | { readonly kind: 'answer'; readonly answer: JsonAnswer | undefined }
  | { readonly kind: 'refused'; readonly refused: BodyRefusal };

const bodyBytesMax = 4_096;
const jsonType = /^application\/json\b/i;

export function createJsonDoors(
  doors: readonly JsonDoor[],
  { perAddress, unfinished }: JsonDoorLimits,
): JsonDoorHandler {
  const doorAt = (path: string) =>
    doors.find((door) =>
      door.path.endsWith('/') ? path.startsWith(door.path) : path === door.path,
    );

  async function judge(visit: JsonVisit, reading: JsonReading): Promise<Judged> {
    const { request, path, requestId, address } = visit;
    const { method = 'GET', headers, url = '' } = request;
    const query = new URLSearchParams(url.split('?')[1] ?? '');
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

  async function answer(visit: JsonVisit, reading: JsonReading): Promise<HttpResponse> {
    const { request, requestId, address } = visit;
    const asked = { requestId, accept: request.headers.accept };
    const judged = await judge(visit, reading);
    const given = judged.kind === 'answer' ? judged.answer : undefined;
    // Whatever else comes from an address, who shows something good is answered: judged first.
    const decision = given?.isKnown ? null : perAddress.take(address);
    if (decision && !decision.isAllowed) {
      const message = 'Too many requests in a short time.';
      return refusal({ code: 'RATE_LIMITED', message, headers: rateHeaders(decision), ...asked });
    }
    if (judged.kind === 'refused') return refusal({ ...judged.refused, ...asked });
    if (!given) return refusal({ code: 'NOT_FOUND_PATH', message: 'Nothing is here.', ...asked });
    const type = given.body && { 'content-type': 'application/json; charset=utf-8' };
    return {
      status: given.status,
      headers: { ...type, ...given.headers },
      body: given.body && JSON.stringify(given.body),
    };
  }

  return {
    pathOf: (path) => doorAt(path)?.path ?? null,
    async receive(visit) {
      const reading = await readJson(visit, unfinished);
      return () => answer(visit, reading);
    },
  };
}

type JsonReading =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly refused: BodyRefusal };

/** What changes something is JSON: no form of another page can send that. */
async function readJson(
  { request, address }: JsonVisit,
  unfinished: UnfinishedBytes,
): Promise<JsonReading> {
  const { method, headers } = request;
  if (method === 'GET' || method === 'HEAD') return { kind: 'read', value: null };
  if (!jsonType.test(headers['content-type'] ?? '')) {
    return refused('UNSUPPORTED_MEDIA_TYPE', 'This takes JSON.');
  }
  const reading = await readBody(request, { unfinished, address, bytesMax: bodyBytesMax });
  if (reading.kind !== 'body') {
    return { kind: 'refused', refused: refusalOfBody(reading, bodyBytesMax) };
  }
  try {
    return { kind: 'read', value: JSON.parse(`${reading.body}`) };
  } catch {
    return refused('BAD_REQUEST', 'The body is no JSON.');
  }
}

function refused(code: string, message: string): JsonReading {
  return { kind: 'refused', refused: { code, message } };
}
