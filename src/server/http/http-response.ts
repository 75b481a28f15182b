import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A response before it is sent: its body is whole, or a stream. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | ReadableStream<Uint8Array> | null;
}

/** Sends a response; resolves when its last byte was handed over or the client has left. */
export async function sendHttpResponse(
  response: ServerResponse,
  answer: HttpResponse,
): Promise<void> {
  // The client has left, which has ended the source of a stream already.
  if (response.destroyed) return;
  const { status, headers, body } = answer;
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = Buffer.from(body ?? '');
    response.writeHead(status, { ...headers, 'content-length': bytes.length });
    response.end(bytes);
    return;
  }
  response.writeHead(status, headers);
  await sendStream(response, body);
}

async function sendStream(
  response: ServerResponse,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  const reader = body.getReader();
  const leave = () => void reader.cancel().catch(() => {});
  response.once('close', leave);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || response.destroyed) break;
      // The next event is read only when the client has room for it, so events wait in the
      // bounded queue of their source and not in this response.
      if (!response.write(value)) await drained(response);
    }
    response.end();
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
