import { LRUCache } from 'lru-cache';
import { Agent, type Dispatcher, errors } from 'undici';
import type { Clock } from '#std/clock';
import type { AddressPolicy } from './address-policy.ts';
import { answerHeadersText } from './answer-headers.ts';
import { type AttemptFailure, failureOfStatus } from './attempt.ts';
import { ConnectError, createGuardedConnect } from './guarded-connect.ts';
import type { ResolveHost } from './resolve-host.ts';
import { startTimeout } from './timeout.ts';

/**
 * Posts bodies to receivers that we do not trust. A request is sent once, and no redirect is
 * followed; one timeout covers the connection and the status. The status decides whether the attempt
 * succeeded. The start of the response's body is kept; a bounded rest is read so that the connection
 * can be reused, and a longer body is cut off.
 */
export interface Poster {
  post(request: PostRequest): Promise<PostResult>;
  /** Ends all connections, after the requests in flight; later ones open new connections. */
  close(): Promise<void>;
}

export interface PostRequest {
  readonly url: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export interface PostResult {
  readonly status: number | null;
  readonly failure: AttemptFailure | null;
  readonly durationMs: number;
  readonly answerHead: string | null;
  /** Its headers, a line each; null when no status came. */
  readonly answerHeaders: string | null;
  /** The Retry-After header as it came. */
  readonly retryAfter: string | null;
}

export interface PosterOptions {
  readonly policy: AddressPolicy;
  readonly resolveHost: ResolveHost;
  /** The system clock, even where a test gives the rest of the product a virtual one. */
  readonly clock: Clock;
  readonly statusTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly trustedAuthorities?: readonly string[] | undefined;
}

/** How much of a response's body is kept. */
const answerHeadBytesMax = 2 * 1024;
/** How much of a response's body is read before the connection is cut. */
const answerBytesMax = 64 * 1024;
const answerHeaderBytesMax = 16 * 1024;
/** Shorter than common servers keep an idle connection, so that we close first. */
const keepAliveMs = 4_000;

/** How many origins are remembered that have answered lately. */
const originsMax = 10_000;

export function createPoster(options: PosterOptions): Poster {
  const { clock, statusTimeoutMs } = options;
  const answeredAtMs = new LRUCache<string, number>({ max: originsMax });
  let agent = createAgent(options);

  function send(
    by: Agent,
    { url, headers, body }: PostRequest,
    timeoutMs: number,
  ): Promise<PostResult> {
    return new Promise((resolve) => {
      const exchange = new Exchange(clock, timeoutMs, resolve);
      const { origin, pathname, search } = new URL(url);
      const path = `${pathname}${search}`;
      by.dispatch({ origin, path, method: 'POST', headers: [...headers], body }, exchange);
    });
  }

  /**
   * A receiver may close a connection in the moment in which we use it again. That is no failure of
   * the receiver: the same request is sent at once on a new connection.
   */
  async function sendAgain(request: PostRequest, first: PostResult): Promise<PostResult> {
    const fresh = createAgent(options);
    const second = await send(fresh, request, Math.max(1, statusTimeoutMs - first.durationMs));
    void fresh.close();
    return { ...second, durationMs: first.durationMs + second.durationMs };
  }

  return {
    async post(request) {
      const { origin } = new URL(request.url);
      const startMs = clock.monotonicMs();
      const result = await send(agent, request, statusTimeoutMs);
      if (result.status !== null) answeredAtMs.set(origin, clock.monotonicMs());
      const isReused = startMs - (answeredAtMs.get(origin) ?? -keepAliveMs) < keepAliveMs;
      return result.failure === 'reset' && isReused ? sendAgain(request, result) : result;
    },
    async close() {
      const closing = agent;
      agent = createAgent(options);
      await closing.close();
    },
  };
}

function createAgent(options: PosterOptions): Agent {
  return new Agent({
    connect: createGuardedConnect(options),
    // One request at a time on a connection, so that one that hangs delays no other.
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    maxHeaderSize: answerHeaderBytesMax,
    // The exchange has one timeout for everything; these would start anew with each byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** One request and its response, until the timeout or the end of the part that is read. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #deadline: ReturnType<typeof startTimeout>;
  readonly #resolve: (answer: PostResult) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #status: number | null = null;
  #retryAfter: string | null = null;
  #headers: string | null = null;
  #readBytes = 0;

  constructor(clock: Clock, timeoutMs: number, resolve: (answer: PostResult) => void) {
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
    this.#resolve = resolve;
    this.#deadline = startTimeout(clock, timeoutMs);
    this.#deadline.signal.addEventListener('abort', () => this.#cut('timeout'), { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('too late to be sent'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const retryAfter = headers['retry-after'];
    this.#status = status;
    this.#headers = answerHeadersText(headers);
    this.#retryAfter = typeof retryAfter === 'string' ? retryAfter : null;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#readBytes < answerHeadBytesMax) this.#chunks.push(chunk);
    this.#readBytes += chunk.length;
    if (this.#readBytes > answerBytesMax) this.#cut('unreadable');
  }

  onResponseEnd(): void {
    this.#finish('unreadable');
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(failureOfError(error));
  }

  #cut(failure: AttemptFailure): void {
    this.#finish(failure);
    this.#controller?.abort(new Error('cut off'));
  }

  /** `failure` counts only if no status came; otherwise the status decides. */
  #finish(failure: AttemptFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#deadline.clear();
    this.#resolve({
      status: this.#status,
      failure: this.#status === null ? failure : failureOfStatus(this.#status),
      durationMs: Math.round(this.#clock.monotonicMs() - this.#startedMs),
      answerHead: this.#status === null ? null : headText(this.#chunks),
      answerHeaders: this.#headers,
      retryAfter: this.#retryAfter,
    });
  }
}

/** Postgres stores no NUL in a text; bytes that are not UTF-8 become replacement characters. */
function headText(chunks: readonly Buffer[]): string {
  const head = Buffer.concat(chunks).subarray(0, answerHeadBytesMax);
  return head.toString('utf8').replaceAll('\0', '\uFFFD');
}

function failureOfError(error: Error): AttemptFailure {
  if (error instanceof ConnectError) return error.failure;
  const code = (error as { code?: unknown }).code;
  const isUnreadable = error instanceof errors.HTTPParserError || unreadableCodes.has(code);
  return isUnreadable ? 'unreadable' : 'reset';
}

const unreadableCodes: ReadonlySet<unknown> = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RESPONSE',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);
