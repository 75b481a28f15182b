import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '#std/clock';
import type { Door } from './unsent-bytes.ts';

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
  /** The bytes of a stream that the client has taken; goes on while it is sent. */
  bytesTaken: number;
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
  response.end(bytes);
  if (response.writableLength > 0) sending.onUnsent({ bytesTaken: 0, waitedMs: 0 });
}

async function sendStream(
  response: ServerResponse,
  body: ReadableStream<Uint8Array>,
  { clock, onUnsent }: Sending,
): Promise<void> {
  const reader = body.getReader();
  const leave = () => void reader.cancel().catch(() => {});
  response.once('close', leave);
  const progress = { bytesTaken: 0, waitedMs: 0 };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || response.destroyed) break;
      // The next event is read only when the client has room for it, so events wait in the
      // bounded queue of their source and not in this response.
      if (!response.write(value)) {
        onUnsent(progress);
        const startMs = clock.monotonicMs();
        await drained(response);
        progress.waitedMs += clock.monotonicMs() - startMs;
      }
      progress.bytesTaken += value.length;
    }
    response.end();
    if (response.writableLength > 0) onUnsent(progress);
  } catch (error) {
    // A normal end would make a truncated stream look complete.
    response.destroy();
    throw error;
  } finally {
    response.off('close', leave);
  }
}

async function drained(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const options = { signal: over.signal };
  const events = [once(response, 'drain', options), once(response, 'close', options)];
  await Promise.race(events).finally(() => over.abort());
  for (const event of events) event.catch(() => {});
}
