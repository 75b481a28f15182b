import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { UnsentBytes } from '#server/limits';

/**
 * Writes messages to one socket. Bytes that the client has not read stay in the socket's buffer up
 * to a mark; beyond it the caller must wait, so that events queue where their number is bounded. A
 * client that leaves bytes unread for too long is cut.
 */
export interface SocketWriter {
  /**
   * Returns a promise only when the caller should wait for it. Never rejects: a lost socket closes.
   */
  write(text: string): Promise<void> | undefined;
  /** Resolves when the client's side has taken all of it, or the socket is lost. */
  writeWhole(text: string): Promise<void>;
  close(code: number, reason: string): void;
  readonly isOpen: boolean;
  /** Whether so much waits for the client already that the next write has to wait. */
  readonly isBehind: boolean;
  /** The key under which the socket's caller is counted, once it was admitted. */
  callerKey: string;
}

const bufferedBytesMark = 64 * 1024;

/** `network` counts the socket until it is admitted. */
export function createSocketWriter(
  socket: WebSocket,
  connection: Socket,
  unsent: UnsentBytes,
  network: string,
): SocketWriter {
  return new WsSocketWriter(socket, connection, unsent, network);
}

/** A class, since there are many. */
class WsSocketWriter implements SocketWriter {
  readonly #socket: WebSocket;
  readonly #connection: Socket;
  readonly #unsent: UnsentBytes;
  callerKey: string;

  constructor(socket: WebSocket, connection: Socket, unsent: UnsentBytes, network: string) {
    this.#socket = socket;
    this.#connection = connection;
    this.#unsent = unsent;
    this.callerKey = network;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get isBehind(): boolean {
    return this.#socket.bufferedAmount >= bufferedBytesMark;
  }

  write(text: string): Promise<void> | undefined {
    if (!this.isOpen) return undefined;
    if (this.isBehind) return this.writeWhole(text);
    this.#socket.send(countable(text), asText);
    if (this.#socket.bufferedAmount > 0) this.#watch();
    return undefined;
  }

  writeWhole(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (!this.isOpen) return resolve();
      this.#socket.send(countable(text), asText, () => resolve());
      if (this.#socket.bufferedAmount > 0) this.#watch();
    });
  }

  /** A reason may repeat what a client sent, and ws throws for one that is too long. */
  close(code: number, reason: string): void {
    const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(reasonBytesMax));
    this.#socket.close(code, reason.slice(0, read));
  }

  #watch(): void {
    const socket = this.#socket;
    this.#unsent.watch(this, {
      door: 'websocket',
      callerKey: this.callerKey,
      bytesLeft: () => (socket.readyState === socket.CLOSED ? 0 : socket.bufferedAmount),
      bytesTaken: () => this.#connection.bytesWritten - socket.bufferedAmount,
      cut: () => socket.terminate(),
    });
  }
}

const asText = { binary: false };

/** What waits of a string is counted by Node in UTF-16 units, of which one may be three bytes. */
function countable(text: string): string | Buffer {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text);
}

const reasonBytesMax = 123;
