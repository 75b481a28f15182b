import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, makeServer, type Server as ProtocolServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { createRateLimiter } from '#server/http';
import type { Service } from '#std/service';
import { createSocketAdmission } from './admission.ts';
import type { Attachment } from './attachment.ts';
import { socketCodes } from './close-codes.ts';
import { createMessageParser } from './message.ts';
import { createOperations, type SocketState } from './operations.ts';
import { type Beat, createHeartbeat } from './socket-liveness.ts';
import { createOutlet } from './socket-writer.ts';
import { createTurns } from './turns.ts';
import { refusalOfUpgrade, refuseUpgrade } from './upgrade-check.ts';

/**
 * GraphQL over WebSocket (`graphql-transport-ws`) on the path of the API. graphql-ws keeps the
 * protocol, the engine runs the operations, and what subscriptions send goes straight to the
 * socket. A socket is somebody's: it says who it is in `connection_init`, and lives no longer than
 * its credential.
 */
export interface WebSocketOptions<Actor> extends Attachment<Actor> {
  /** Whether an error means that the database or another part cannot be had just now. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** Calls `onEnd` once, when the actor's credential ends. Returns how to watch no more. */
  readonly watchCredential: (actor: Actor, onEnd: () => void) => () => void;
  /** What is told with the acknowledgement of a connection. */
  readonly greet?: () => Record<string, unknown>;
  readonly limits?: Partial<WebSocketLimits>;
}

export interface WebSocketLimits {
  readonly socketsMax: number;
  /** Sockets beyond these that are being told so; others are refused without a word. */
  readonly turnedAwayMax: number;
  readonly socketsPerCallerMax: number;
  readonly subscriptionsPerSocketMax: number;
  /** Of one message from a client. */
  readonly messageBytesMax: number;
  /** From a client between two pings. */
  readonly messagesPerPingMax: number;
  readonly initMs: number;
  readonly pingMs: number;
  /** For an operation that is no subscription. */
  readonly deadlineMs: number;
  /** Operations that are no subscriptions. */
  readonly requestsPerMinutePerCaller: number;
  /** Wrong credentials, by network. */
  readonly refusalsPerMinuteMax: number;
  /** How long a closed socket may take to close on its side. */
  readonly closeMs: number;
}

export const webSocketLimits: WebSocketLimits = {
  socketsMax: 20_000,
  turnedAwayMax: 1_000,
  socketsPerCallerMax: 12_000,
  subscriptionsPerSocketMax: 100,
  messageBytesMax: 100_000,
  messagesPerPingMax: 1_000,
  initMs: 10_000,
  pingMs: 15_000,
  deadlineMs: 30_000,
  requestsPerMinutePerCaller: 6_000,
  refusalsPerMinuteMax: 600,
  closeMs: 10_000,
};

export interface WebSocketService extends Service {
  socketCount(): number;
}

export function attachWebSocket<Actor>(options: WebSocketOptions<Actor>): WebSocketService {
  const { http, clock, log, corsOrigins, addressOf } = options;
  const limits = { ...webSocketLimits, ...options.limits };
  const heartbeat = createHeartbeat({ pingMs: limits.pingMs, clock, log });
  const sockets = new Set<WebSocket>();
  const turnedAway = new Set<WebSocket>();
  const protocol = protocolOf(options, limits);
  const parse = createMessageParser();
  let isDraining = false;

  const upgrades = createUpgrades(limits);

  function accept(socket: WebSocket, request: IncomingMessage): void {
    const stream = request.socket;
    const forwarded = request.headers['x-forwarded-for']?.toString();
    const address = addressOf(stream.remoteAddress, forwarded);
    const beat: Beat = { isAlive: true, messageCount: 0 };
    sockets.add(socket);
    heartbeat.add(socket, beat);
    socket.on('pong', () => {
      beat.isAlive = true;
    });
    const closed = openSocket({ socket, stream, beat, address, protocol, parse, limits, options });
    socket.on('error', endsWithItsClose);
    socket.once('close', (code, reason) => {
      sockets.delete(socket);
      heartbeat.remove(socket);
      void closed(code, reason.toString()).catch((error) => log.error('socket.failed', { error }));
    });
  }

  /** By a close code: of an upgrade that is refused, a browser is not told why. */
  function turnAway(socket: WebSocket): void {
    turnedAway.add(socket);
    socket.on('error', endsWithItsClose);
    socket.once('close', () => turnedAway.delete(socket));
    socket.close(socketCodes.tryLater, 'Too many sockets');
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const hasRoom = sockets.size < limits.socketsMax;
    const isFull = !hasRoom && turnedAway.size >= limits.turnedAwayMax;
    const status = refusalOfUpgrade(request, { corsOrigins, isDraining, isFull });
    if (status !== null) refuseUpgrade(stream, status);
    else upgrades.handleUpgrade(request, stream, head, hasRoom ? accept : turnAway);
  }
  http.on('upgrade', upgrade);

  return {
    socketCount: () => sockets.size,
    start: () => heartbeat.start(),
    async stop() {
      isDraining = true;
      const open = [...sockets];
      const allClosed = Promise.all(open.map(closedOf));
      for (const socket of open) socket.close(socketCodes.restart, 'Service restart');
      const over = new AbortController();
      await Promise.race([allClosed, clock.sleep(limits.closeMs, over.signal)]);
      over.abort();
      for (const socket of [...sockets, ...turnedAway]) socket.terminate();
      await heartbeat.stop();
    },
  };
}

