import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** What a subscriber holds: each message in the order in which it came. */
export interface WatchedEvent {
  readonly id: string;
  readonly type: string;
  readonly cursor: string;
  readonly samples: readonly WatchedSample[] | null;
}

export interface WatchedSample {
  readonly takenAt: string;
  readonly valueMgDl: number;
  readonly valueMmolL: number;
  readonly trend: string;
  readonly revision: number;
  readonly isLate: boolean;
}

export interface Watch {
  readonly events: WatchedEvent[];
  readonly client: Client;
  close(): Promise<void>;
}

const document = `subscription Watch($userId: ID!, $after: String, $removals: Boolean!) {
  glucoseEvents(userId: $userId, after: $after, includesRemovals: $removals) {
    id type cursor samples { takenAt valueMgDl valueMmolL trend revision isLate }
  }
}`;

/** Watches a user's glucose over graphql-transport-ws with the stock client, from a cursor on. */
export function watchGlucose(
  url: string,
  apiKey: string,
  userId: string,
  after: string | null,
  removals = false,
): Watch {
  const events: WatchedEvent[] = [];
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { apiKey },
    retryAttempts: 20,
    shouldRetry: () => true,
  });
  // The variables are read again at each connecting: a resumed stream goes on from what was seen.
  const variables = {
    userId,
    removals,
    get after() {
      return events.at(-1)?.cursor ?? after;
    },
  };
  const unsubscribe = client.subscribe<{ glucoseEvents: WatchedEvent }>(
    { query: document, variables },
    {
      next: ({ data }) => {
        if (data) events.push(data.glucoseEvents);
      },
      error: (error) => {
        throw error instanceof Error ? error : new Error(JSON.stringify(error));
      },
      complete: () => {},
    },
  );
  return {
    events,
    client,
    async close() {
      unsubscribe();
      await client.dispose();
    },
  };
}
