import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { resuming } from './resuming-client.ts';
import { readSandbox } from './sandbox.ts';

/**
 * Watches a user's glucose over WebSocket. However often the connection is lost, nothing is missed
 * and nothing comes twice; a cursor as the argument goes on from where another run ended.
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

const client = resuming(
  createClient({
    url: subscriptionsUrl,
    webSocketImpl: WebSocket,
    connectionParams: { apiKey },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
  }),
);

console.log('waiting for the next reading; Ctrl-C ends');
client.subscribe<Message>(
  { query, variables: { userId, after: process.argv[3] ?? null } },
  {
    next({ data, errors }) {
      if (!data) throw new Error(JSON.stringify(errors));
      for (const sample of data.glucoseEvents.samples) {
        const { takenAt, valueMgDl, valueMmolL, trendArrow } = sample;
        console.log(`${takenAt}  ${valueMgDl} mg/dL  ${valueMmolL} mmol/L  ${trendArrow}`);
      }
    },
    error(error) {
      throw error instanceof Error ? error : new Error(JSON.stringify(error));
    },
    complete: () => console.log('the subscription has ended'),
  },
);
