import type { Duplex } from 'node:stream';
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
  /** The same for a message whose larger part, in UTF-8, is sent to many. `head` is ASCII. */
  writeShared(head: string, body: Buffer): Promise<void> | undefined;
  close(code: number, reason: string): void;
  readonly isOpen: boolean;
}

const bufferedBytesMark = 64 * 1024;

/** `stream` is the connection beneath the socket, once it is a socket. */
export function createSocketWriter(socket: WebSocket, stream: Duplex): SocketWriter {
  return new WsSocketWriter(socket, stream);
}

/** A class, since there are many. */
class WsSocketWriter implements SocketWriter {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  write(text: string): Promise<void> | undefined {
    if (!this.isOpen) return undefined;
    if (this.#hasRoom()) return void this.#socket.send(text);
    return new Promise((resolve) => this.#socket.send(text, () => resolve()));
  }

  writeShared(head: string, body: Buffer): Promise<void> | undefined {
    if (!this.isOpen) return undefined;
    const frame = frameOf(head, body);
    if (this.#hasRoom()) return void this.#stream.write(frame);
    return new Promise((resolve) => this.#stream.write(frame, () => resolve()));
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

const finalText = 0x81;
const lengthOf16Bits = 126;
const lengthOf64Bits = 127;

/**
 * An unmasked text message as one frame in one piece (RFC 6455, 5.2). Sockets that do not compress
 * write whole frames only, so ours may stand between theirs, at half the cost of two pieces.
 */
function frameOf(head: string, body: Buffer): Buffer {
  const length = head.length + body.length;
  const lengthBytes = length < lengthOf16Bits ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + lengthBytes + length);
  frame[0] = finalText;
  if (lengthBytes === 0) frame[1] = length;
  else if (lengthBytes === 2) {
    frame[1] = lengthOf16Bits;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = lengthOf64Bits;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.write(head, 2 + lengthBytes, 'latin1');
  body.copy(frame, 2 + lengthBytes + head.length);
  return frame;
}
