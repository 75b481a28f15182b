import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Door, pieceBytes } from '#server/limits';
import type { Clock } from '#std/clock';

/** A response before it is sent: its body is whole, or a stream. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | ReadableStream<Uint8Array> | null;
  /** By whom its bytes are counted while they wait to be read; by network unless told. */
  readonly callerKey?: string;
  /** Plain HTTP unless told. */
  readonly door?: Door;
}

/** Not by its class: the engine has one of its own. */
export function isStream(body: HttpResponse['body']): body is ReadableStream<Uint8Array> {
  return body !== null && typeof body !== 'string' && !(body instanceof Uint8Array);
}

export interface Sending {
  readonly clock: Clock;
  /** Told whenever the client has not taken what was written. */
  readonly onUnsent: (progress: SendProgress) => void;
}

export interface SendProgress {
  /** The bytes that the client has taken; goes on while they are sent. */
  bytesTaken: number;
  /** The bytes of a whole answer that are still to be written. */
  bytesAhead: number;
  /** How long the client was waited for before. */
  waitedMs: number;
}

/** Sends a response; resolves when its last byte was handed over or the client has left. */
export async function sendHttpResponse(
  response: ServerResponse,
  { status, headers, body }: HttpResponse,
  sending: Sending,
): Promise<void> {
  // The client has left, which has ended the source of a stream already.
  if (response.destroyed) return;
  if (isStream(body)) {
    response.writeHead(status, headers);
    return sendStream(response, body, sending);
  }
  const bytes = body instanceof Uint8Array ? body : Buffer.from(body ?? '');
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  if (bytes.length > pieceBytes) return sendPieces(response, bytes, sending);
  response.end(bytes);
  if (response.writableLength > 0) {
    sending.onUnsent({ bytesTaken: 0, bytesAhead: 0, waitedMs: 0 });
  }
}

async function sendPieces(
  response: ServerResponse,
  bytes: Uint8Array,
  sending: Sending,
): Promise<void> {
  const writing = createWriting(response, sending, bytes.length);
  let from = 0;
  for (; bytes.length - from > pieceBytes && !response.destroyed; from += pieceBytes) {
    await writing.write(bytes.subarray(from, from + pieceBytes));
  }
  writing.end(bytes.subarray(from));
}

async function sendStream(
  response: ServerResponse,
  body: ReadableStream<Uint8Array>,
  sending: Sending,
): Promise<void> {
  const reader = body.getReader();
  const leave = () => void reader.cancel().catch(() => {});
  response.once('close', leave);
  const writing = createWriting(response, sending, 0);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || response.destroyed) break;
      // The next event is read only when the client has room for it, so events wait in the
      // bounded queue of their source and not in this response.
      await writing.write(value);
    }
    writing.end();
  } catch (error) {
    // A normal end would make a truncated stream look complete.
    response.destroy();
    throw error;
  } finally {
    response.off('close', leave);
  }
}

/** Writes piece by piece, and tells of a client that does not take them. */
function createWriting(response: ServerResponse, sending: Sending, bytesTotal: number) {
  const { clock, onUnsent } = sending;
  const progress = { bytesTaken: 0, bytesAhead: bytesTotal, waitedMs: 0 };
  return {
    /** Resolves when there is room for the next piece. */
    async write(piece: Uint8Array): Promise<void> {
      progress.bytesAhead -= piece.length;
      const hasRoom = response.write(piece);
      if (response.writableLength > 0) onUnsent(progress);
      if (!hasRoom && response.writableLength > 0) {
        const startMs = clock.monotonicMs();
        await drained(response);
        progress.waitedMs += clock.monotonicMs() - startMs;
      }
      progress.bytesTaken += piece.length;
    },
    end(piece?: Uint8Array): void {
      progress.bytesAhead = 0;
      response.end(piece);
      if (response.writableLength > 0) onUnsent(progress);
    },
  };
}

async function drained(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const options = { signal: over.signal };
  const events = [once(response, 'drain', options), once(response, 'close', options)];
  await Promise.race(events).finally(() => over.abort());
  for (const event of events) event.catch(() => {});
}
