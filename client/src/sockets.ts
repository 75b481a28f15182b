import { type Client, createClient } from 'graphql-ws/client';
import type { Credential } from './credential.ts';
import { createPauses, type Pauses } from './pauses.ts';
import { callAfter, onWakeUp } from './platform.ts';
import { resume } from './resuming.ts';
import type { ServerClock } from './server-clock.ts';
import type { SocketLimits } from './socket-limits.ts';

/**
 * One WebSocket for all subscriptions (`graphql-transport-ws`, kept by graphql-ws), which comes back
 * by itself for as long as there is a subscription: with another token where one was refused, and
 * also where the path died without a word. For that it pings, and gives a socket up that does not
 * answer: `pingMs` and `pongMs` together are how long a dead path goes unnoticed.
 */
export interface Sockets {
  /** As the client of graphql-ws does, but with subscriptions that resume: see `resuming.ts`. */
  readonly subscribe: Client['subscribe'];
  /** As the client of graphql-ws tells them. */
  readonly on: Client['on'];
  /** Whether a socket is let in at present. */
  isUp(): boolean;
  /** Asks where the log stands now; null where the socket is lost before it is told. */
  place(): Promise<Greeting | null>;
  /** Calls back on each change. Returns how to stop. */
  listen(listener: SocketListener): () => void;
  /** Gives up what is there or on its way; it comes back by itself. */
  giveUp(): void;
  dispose(): void;
}

/** What the gateway tells when it lets a socket in, and with each pong. */
export interface Greeting {
  /** Where the log stands. */
  readonly cursor: string | null;
  /** The gateway's clock, epoch milliseconds. */
  readonly nowMs: number | null;
}

export interface SocketListener {
  up(greeting: Greeting): void;
  /** Called for each failure, also while there is no socket. */
  down(problem: unknown): void;
}

export interface SocketOptions {
  /** Asked before each try. */
  readonly url: () => string;
  readonly credential: Credential;
  readonly clock: ServerClock;
  /** The platform's own unless given: Node before 22 has none, give the one of `ws`. */
  readonly webSocket?: object | undefined;
  readonly limits: SocketLimits;
}

const forbidden = 4403;
const ping = JSON.stringify({ type: 'ping' });

interface OpenSocket {
  readonly readyState: number;
  onmessage: unknown;
  send(text: string): void;
}

export function createSockets(options: SocketOptions): Sockets {
  return new ReturningSocket(options);
}

