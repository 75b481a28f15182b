import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Unfinished, UnfinishedBytes } from '#server/limits';

/**
 * Counts what a socket keeps of a message that has not come whole, and cuts the socket when that is
 * too much or takes too long. Pings between the parts of a message do not make it a new one.
 */
export function boundUnfinishedMessage(
  socket: WebSocket,
  { connection, address, unfinished }: MessageBounds,
): void {
  const receiver = receiverOf(socket);
  let coming: Unfinished | undefined;
  const ended = () => {
    coming?.ended();
    coming = undefined;
  };
  socket.on('message', ended).once('close', ended);
  // ws listens before, so each piece has been taken in by then.
  connection.on('data', () => {
    if (socket.readyState !== socket.OPEN || !isAmidMessage(receiver)) return ended();
    coming ??= unfinished.begin(address, () => socket.terminate());
    return coming.holds(bytesKept(receiver));
  });
}

export interface MessageBounds {
  /** What carries the socket. */
  readonly connection: Socket;
  readonly address: string;
  readonly unfinished: UnfinishedBytes;
}

/** The state of ws, which it does not publish, of the messages that it reads. */
interface Receiver {
  /** 0 where the next byte begins a frame. */
  readonly _state: number;
  /** What kind of message has begun, of which more frames come; 0 for none. */
  readonly _fragmented: number;
  readonly _bufferedBytes: number;
  readonly _buffers: readonly Buffer[];
  readonly _messageLength: number;
  readonly _fragments: readonly Buffer[];
}

/** What a part costs beside its bytes. */
const bytesOfPart = 512;

function receiverOf(socket: WebSocket): Receiver {
  return (socket as unknown as { readonly _receiver: Receiver })._receiver;
}

function isAmidMessage({ _state, _fragmented, _bufferedBytes }: Receiver): boolean {
  return _state !== 0 || _fragmented !== 0 || _bufferedBytes > 0;
}

function bytesKept(receiver: Receiver): number {
  const partCount = receiver._buffers.length + receiver._fragments.length;
  return receiver._bufferedBytes + receiver._messageLength + partCount * bytesOfPart;
}
