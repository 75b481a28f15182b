import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { graphql } from '#generated';
import { resuming } from './resuming-client.ts';
import { readSandbox } from './sandbox.ts';

/** A query, and a subscription that resumes, with urql and typed documents. */
const { graphqlUrl, subscriptionsUrl, apiKey, userId } = readSandbox();

const NewestWithUrql = graphql(`
  query NewestWithUrql($userId: ID!) {
    user(id: $userId) {
      latestSample { takenAt valueMgDl trendArrow ageSeconds }
      connections { state meaning }
    }
  }
`);

const WatchWithUrql = graphql(`
  subscription WatchWithUrql($userId: ID!, $after: String) {
    glucoseEvents(userId: $userId, after: $after) {
      cursor
      samples { takenAt valueMgDl trendArrow }
    }
  }
`);

const sockets = resuming(
  createClient({
    url: subscriptionsUrl,
    webSocketImpl: WebSocket,
    connectionParams: { apiKey },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
  }),
);

const client = new Client({
  url: graphqlUrl,
  fetchOptions: { headers: { 'x-api-key': apiKey } },
  preferGetMethod: false,
  exchanges: [
    cacheExchange,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe: (sink) => ({
          unsubscribe: sockets.subscribe(
            { query, variables: { ...(variables as object) } },
            { ...sink, next: (result) => sink.next(result as never) },
          ),
        }),
      }),
    }),
  ],
});

const { data, error } = await client.query(NewestWithUrql, { userId });
if (error) throw error;
const newest = data?.user?.latestSample;
console.log(
  `${data?.user?.connections[0]?.state}: ${newest?.valueMgDl} mg/dL, ${newest?.ageSeconds} s old`,
);

client.subscription(WatchWithUrql, { userId }).subscribe(({ data, error }) => {
  if (error) throw error;
  for (const { takenAt, valueMgDl, trendArrow } of data?.glucoseEvents.samples ?? []) {
    console.log(`${takenAt}  ${valueMgDl} mg/dL  ${trendArrow}`);
  }
});
