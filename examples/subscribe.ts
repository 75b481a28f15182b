import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { readSandbox } from './sandbox.ts';

/**
 * Watches a user's glucose over WebSocket and resumes without a gap or a repeat: each message
 * carries its cursor, and the variables, which the client sends again when it reconnects, hold the
 * last one seen.
 */
const { subscriptionsUrl, apiKey, userId } = readSandbox();

const query = `
  subscription Watch($userId: ID!, $after: String) {
    glucoseEvents(userId: $userId, after: $after) {
      cursor
      type
      samples { takenAt valueMgDl valueMmolL trendArrow revision }
    }
  }`;

interface Message {
  readonly glucoseEvents: {
    readonly cursor: string;
    readonly type: string;
    readonly samples: readonly {
      readonly takenAt: string;
      readonly valueMgDl: number;
      readonly valueMmolL: number;
      readonly trendArrow: string;
      readonly revision: number;
    }[];
  };
}

let cursor: string | null = process.argv[3] ?? null;
const variables = {
  userId,
  get after() {
    return cursor;
  },
};

const client = createClient({
  url: subscriptionsUrl,
  webSocketImpl: WebSocket,
  connectionParams: { apiKey },
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => true,
});

console.log('waiting for the next reading; Ctrl-C ends');
for await (const { data, errors } of client.iterate<Message>({ query, variables })) {
  if (!data) throw new Error(JSON.stringify(errors));
  cursor = data.glucoseEvents.cursor;
  for (const sample of data.glucoseEvents.samples) {
    const { takenAt, valueMgDl, valueMmolL, trendArrow } = sample;
    console.log(`${takenAt}  ${valueMgDl} mg/dL  ${valueMmolL} mmol/L  ${trendArrow}`);
  }
}
