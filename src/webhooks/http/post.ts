import { Agent, type Dispatcher, errors } from 'undici';
import type { Clock } from '#std/clock';
import type { AddressPolicy } from './address-policy.ts';
import { type AttemptFailure, failureOfStatus } from './attempt.ts';
import { startDeadline } from './attempt-deadline.ts';
import { ConnectError, createGuardedConnect } from './guarded-connect.ts';
import type { ResolveHost } from './resolve-host.ts';

/**
 * Posts bodies to receivers that nobody vouches for. A request is sent once and no redirect is
 * followed; one deadline covers the connection and the status. The status decides: of the answer's
 * body a little is kept, a little more is read so that the connection can be used again, and the
 * rest is cut off.
 */
export interface Poster {
  post(request: PostRequest): Promise<PostAnswer>;
  /** Ends all connections, after the requests in flight; later ones open new connections. */
  close(): Promise<void>;
}

export interface PostRequest {
  readonly url: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export interface PostAnswer {
  readonly status: number | null;
  readonly failure: AttemptFailure | null;
  readonly durationMs: number;
  readonly answerHead: string | null;
  /** The Retry-After header as it came. */
  readonly retryAfter: string | null;
}

export interface PosterOptions {
  readonly policy: AddressPolicy;
  readonly resolveHost: ResolveHost;
  /** Measures and limits requests; the machine's own also where the rest runs on a test's. */
  readonly clock: Clock;
  readonly statusTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly trustedAuthorities?: readonly string[] | undefined;
}

/** Kept of an answer's body. */
const answerHeadBytesMax = 2 * 1024;
/** Read of an answer's body before the connection is cut. */
const answerBytesMax = 64 * 1024;
const answerHeaderBytesMax = 16 * 1024;
/** Shorter than what common servers keep an idle connection for, so that we close first. */
const keepAliveMs = 4_000;

export function createPoster(options: PosterOptions): Poster {
  const { clock, statusTimeoutMs } = options;
  let agent = createAgent(options);

  return {
    post({ url, headers, body }) {
      return new Promise((resolve) => {
        const exchange = new Exchange(clock, statusTimeoutMs, resolve);
        const { origin, pathname, search } = new URL(url);
        const path = `${pathname}${search}`;
        agent.dispatch({ origin, path, method: 'POST', headers: [...headers], body }, exchange);
      });
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
    // One request at a time on a connection, so that a hung one holds up no other.
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    maxHeaderSize: answerHeaderBytesMax,
    // The exchange has a deadline over everything; these would begin anew at each byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** One request and its answer, until the deadline or the end of what is read of it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #deadline: ReturnType<typeof startDeadline>;
  readonly #resolve: (answer: PostAnswer) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #status: number | null = null;
  #retryAfter: string | null = null;
  #readBytes = 0;

  constructor(clock: Clock, timeoutMs: number, resolve: (answer: PostAnswer) => void) {
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
    this.#resolve = resolve;
    this.#deadline = startDeadline(clock, timeoutMs);
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

  /** `failure` holds only where no status came: otherwise the status decides. */
  #finish(failure: AttemptFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#deadline.clear();
    this.#resolve({
      status: this.#status,
      failure: this.#status === null ? failure : failureOfStatus(this.#status),
      durationMs: Math.round(this.#clock.monotonicMs() - this.#startedMs),
      answerHead: this.#status === null ? null : headText(this.#chunks),
      retryAfter: this.#retryAfter,
    });
  }
}

/** Postgres keeps no NUL in a text; what is not UTF-8 is shown by replacement characters. */
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
