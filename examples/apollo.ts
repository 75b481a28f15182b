import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createBackend } from 'glucose-gateway-client/server';
import { OperationTypeNode } from 'graphql';
import type { Client } from 'graphql-ws';
import { graphql } from '#generated';
import { readSandbox } from './sandbox.ts';

/** A query, and a subscription that resumes, with Apollo Client and typed documents. */
const { graphqlUrl, apiKey, userId } = readSandbox();

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
    glucoseEvents(userId: $userId, after: $after, includesRemovals: true) {
      type
      cursor
      samples { takenAt valueMgDl trendArrow }
    }
  }
`);

const gateway = createBackend({ url: graphqlUrl, apiKey });

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(gateway.sockets as Client),
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
    const isRemoved = data?.glucoseEvents.type === 'DAILY_DATA_GLUCOSE_DELETED';
    for (const { takenAt, valueMgDl, trendArrow } of data?.glucoseEvents.samples ?? []) {
      console.log(
        isRemoved ? `${takenAt}  removed` : `${takenAt}  ${valueMgDl} mg/dL  ${trendArrow}`,
      );
    }
  },
  error(error) {
    throw error;
  },
});
