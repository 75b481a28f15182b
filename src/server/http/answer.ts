import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** What is sent for a request, whole or as it comes. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ReadableStream<Uint8Array> | null;
}

/** Sends an answer, and resolves when its last byte was handed over or the client has left. */
export async function sendAnswer(response: ServerResponse, answer: Answer): Promise<void> {
  // The source of a stream was let go when the client left.
  if (response.destroyed) return;
  const { status, headers, body } = answer;
  if (body === null || typeof body === 'string') {
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
      // The next event is taken only when the client has room for it: what waits meanwhile waits
      // where it is bounded.
      if (!response.write(value)) await drained(response);
    }
    response.end();
  } catch (error) {
    // Ended in order, what was sent so far would look whole.
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