/** What goes wrong with a socket ends it, and is told by its close. */
function endsWithItsClose(): void {}

function createUpgrades({ messageBytesMax, closeMs }: WebSocketLimits): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: messageBytesMax,
    handleProtocols,
    // Known to ws, but not to its types.
    ...{ closeTimeout: closeMs },
  });
}

function closedOf(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

interface Opening<Actor> {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  readonly beat: Beat;
  readonly address: string;
  readonly protocol: ProtocolServer<SocketState<Actor>>;
  readonly parse: ReturnType<typeof createMessageParser>;
  readonly limits: WebSocketLimits;
  readonly options: WebSocketOptions<Actor>;
}

/** Joins a socket to graphql-ws. Returns what to call when it has closed. */
function openSocket<Actor>(opening: Opening<Actor>) {
  const { socket, stream, beat, address, protocol, parse, limits, options } = opening;
  const outlet = createOutlet(socket, stream);
  const state: SocketState<Actor> = {
    outlet,
    address,
    actor: undefined,
    callerKey: '',
    onClose: [],
  };

  function fail(error: unknown): void {
    if (options.isUnavailable(error)) {
      options.log.warn('socket.unavailable', { error });
      outlet.close(socketCodes.tryLater, 'Try again later');
    } else {
      options.log.error('socket.failed', { error });
      outlet.close(socketCodes.broken, 'Internal error');
    }
  }

  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) => outlet.write(text),
      close: (code, reason) => outlet.close(code ?? socketCodes.broken, reason ?? ''),
      onMessage(handle) {
        // graphql-ws takes a message that is parsed already as well as its text.
        const take = createTurns((message) => handle(message as string));
        socket.on('message', (data) => {
          beat.isAlive = true;
          beat.messageCount += 1;
          if (beat.messageCount > limits.messagesPerPingMax) {
            outlet.close(socketCodes.policy, 'Too many messages');
          }
          if (outlet.isOpen) take(parse(data.toString())).catch(fail);
        });
      },
    },
    state,
  );
  return async (code: number, reason: string) => {
    for (const onClose of state.onClose) onClose();
    await closed(code, reason);
  };
}

function protocolOf<Actor>(options: WebSocketOptions<Actor>, limits: WebSocketLimits) {
  const { engine, clock, log, greet } = options;
  const { deadlineMs, subscriptionsPerSocketMax } = limits;
  const rate = createRateLimiter({ clock, perMinute: limits.requestsPerMinutePerCaller });
  const admit = createSocketAdmission(options, limits);
  return makeServer<Params, SocketState<Actor>>({
    connectionInitWaitTimeout: limits.initMs,
    async onConnect(context) {
      const fields = context.connectionParams ?? {};
      // The credential is not kept for as long as the socket is open.
      Object.assign(context, { connectionParams: undefined });
      if (!(await admit(fields, context.extra))) return false;
      return greet?.() ?? true;
    },
    ...createOperations({ engine, clock, log, deadlineMs, rate, subscriptionsPerSocketMax }),
  });
}

type Params = Record<string, unknown> | undefined;
