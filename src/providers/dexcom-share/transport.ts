import { type Dispatcher, Pool } from 'undici';
import { type Region, regions } from '#providers/provider';
import type { Clock } from '#std/clock';
import { withDeadline } from '#std/deadline';
import { addressPatienceMs } from '#std/patient-socket';
import { parseRetryAfterMs } from '#std/retry-after';
import { type Answer, type AnswerBody, parseBody } from './answer.ts';

/**
 * HTTP to the three hosts: a pool of kept connections for each, one deadline over the whole
 * request, a bound on the body. A request is sent once, whatever becomes of it: sending it again
 * is a decision, and a request with a password must not be repeated unseen.
 */
export interface Transport {
  /**
   * Posts JSON and resolves to the answer, or to why there is none. Rejects only with the
   * signal's reason.
   */
  post(region: Region, request: TransportRequest): Promise<Answer | Silence>;
  /** Takes no more requests, waits for those in flight and closes the connections. */
  close(): Promise<void>;
}

export interface TransportRequest {
  /** From `/ShareWebServices` on, with the query. */
  readonly path: string;
  /** Sent as it is, and never empty: without a body there is no Content-Length. */
  readonly json: string;
  /** Whether the answer may be large enough to be worth compressing. */
  readonly isAnswerLarge: boolean;
  readonly signal: AbortSignal | undefined;
}

/** No whole answer came. */
export interface Silence {
  readonly silence: 'deadline' | 'network' | 'not-sent';
  readonly networkCode: string | null;
}

export interface TransportOptions {
  readonly baseUrls: Readonly<Record<Region, string>>;
  readonly clock: Clock;
  readonly systemClock: Clock;
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly bodyBytesMax: number;
  readonly connectionsMax: number;
  readonly requestsMax: number;
  readonly userAgent: string;
}

/** Long enough for a login and its first read; shorter than any front end's own patience. */
const keepAliveMs = 10_000;

const headerBytesMax = 16 * 1024;

/** One region's host: its pool, the path before `/ShareWebServices`, the requests in flight. */
interface Host {
  readonly pool: Pool;
  readonly basePath: string;
  requestCount: number;
}

export function createTransport(options: TransportOptions): Transport {
  const hosts = Object.fromEntries(
    regions.map((region) => [region, openHost(options.baseUrls[region], options)]),
  ) as Record<Region, Host>;
  let closing: Promise<unknown> | undefined;

  return {
    async post(region, request) {
      request.signal?.throwIfAborted();
      const host = hosts[region];
      if (host.requestCount >= options.requestsMax) {
        return { silence: 'not-sent', networkCode: null };
      }
      host.requestCount += 1;
      try {
        return await exchange(host, request, options);
      } finally {
        host.requestCount -= 1;
      }
    },
    close() {
      closing ??= Promise.all(regions.map((region) => hosts[region].pool.close()));
      return closing.then(() => undefined);
    },
  };
}

function openHost(baseUrl: string, options: TransportOptions): Host {
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, {
    connections: options.connectionsMax,
    // One request at a time on a connection, so that a hung one holds up no other.
    pipelining: 1,
    // No recorded client speaks HTTP/2 to Share, and its streams would be repeated on GOAWAY.
    allowH2: false,
    connectTimeout: options.connectTimeoutMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressPatienceMs,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    maxHeaderSize: headerBytesMax,
    // Our own deadline covers headers and body together; these would begin anew at each byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { pool, basePath: pathname.replace(/\/+$/, ''), requestCount: 0 };
}

async function exchange(
  host: Host,
  request: TransportRequest,
  options: TransportOptions,
): Promise<Answer | Silence> {
  const { systemClock, requestTimeoutMs } = options;
  const outcome = await withDeadline(
    { clock: systemClock, timeoutMs: requestTimeoutMs, signal: request.signal },
    async (signal) => {
      const response = await host.pool.request({
        method: 'POST',
        path: host.basePath + request.path,
        headers: headersOf(request, options.userAgent),
        body: request.json,
        signal,
      });
      return readAnswer(response, options);
    },
  );
  switch (outcome.end) {
    case 'done':
      return outcome.result;
    case 'late':
      return { silence: 'deadline', networkCode: null };
    case 'failed':
      return silenceOf(outcome.error);
  }
}

function headersOf(request: TransportRequest, userAgent: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': request.isAnswerLarge ? 'gzip' : 'identity',
    'user-agent': userAgent,
  };
}

/** No answer, however odd, silences us for longer than a day. */
const retryAfterMsMax = 24 * 60 * 60 * 1000;

async function readAnswer(
  response: Dispatcher.ResponseData,
  { clock, bodyBytesMax }: TransportOptions,
): Promise<Answer> {
  const { statusCode: httpStatus, headers } = response;
  const askedMs = parseRetryAfterMs(firstOf(headers['retry-after']), clock.nowMs());
  const retryAfterMs = askedMs === null ? null : Math.min(askedMs, retryAfterMsMax);
  const bytes = await readBytes(response.body, bodyBytesMax);
  const body: AnswerBody =
    bytes === null
      ? { kind: 'oversized' }
      : parseBody(bytes, firstOf(headers['content-encoding']), bodyBytesMax);
  return { httpStatus, retryAfterMs, body };
}

/** Null when the body is larger than allowed; leaving the loop then ends its connection. */
async function readBytes(body: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

const networkCodePattern = /^[A-Z][A-Z0-9_]{1,63}$/;

/** The error itself is not kept: a parser's error, for one, holds what the server sent. */
function silenceOf(error: unknown): Silence {
  const { code } = error as { readonly code?: unknown };
  const isCode = typeof code === 'string' && networkCodePattern.test(code);
  const networkCode = isCode ? code : null;
  const silence = networkCode === 'UND_ERR_CONNECT_TIMEOUT' ? 'deadline' : 'network';
  return { silence, networkCode };
}
