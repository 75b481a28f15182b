import { onTestFinished } from 'vitest';
import { createCredential } from '../../client/src/credential.ts';
import { createServerClock } from '../../client/src/server-clock.ts';
import { socketLimits } from '../../client/src/socket-limits.ts';
import { createSockets } from '../../client/src/sockets.ts';

const document = 'subscription ($after: String) { events(after: $after) { id cursor } }';

/** The sockets of the client package, which resume. */
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
  const sockets = createSockets({
    url() {
      attempt += 1;
      return urlOf(attempt).replace(/^http/, 'ws');
    },
    credential: createCredential(() => apiKey),
    clock: createServerClock(),
    limits: { ...socketLimits, retryMs: { first: 20, last: 20 } },
  });
  sockets.on('connected', () => {
    connectedCount += 1;
  });
  sockets.subscribe<{ events: { id: string } }>(
    { query: document },
    { next: ({ data }) => data && seen.push(data.events.id), error() {}, complete() {} },
  );
  onTestFinished(() => sockets.dispose());
  return {
    seen,
    connectedCount: () => connectedCount,
    cut: () => sockets.giveUp(),
  };
}
