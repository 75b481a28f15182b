import { createClient } from 'graphql-ws';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway } from '#test/gateway';
import { startReceiver } from '#test/verifying-receiver';
import { createEndpoint, judgeUrl } from '#webhooks';

/** A gateway, a webhook receiver and a subscriber of all events of the team's connections. */
async function setup() {
  const gateway = await startGateway();
  onTestFinished(() => gateway.close());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const { webhookContext, poller } = gateway.app.parts();
  const url = await judgeUrl(webhookContext, receiver.url);
  if (url.kind !== 'judged') throw new Error(url.kind);
  const { teamId } = gateway;
  const creation = await createEndpoint(gateway.db, webhookContext, { teamId, url });
  if (creation.kind !== 'created') throw new Error(creation.kind);
  receiver.trust(creation.secret);
  const client = createClient({
    url: gateway.url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { apiKey: gateway.apiKey },
    lazy: false,
  });
  onTestFinished(() => client.dispose());
  const { events } = await gateway.ask<{ events: { pageInfo: { endCursor: string } } }>(
    '{ events(first: 1) { pageInfo { endCursor } } }',
  );
  const watched: { id: string; type: string }[] = [];
  client.subscribe<{ events: { id: string; type: string } }>(
    {
      query: 'subscription ($after: String) { events(after: $after) { id type } }',
      variables: { after: events.pageInfo.endCursor },
    },
    {
      next: ({ data }) => void (data && watched.push(data.events)),
      error: (error) => expect(error).toBeUndefined(),
      complete: () => {},
    },
  );
  return { gateway, receiver, watched, poller };
}

const isGlucose = (type: string) => type.startsWith('daily.') || type.startsWith('DAILY_');

it('what happens to a connection reaches subscribers and webhooks, once each', async () => {
  const { gateway, receiver, watched, poller } = await setup();
  const account = { username: 'quick', password: 'quick-password' };
  const ref = { region: 'US', username: account.username } as const;
  gateway.simulator.addAccount({
    ...account,
    cadenceMs: 2_000,
    visibilityDelayMs: 100,
    followers: 0,
  });
  const received = () =>
    receiver.received
      .map(({ body }) => body.event_type.replace('provider.connection.', ''))
      .filter((type) => !isGlucose(type));
  const { userId, linked } = await linkThroughApi(gateway, account);
  expect(linked).toMatchObject({ state: 'NO_FOLLOWER', followerCount: 0, hasReadings: false });
  await eventually(() => received().length === 2);

  // Half an hour of it.
  const past = sql<Date>`now() - interval '40 minutes'`;
  await gateway.db.updateTable('connections').set({ connected_at: past }).execute();
  await poller.reportStalls();
  await poller.reportStalls();
  gateway.simulator.changeAccount(ref, { followers: 1 });
  const due = { next_poll_at: sql<Date>`now()` };
  await eventually(
    async () => {
      await gateway.db.updateTable('poll_plans').set(due).execute();
      return received().includes('recovered');
    },
    { pollMs: 1_000 },
  );
  const { user } = await gateway.ask<{ user: { connections: { id: string; state: string }[] } }>(
    'query ($id: ID!) { user(id: $id) { connections { id state } } }',
    { id: userId },
  );
  expect(user.connections).toMatchObject([{ state: 'FRESH' }]);
  await gateway.ask('mutation ($id: ID!) { disconnect(connectionId: $id) { __typename } }', {
    id: user.connections[0]?.id,
  });
  const told = ['created', 'error', 'stalled', 'recovered', 'disconnected'];
  await eventually(() => received().length >= told.length);
  expect(received().toSorted()).toEqual(told.toSorted());
  expect(receiver.refused).toEqual([]);
  const seen = watched.filter(({ type }) => !isGlucose(type));
  expect(
    seen.map(({ type }) =>
      type.replace(/^provider\.connection\.|^PROVIDER_CONNECTION_/, '').toLowerCase(),
    ),
  ).toEqual(told);
  const ids = receiver.received.map(({ id }) => id);
  for (const { id } of seen) expect(ids).toContain(id);
});
