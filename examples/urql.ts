import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core';
import { createBackend } from 'glucose-gateway-client/server';
import { graphql } from '#generated';
import { readSandbox } from './sandbox.ts';

/** A query, and a subscription that resumes, with urql and typed documents. */
const { graphqlUrl, apiKey, userId } = readSandbox();

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
    glucoseEvents(userId: $userId, after: $after, includesRemovals: true) {
      type
      cursor
      samples { takenAt valueMgDl trendArrow }
    }
  }
`);

const gateway = createBackend({ url: graphqlUrl, apiKey });

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
          unsubscribe: gateway.sockets.subscribe(
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
  const isRemoved = data?.glucoseEvents.type === 'DAILY_DATA_GLUCOSE_DELETED';
  for (const { takenAt, valueMgDl, trendArrow } of data?.glucoseEvents.samples ?? []) {
    console.log(
      isRemoved ? `${takenAt}  removed` : `${takenAt}  ${valueMgDl} mg/dL  ${trendArrow}`,
    );
  }
});
