import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { subscriptionExchange, Client as UrqlClient } from '@urql/core';
import type { Client } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { eventually } from '#test/eventually';
import { type LiveGateway, startLiveGateway } from '#test/live-gateway';
import { createTcpProxy, type TcpProxy } from '#test/tcp-proxy';
import { createCredential } from '../../client/src/credential.ts';
import { createServerClock } from '../../client/src/server-clock.ts';
import { socketLimits } from '../../client/src/socket-limits.ts';
import { createSockets, type Sockets } from '../../client/src/sockets.ts';

const document = `subscription Watch($userId: ID!, $after: String) {
  glucoseEvents(userId: $userId, after: $after) { id cursor }
}`;

type ResumingClient = Pick<Sockets, 'subscribe'>;
interface Message {
  readonly glucoseEvents: { readonly id: string; readonly cursor: string };
}
type Subscribe = (client: ResumingClient, variables: object, see: (id: string) => void) => void;

function fail(error: unknown): void {
  throw error instanceof Error ? error : new Error(JSON.stringify(error));
}

/** The stock ways to subscribe, each over the client that resumes. */
const ways: Readonly<Record<string, Subscribe>> = {
  'graphql-ws'(client, variables, see) {
    client.subscribe<Message>(
      { query: document, variables: variables as Record<string, unknown> },
      {
        next: ({ data, errors }) => (data ? see(data.glucoseEvents.id) : fail(errors)),
        error: fail,
        complete: () => {},
      },
    );
  },
  urql(client, variables, see) {
    const urql = new UrqlClient({
      url: 'http://unused.invalid',
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query = '', variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: client.subscribe(
                { query, variables: variables as Record<string, unknown> },
                sink as never,
              ),
            }),
          }),
        }),
      ],
    });
    urql.subscription<Message>(document, variables).subscribe(({ data, error }) => {
      if (data) see(data.glucoseEvents.id);
      else fail(error);
    });
  },
  'Apollo Client'(client, variables, see) {
    const apollo = new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([new GraphQLWsLink(client as unknown as Client)]),
    });
    apollo.subscribe<Message>({ query: gql(document), variables }).subscribe({
      next: ({ data, error }) => (data ? see(data.glucoseEvents.id) : fail(error)),
      error: fail,
    });
  },
};

/** A client of two nodes in turn, whose sockets are cut by what lies between. */
async function connectThrough(
  proxies: readonly TcpProxy[],
  apiKey: string,
  webSocket: object = WebSocket,
) {
  let connectedCount = 0;
  const sockets = createSockets({
    url: () => proxies[connectedCount % proxies.length]?.url.replace(/^http/, 'ws') ?? '',
    webSocket,
    credential: createCredential(() => apiKey),
    clock: createServerClock(),
    limits: { ...socketLimits, retryMs: { first: 1, last: 1 } },
  });
  sockets.on('connected', () => {
    connectedCount += 1;
  });
  onTestFinished(() => sockets.dispose());
  return {
    client: sockets,
    connectedCount: () => connectedCount,
    giveUp: () => sockets.giveUp(),
  };
}

async function proxyOf(gateway: LiveGateway): Promise<TcpProxy[]> {
  const second = await gateway.startNode();
  const urls = [gateway.url, `http://127.0.0.1:${second.port()}/graphql`];
  const proxies = await Promise.all(urls.map((url) => createTcpProxy(url)));
  onTestFinished(async () => {
    for (const proxy of proxies) await proxy.close();
  });
  return proxies;
}

/** All that was sent, in order, once each: what comes twice comes before what is sent last. */
async function expectNoMore(
  { append, event }: LiveGateway,
  seen: readonly string[],
  sent: readonly string[],
): Promise<void> {
  const last = event();
  await append(last);
  await eventually(() => seen.includes(last.id));
  expect(seen).toEqual([...sent, last.id]);
}

describe.each(Object.entries(ways))('a subscription of %s', (_, subscribe) => {
  it('has no gap and no repeat when its socket is cut 100 times (S2)', async () => {
    const gateway = await startLiveGateway();
    const { append, event, apiKey, userId } = gateway;
    const proxies = await proxyOf(gateway);
    const { client, connectedCount } = await connectThrough(proxies, apiKey);
    const seen: string[] = [];
    const sent: string[] = [];
    subscribe(client, { userId }, (id) => seen.push(id));
    await eventually(() => connectedCount() === 1);
    for (let cut = 1; cut <= 100; cut += 1) {
      const events = Array.from({ length: 1 + (cut % 4) }, () => event());
      const appended = append(...events);
      sent.push(...events.map(({ id }) => id));
      if (cut % 3 === 0) await appended;
      if (cut % 7 === 0) await eventually(() => seen.length === sent.length);
      for (const proxy of proxies) proxy.cut();
      await appended;
      await eventually(() => connectedCount() > cut);
    }
    await expectNoMore(gateway, seen, sent);
  });

  it('has no repeat when its client gives sockets up on which events are still coming', async () => {
    const gateway = await startLiveGateway();
    const { append, event, apiKey, userId } = gateway;
    const proxies = await proxyOf(gateway);
    const { client, connectedCount, giveUp } = await connectThrough(proxies, apiKey);
    const seen: string[] = [];
    const sent: string[] = [];
    subscribe(client, { userId }, (id) => seen.push(id));
    await eventually(() => connectedCount() === 1);
    for (let round = 1; round <= 10; round += 1) {
      const proxy = proxies[(round - 1) % proxies.length];
      proxy?.freeze();
      const events = [event(), event()];
      await append(...events);
      sent.push(...events.map(({ id }) => id));
      giveUp();
      await eventually(() => connectedCount() > round);
      proxy?.thaw();
      await eventually(() => seen.length >= sent.length);
    }
    // Only the last socket is left: nothing more comes over those that were given up.
    const openCount = () => proxies.reduce((sum, proxy) => sum + proxy.connectionCount(), 0);
    await eventually(() => openCount() === 1);
    await expectNoMore(gateway, seen, sent);
  });

  it('that was cut before its first event misses none', async () => {
    const gateway = await startLiveGateway();
    const { append, event, apiKey, userId } = gateway;
    const proxies = await proxyOf(gateway);
    const { client, connectedCount } = await connectThrough(proxies, apiKey);
    const seen: string[] = [];
    subscribe(client, { userId }, (id) => seen.push(id));
    await eventually(() => connectedCount() === 1);
    for (const proxy of proxies) proxy.refuse();
    const events = [event(), event()];
    await append(...events);
    for (const proxy of proxies) proxy.open();
    await eventually(() => seen.length === 2);
    expect(seen).toEqual(events.map(({ id }) => id));
  });
});
