import type { WebSocket } from 'ws';

/**
 * Writes messages to one socket. Bytes that the client has not read stay in the socket's buffer up
 * to a mark; beyond it the caller must wait, so that events queue where their number is bounded.
 */
export interface SocketWriter {
  /**
   * Returns a promise only when the caller should wait for it. Never rejects: a lost socket closes.
   */
  write(text: string): Promise<void> | undefined;
  close(code: number, reason: string): void;
  readonly isOpen: boolean;
}

const bufferedBytesMark = 64 * 1024;

export function createSocketWriter(socket: WebSocket): SocketWriter {
  return new WsSocketWriter(socket);
}

/** A class, since there are many. */
class WsSocketWriter implements SocketWriter {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  write(text: string): Promise<void> | undefined {
    if (!this.isOpen) return undefined;
    if (this.#hasRoom()) return void this.#socket.send(text);
    return new Promise((resolve) => this.#socket.send(text, () => resolve()));
  }

  /** A reason may repeat what a client sent, and ws throws for one that is too long. */
  close(code: number, reason: string): void {
    const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(reasonBytesMax));
    this.#socket.close(code, reason.slice(0, read));
  }

  #hasRoom(): boolean {
    return this.#socket.bufferedAmount < bufferedBytesMark;
  }
}

const reasonBytesMax = 123;
