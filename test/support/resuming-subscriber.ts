import { createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { systemClock } from '#std/clock';
import { resuming } from '../../examples/resuming-client.ts';

const document = 'subscription ($after: String) { events(after: $after) { id cursor } }';

/** A stock client that resumes by the recipe of the README. */
export interface Subscriber {
  /** The ids of events in the order in which they came. */
  readonly seen: readonly string[];
  readonly connectedCount: () => number;
  /** Cuts its socket, if it has one that is open; it comes back by itself. */
  cut(): void;
}

/** Comes back to whichever of the addresses answers. */
export function subscribe(apiKey: string, urlOf: (attempt: number) => string): Subscriber {
  const seen: string[] = [];
  let attempt = 0;
  let connectedCount = 0;
  let isConnected = false;
  const client = createClient({
    url() {
      attempt += 1;
      return urlOf(attempt).replace(/^http/, 'ws');
    },
    webSocketImpl: WebSocket,
    connectionParams: { apiKey },
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => systemClock.sleep(20),
    shouldRetry: () => true,
    on: {
      connected() {
        connectedCount += 1;
        isConnected = true;
      },
      closed() {
        isConnected = false;
      },
    },
  });
  resuming(client).subscribe<{ events: { id: string } }>(
    { query: document },
    { next: ({ data }) => data && seen.push(data.events.id), error() {}, complete() {} },
  );
  onTestFinished(() => client.dispose());
  return {
    seen,
    connectedCount: () => connectedCount,
    cut() {
      // One that is still being opened would throw where nobody can catch it.
      if (isConnected) client.terminate();
    },
  };
}
