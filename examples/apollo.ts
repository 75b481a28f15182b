import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { graphql } from '#generated';
import { resuming } from './resuming-client.ts';
import { readSandbox } from './sandbox.ts';

/** A query, and a subscription that resumes, with Apollo Client and typed documents. */
const { graphqlUrl, subscriptionsUrl, apiKey, userId } = readSandbox();

const NewestWithApollo = graphql(`
  query NewestWithApollo($userId: ID!) {
    user(id: $userId) {
      id
      latestSample { takenAt valueMgDl trendArrow ageSeconds }
      connections { id state meaning }
    }
  }
`);

const WatchWithApollo = graphql(`
  subscription WatchWithApollo($userId: ID!, $after: String) {
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

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(sockets as Client),
    new HttpLink({ uri: graphqlUrl, headers: { 'x-api-key': apiKey } }),
  ),
});

const { data } = await client.query({ query: NewestWithApollo, variables: { userId } });
const newest = data?.user?.latestSample;
console.log(
  `${data?.user?.connections[0]?.state}: ${newest?.valueMgDl} mg/dL, ${newest?.ageSeconds} s old`,
);

client.subscribe({ query: WatchWithApollo, variables: { userId } }).subscribe({
  next({ data, error }) {
    if (error) throw error;
    for (const { takenAt, valueMgDl, trendArrow } of data?.glucoseEvents.samples ?? []) {
      console.log(`${takenAt}  ${valueMgDl} mg/dL  ${trendArrow}`);
    }
  },
  error(error) {
    throw error;
  },
});
