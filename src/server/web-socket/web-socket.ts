import { isUtf8 } from 'node:buffer';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  handleProtocols,
  MessageType,
  makeServer,
  type Server as ProtocolServer,
} from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Engine } from '#server/engine';
import type { AddressResolver, Authentication } from '#server/http';
import {
  createRateLimiter,
  type OperationSlots,
  type RateLimiter,
  type UnfinishedBytes,
  type UnsentBytes,
} from '#server/limits';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { networkOf } from '#std/network-of';
import type { Service } from '#std/service';
import { createMessageParser } from './client-message.ts';
import { socketCodes } from './close-codes.ts';
import { createNewcomers } from './newcomers.ts';
import type { SocketState } from './operation.ts';
import { orderByOperationId } from './operation-order.ts';
import { createOperations } from './operations.ts';
import { createSocketAdmission } from './socket-admission.ts';
import { type WebSocketLimits, webSocketLimits } from './socket-limits.ts';
import { createSocketLiveness, type SocketActivity } from './socket-liveness.ts';
import { createSocketWriter } from './socket-writer.ts';
import { boundUnfinishedMessage } from './unfinished-message.ts';
import { isSessionUpgrade, refusalOfUpgrade, refuseUpgrade } from './upgrade-check.ts';

/**
 * GraphQL over WebSocket (`graphql-transport-ws`) on the path of the API. graphql-ws keeps the
 * protocol, the engine runs the operations, and the events of subscriptions go straight to the
 * socket. A client names its credential in `connection_init`, and the socket lives no longer than
 * that credential.
 */
export interface WebSocketOptions<Actor> extends Attachment<Actor> {
  /** Whether an error means that the database or another part is unavailable for now. */
  readonly isUnavailable: (error: unknown) => boolean;
  /**
   * Calls `onEnd` once, when the actor's credential ends. Returns a function that stops watching.
   */
  readonly watchCredential: (actor: Actor, onEnd: () => void) => () => void;
  /** The payload of `connection_ack`, and of the `pong` that answers a `ping` without one. */
  readonly connectionAckPayload?: () => Record<string, unknown>;
  readonly limits?: Partial<WebSocketLimits>;
}

/** The parts of the server that the sockets on its port share with it. */
export interface Attachment<Actor> {
  readonly http: HttpServer;
  readonly engine: Engine<Actor>;
  readonly authentication: Authentication<Actor>;
  readonly addressOf: AddressResolver;
  readonly corsOrigins: readonly string[];
  readonly slots: OperationSlots;
  readonly unfinished: UnfinishedBytes;
  readonly unsent: UnsentBytes;
  /** The rate that callers of one team share, over HTTP and sockets. */
  readonly perTeam: RateLimiter;
  /** Of the answer to one query or mutation. */
  readonly answerBytesMax: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface WebSocketService extends Service {
  socketCount(): number;
}

export function attachWebSocket<Actor>(options: WebSocketOptions<Actor>): WebSocketService {
  const { http, clock, log, corsOrigins, addressOf } = options;
  const limits = { ...webSocketLimits, ...options.limits };
  const liveness = createSocketLiveness({ pingMs: limits.pingMs, clock, log });
  const sockets = new Set<WebSocket>();
  const rejectedSockets = new Set<WebSocket>();
  const newcomers = createNewcomers(limits);
  const protocol = protocolOf(options, limits);
  const parse = createMessageParser();
  let isDraining = false;
  const upgrades = createUpgrades(limits);

  function accept(socket: WebSocket, request: IncomingMessage): void {
    const forwarded = request.headers['x-forwarded-for']?.toString();
    const address = addressOf(request.socket.remoteAddress, forwarded);
    const countOut = newcomers.countIn(address);
    if (!countOut) {
      reject(socket);
      return;
    }
    const activity: SocketActivity = { isAlive: true, messageCount: 0 };
    sockets.add(socket);
    liveness.add(socket, activity);
    socket.on('pong', () => {
      activity.isAlive = true;
    });
    const connection = request.socket;
    boundUnfinishedMessage(socket, { connection, address, unfinished: options.unfinished });
    const closed = openSocket({
      socket,
      connection,
      session: sessionOf(request, options.authentication),
      activity,
      address,
      countOut,
      protocol,
      parse,
      limits,
      options,
    });
    socket.on('error', ignoreSocketError);
    socket.once('close', (code, reason) => {
      sockets.delete(socket);
      liveness.remove(socket);
      void closed(code, reason.toString()).catch((error) => log.error('socket.failed', { error }));
    });
  }

  /**
   * Accepts and closes at once: a browser does not show why an upgrade was refused, only a close
   * code.
   */
  function reject(socket: WebSocket): void {
    if (rejectedSockets.size >= limits.rejectedSocketsMax) {
      socket.terminate();
      return;
    }
    rejectedSockets.add(socket);
    socket.on('error', ignoreSocketError);
    socket.once('close', () => rejectedSockets.delete(socket));
    socket.close(socketCodes.tryLater, 'Too many sockets');
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const hasRoom = sockets.size < limits.socketsMax;
    const isFull = !hasRoom && rejectedSockets.size >= limits.rejectedSocketsMax;
    const { sessions } = options.authentication;
    const status = refusalOfUpgrade(request, { corsOrigins, isDraining, isFull, sessions });
    if (status !== null) refuseUpgrade(stream, status);
    else upgrades.handleUpgrade(request, stream, head, hasRoom ? accept : reject);
  }
  http.on('upgrade', upgrade);

  return {
    socketCount: () => sockets.size,
    start: () => liveness.start(),
    async stop() {
      isDraining = true;
      const open = [...sockets];
      const allClosed = Promise.all(open.map(closedOf));
      for (const socket of open) socket.close(socketCodes.restart, 'Service restart');
      const over = new AbortController();
      await Promise.race([allClosed, clock.sleep(limits.closeMs, over.signal)]);
      over.abort();
      for (const socket of [...sockets, ...rejectedSockets]) socket.terminate();
      await liveness.stop();
    },
  };
}

/** A ping is for a few marks of the client's own, not for a message to keep here. */
const pongCharsMax = 1_000;

/** ws closes a socket after an error, and the close handler does the rest. */
function ignoreSocketError(): void {}

function createUpgrades(limits: WebSocketLimits): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytesMax,
    maxFragments: limits.messageFragmentsMax,
    maxBufferedChunks: limits.frameChunksMax,
    handleProtocols,
    // ws knows this option, its types do not.
    ...{ closeTimeout: limits.closeMs },
  });
}