class ReturningSocket implements Sockets {
  readonly #options: SocketOptions;
  readonly #listeners = new Set<SocketListener>();
  readonly #pauses: Pauses;
  /** Made when it is first needed: who only asks needs no WebSocket. */
  #madeClient: Client | null = null;
  #stopListening = () => {};
  #headers: Readonly<Record<string, string>> = {};
  #socket: OpenSocket | null = null;
  #greeting: Greeting | null = null;
  /** Who waits to be told where the log stands. */
  #placeSeekers: ((greeting: Greeting | null) => void)[] = [];
  #refusalCount = 0;
  #wasRefused = false;
  #isDisposed = false;
  #activeCount = 0;
  #cancelDeadline = () => {};

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#pauses = createPauses(options.limits.retryMs);
  }

  get #client(): Client {
    if (this.#madeClient) return this.#madeClient;
    const { limits, webSocket } = this.#options;
    const client = createClient({
      url: () => this.#addressOnceReady(),
      connectionParams: () => this.#headers,
      webSocketImpl: quiet(webSocket ?? platformWebSocket()),
      keepAlive: limits.pingMs,
      lazyCloseTimeout: limits.idleMs,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => !this.#isDisposed && this.#refusalCount < limits.refusalsMax,
      // A token that has just ended is replaced at once.
      retryWait: async (retry) => {
        if (!this.#wasRefused || retry > 0) await this.#pauses.before(retry);
      },
    });
    this.#madeClient = client;
    this.#hear(client);
    this.#stopListening = onWakeUp(() => this.#wakeUp());
    return client;
  }

  readonly on: Client['on'] = (event, listener) => this.#client.on(event, listener);

  readonly subscribe: Client['subscribe'] = (payload, sink) => {
    const subscribeOnce = resume(this.#client, () => this.#greeting?.cursor ?? null);
    this.#activeCount += 1;
    let isActive = true;
    let unsubscribe = () => {};
    const leave = () => {
      if (isActive) this.#activeCount -= 1;
      isActive = false;
    };
    const begin = () => {
      if (!isActive) return;
      unsubscribe = subscribeOnce<never>(payload, {
        next: (result) => sink.next(result as never),
        error(error) {
          leave();
          sink.error(error);
        },
        complete() {
          leave();
          sink.complete();
        },
      });
    };
    // On a socket that has been open for a while, "from now on" needs to know where now is.
    if (this.isUp() && (payload.variables?.after ?? null) === null) void this.place().then(begin);
    else begin();
    return () => {
      leave();
      unsubscribe();
    };
  };

  isUp(): boolean {
    return this.#greeting !== null;
  }

  place(): Promise<Greeting | null> {
    if (!this.isUp()) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#placeSeekers.push(resolve);
      this.#ping(this.#options.limits.pongMs);
    });
  }

  listen(listener: SocketListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  giveUp(): void {
    this.#madeClient?.terminate();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cancelDeadline();
    this.#stopListening();
    this.#pauses.endAll();
    void Promise.resolve(this.#madeClient?.dispose()).catch(() => {});
  }

  #hear(client: Client): void {
    client.on('opened', (socket) => {
      this.#socket = socket as OpenSocket;
    });
    client.on('connected', (_socket, payload) => {
      this.#cancelDeadline();
      this.#refusalCount = 0;
      const greeting = this.#learn(payload);
      for (const listener of [...this.#listeners]) listener.up(greeting);
    });
    client.on('ping', (isReceived) => {
      if (!isReceived) this.#setDeadline(this.#options.limits.pongMs);
    });
    // No other message will do: only after a pong does the next ping follow.
    client.on('pong', (isReceived, payload) => {
      if (!isReceived) return;
      this.#cancelDeadline();
      this.#learn(payload);
    });
    client.on('closed', (event) => this.#lose(event));
  }

  #learn(payload: Readonly<Record<string, unknown>> | undefined): Greeting {
    const greeting = greetingOf(payload);
    this.#greeting = greeting;
    if (greeting.nowMs !== null) this.#options.clock.hear(greeting.nowMs);
    this.#answerSeekers(greeting);
    return greeting;
  }

  #answerSeekers(greeting: Greeting | null): void {
    for (const seeker of this.#placeSeekers.splice(0)) seeker(greeting);
  }

  #lose(event: unknown): void {
    this.#cancelDeadline();
    // One that was given up may still bring what was on its way, which the next brings too.
    if (this.#socket) this.#socket.onmessage = null;
    this.#socket = null;
    this.#wasRefused = (event as { code?: unknown }).code === forbidden;
    if (this.#wasRefused) {
      this.#refusalCount += 1;
      this.#options.credential.refuse(this.#headers);
    }
    this.#tellDown(event);
  }

  #tellDown(problem: unknown): void {
    this.#greeting = null;
    this.#answerSeekers(null);
    for (const listener of [...this.#listeners]) listener.down(problem);
  }

  /** Nothing is opened before there is a token to open it with. */
  async #addressOnceReady(): Promise<string> {
    const { url, credential, limits } = this.#options;
    for (let retry = 0; this.#activeCount > 0 && !this.#isDisposed; retry += 1) {
      try {
        this.#headers = await credential.headers();
        break;
      } catch (error) {
        this.#tellDown(error);
        await this.#pauses.before(retry);
      }
    }
    this.#setDeadline(limits.connectMs);
    return url();
  }

  #setDeadline(delayMs: number): void {
    this.#cancelDeadline();
    this.#cancelDeadline = callAfter(delayMs, () => this.giveUp());
  }

  #wakeUp(): void {
    this.#pauses.endAll();
    this.#ping(this.#options.limits.wakeUpPongMs);
  }

  #ping(pongMs: number): void {
    if (!this.isUp() || this.#socket?.readyState !== 1) return;
    this.#socket.send(ping);
    this.#setDeadline(pongMs);
  }
}

function greetingOf(payload: Readonly<Record<string, unknown>> | undefined): Greeting {
  const { cursor, now } = payload ?? {};
  const nowMs = typeof now === 'string' ? Date.parse(now) : Number.NaN;
  return {
    cursor: typeof cursor === 'string' ? cursor : null,
    nowMs: Number.isNaN(nowMs) ? null : nowMs,
  };
}

function platformWebSocket(): object {
  const { WebSocket } = globalThis as { WebSocket?: object };
  if (WebSocket) return WebSocket;
  throw new TypeError(
    'This platform has no WebSocket. Give one as "webSocket": in Node before 22 that of "ws".',
  );
}

/** A socket of `ws` that is given up while it is being opened would throw where nobody can catch it. */
function quiet(implementation: object): object {
  return new Proxy(implementation, {
    construct(target, args) {
      const socket = Reflect.construct(target as new (...args: unknown[]) => EventTarget, args);
      socket.addEventListener('error', () => {});
      return socket;
    },
  });
}