function closedOf(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

interface Opening<Actor> {
  readonly socket: WebSocket;
  /** What carries it. */
  readonly connection: Socket;
  readonly session: SocketState<Actor>['session'];
  readonly activity: SocketActivity;
  readonly address: string;
  /** To be called when it was admitted or has closed. */
  readonly countOut: () => void;
  readonly protocol: ProtocolServer<SocketState<Actor>>;
  readonly parse: ReturnType<typeof createMessageParser>;
  readonly limits: WebSocketLimits;
  readonly options: WebSocketOptions<Actor>;
}

/** What a socket showed when it was opened where sessions count. */
function sessionOf<Actor>(request: IncomingMessage, { sessions }: Authentication<Actor>) {
  if (!sessions || !isSessionUpgrade(request)) return undefined;
  return { secret: sessions.secretOf(request.headers) };
}

/** Hands a socket to graphql-ws. Returns the function to call when it has closed. */
function openSocket<Actor>(opening: Opening<Actor>) {
  const { socket, activity, address, countOut, protocol, parse, limits, options } = opening;
  const { unsent } = options;
  const writer = createSocketWriter(socket, opening.connection, unsent, networkOf(address));
  const state: SocketState<Actor> = {
    writer,
    address,
    session: opening.session,
    actor: undefined,
    sharedKey: undefined,
    operationCount: 0,
    onAdmitted: countOut,
    onClose: [countOut],
  };

  function fail(error: unknown): void {
    if (options.isUnavailable(error)) {
      options.log.warn('socket.unavailable', { error });
      writer.close(socketCodes.tryLater, 'Try again later');
    } else {
      options.log.error('socket.failed', { error });
      writer.close(socketCodes.internalError, 'Internal error');
    }
  }

  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send(text) {
        const hasRoom = () => unsent.hasRoomFor(writer.callerKey, Buffer.byteLength(text));
        if (!writer.isBehind || hasRoom()) {
          return writer.write(text);
        }
        socket.terminate();
        return undefined;
      },
      close: (code, reason) => writer.close(code ?? socketCodes.internalError, reason ?? ''),
      onPing(payload) {
        const isLetIn = state.actor !== undefined;
        const told = payload ?? (isLetIn ? options.connectionAckPayload?.() : undefined);
        const text = JSON.stringify({ type: MessageType.Pong, payload: told });
        if (text.length > pongCharsMax) return writer.close(socketCodes.policy, 'Too long a ping');
        // Whoever does not read what came before is told no more.
        return writer.isBehind ? undefined : writer.write(text);
      },
      onMessage(handle) {
        // graphql-ws accepts a parsed message as well as its text.
        const take = orderByOperationId((message) => handle(message as string));
        socket.on('message', (data, isBinary) => {
          // Of text, ws has judged the bytes already.
          const isText = !isBinary || isUtf8(data as Buffer);
          if (!isText) writer.close(socketCodes.notUtf8, 'Messages are UTF-8');
          activity.isAlive = true;
          activity.messageCount += 1;
          if (activity.messageCount > limits.messagesPerPingMax) {
            writer.close(socketCodes.policy, 'Too many messages');
          }
          if (writer.isOpen) take(parse(data.toString())).catch(fail);
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
  const { connectionAckPayload, clock } = options;
  const rate = createRateLimiter({ clock, perMinute: limits.requestsPerMinutePerCaller });
  const admit = createSocketAdmission(options, limits);
  return makeServer<Params, SocketState<Actor>>({
    connectionInitWaitTimeout: limits.initMs,
    async onConnect(context) {
      const fields = context.connectionParams ?? {};
      // The credential must not stay in memory as long as the socket is open.
      Object.assign(context, { connectionParams: undefined });
      if (!(await admit(fields, context.extra))) return false;
      return connectionAckPayload?.() ?? true;
    },
    ...createOperations({ ...options, ...limits, rate }),
  });
}

type Params = Record<string, unknown> | undefined;
