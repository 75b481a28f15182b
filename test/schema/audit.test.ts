import { createClient } from 'graphql-ws';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { appendEvents, createEvent } from '#events';
import { systemClock } from '#std/clock';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway } from '#test/gateway';

const gateway = await startGateway();
afterAll(() => gateway.close());
const { ask, db } = gateway;
const account = { username: 'the-account-name', password: 'the-account-password' };
gateway.simulator.addAccount(account);
const { userId } = await linkThroughApi(gateway, account, 'the-person');

interface Entry {
  readonly action: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly address: string | null;
  readonly detail: string;
  readonly webhookUrl?: string | null;
}

async function entries(args: string, apiKey = gateway.apiKey, more = ''): Promise<Entry[]> {
  const { auditEntries } = await ask<{ auditEntries: { edges: { node: Entry }[] } }>(
    `{ auditEntries(${args}) { edges { node {
      action actorKind actorId subjectKind subjectId address detail ${more}
    } } } }`,
    {},
    apiKey,
  );
  return auditEntries.edges.map(({ node }) => node);
}

interface Reads {
  readonly actorId: string;
}

interface NewKey {
  readonly secret: string;
  readonly apiKey: { readonly id: string };
}

async function newKey(scopes: readonly string[] | null = null): Promise<NewKey> {
  const { createApiKey } = await ask<{ createApiKey: NewKey }>(
    `mutation ($scopes: [ApiKeyScope!]) { createApiKey(name: "made", scopes: $scopes) {
      ... on CreateApiKeySuccess { secret apiKey { id } }
    } }`,
    { scopes },
  );
  return createApiKey;
}

async function newEndpoint(url: string): Promise<string> {
  const { createWebhookEndpoint } = await ask<{
    createWebhookEndpoint: { endpoint: { id: string; url: string } };
  }>(
    `mutation ($url: String!) { createWebhookEndpoint(url: $url, eventTypes: [WEBHOOK_ENDPOINT_TEST]) {
      ... on CreateWebhookEndpointSuccess { endpoint { id url } }
    } }`,
    { url },
  );
  expect(createWebhookEndpoint.endpoint.url).toBe(url);
  return createWebhookEndpoint.endpoint.id;
}

const bare = (id: string) => id.replace(/^.*:/, '');

describe('the audit', () => {
  it('tells of link tokens and refreshes, by whom and for whom', async () => {
    await ask('mutation ($id: ID!) { createLinkToken(userId: $id) { __typename } }', {
      id: userId,
    });
    await ask('mutation ($id: ID!) { refreshUser(userId: $id) { __typename } }', { id: userId });
    const [refreshed, made] = await entries(`userId: "${userId}", first: 2`);
    const by = { actorKind: 'API_KEY', subjectId: bare(userId), address: '127.0.0.1' };
    expect(made).toMatchObject({ action: 'link-token.created', ...by });
    expect(refreshed).toMatchObject({ action: 'user.refreshed', ...by });
  });

  it('tells of a test event', async () => {
    const id = await newEndpoint('http://127.0.0.1:9/');
    await ask('mutation ($id: ID!) { sendTestEvent(endpointId: $id) { __typename } }', { id });
    const [told] = await entries('action: "webhook-endpoint.tested"');
    expect(told).toMatchObject({ actorKind: 'API_KEY', subjectId: bare(id) });
  });

  it('tells of a revoked key that is still used, once an hour', async () => {
    const { secret, apiKey } = await newKey();
    await ask('mutation ($id: ID!) { revokeApiKey(apiKeyId: $id) { __typename } }', apiKey);
    for (const _ of [1, 2, 3]) await askGraphql(gateway.url, '{ team { id } }', { apiKey: secret });
    const told = await eventually(async () => {
      const found = await entries('action: "credential.refused"');
      return found.length > 0 && found;
    });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      actorKind: 'API_KEY',
      actorId: bare(apiKey.id),
      address: '127.0.0.1',
      detail: expect.stringContaining('revoked'),
    });
  });

  it('tells the new address of a webhook, its path to those alone who keep webhooks', async () => {
    const url = 'http://127.0.0.1:9/hook/the-secret-path?token=in-the-address';
    const id = await newEndpoint('http://127.0.0.1:9/');
    await ask(
      `mutation ($id: ID!, $url: String) {
        updateWebhookEndpoint(endpointId: $id, url: $url) { __typename }
      }`,
      { id, url },
    );
    const action = 'action: "webhook-endpoint.updated", first: 1';
    const [told] = await entries(action, gateway.apiKey, 'webhookUrl');
    expect(told).toMatchObject({
      detail: expect.stringContaining('"origin":"http://127.0.0.1:9"'),
      webhookUrl: url,
    });
    expect(told?.detail).not.toContain('in-the-address');
    const { secret } = await newKey(['AUDIT']);
    expect(await entries(action, secret, 'webhookUrl')).toEqual([{ ...told, webhookUrl: null }]);
    const { rows } = await sql<{ text: string }>`
      select e::text as text from webhook_endpoints e
      union all select a::text from audit_entries a`.execute(db);
    for (const { text } of rows) expect(text).not.toContain('in-the-address');
  });

  it('tells who failed to link and from where', async () => {
    const wrong = { username: 'the-account-name', password: 'wrong' };
    const failed = await linkThroughApi(gateway, wrong, 'somebody-else');
    const [told] = await entries(`userId: "${failed.userId}", first: 1`);
    expect(told).toMatchObject({
      action: 'connection.link-failed',
      actorKind: 'LINK_TOKEN',
      address: '127.0.0.1',
    });
    expect(told?.detail).not.toContain('the-account-name');
  });

  it('of a user includes what was done to their connections', async () => {
    const told = await entries(`userId: "${userId}"`);
    expect(told.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['user.created', 'connection.linked']),
    );
  });

  const readsBy = (actorId: string) =>
    expect.poll(
      async () => {
        const { glucoseReads } = await ask<{ glucoseReads: { edges: { node: Reads }[] } }>(
          `query ($id: ID!) { glucoseReads(userId: $id) {
            edges { node { day actorKind actorId count } }
          } }`,
          { id: userId },
        );
        const found = glucoseReads.edges.map(({ node }) => node);
        return found.filter((reads) => reads.actorId === bare(actorId));
      },
      { timeout: 20_000 },
    );
  const today = () => new Date().toISOString().slice(0, 10);

  it('counts the reads of a person by key and day', async () => {
    const { secret, apiKey } = await newKey(['READ']);
    const read = `query ($id: ID!) { user(id: $id) { latestSample { takenAt } } }`;
    for (const _ of [1, 2, 3]) await ask(read, { id: userId }, secret);
    await ask('query ($id: ID!) { user(id: $id) { clientUserId } }', { id: userId }, secret);
    const actorId = bare(apiKey.id);
    await readsBy(apiKey.id).toEqual([{ day: today(), actorKind: 'API_KEY', actorId, count: 3 }]);
  });

  it('counts what the log, a subscription, a delivery and an export tell of a person', async () => {
    const url = 'http://127.0.0.1:9/';
    await ask(
      `mutation ($url: String!) {
        createWebhookEndpoint(url: $url, eventTypes: [DAILY_DATA_GLUCOSE_CREATED]) { __typename }
      }`,
      { url },
    );
    const { secret, apiKey } = await newKey(['READ', 'EVENTS', 'WEBHOOKS', 'EXPORT']);
    const told = await ask<{ events: { pageInfo: { endCursor: string } } }>(
      '{ events(first: 200) { pageInfo { endCursor } } }',
    );
    const after = told.events.pageInfo.endCursor;
    const facts = { teamId: gateway.teamId, userId: bare(userId), clientUserId: 'the-person' };
    const types = ['daily.data.glucose.created', 'provider.connection.stalled'] as const;
    const data = { data: [], source: { provider: 'dexcom' } };
    const both = types.map((type) => createEvent(systemClock, { ...facts, type, data }));
    await appendEvents(db, both);

    const asked = { after, user: userId };
    const list = `query ($after: String, $user: ID) {
      events(after: $after, userId: $user) { edges { node { id payload } } }
    }`;
    const { events } = await ask<{ events: { edges: object[] } }>(list, asked, secret);
    expect(events.edges).toHaveLength(2);
    const client = createClient({
      url: gateway.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { apiKey: secret },
    });
    const query = 'subscription ($after: String) { events(after: $after) { id } }';
    const watched = client.iterate({ query, variables: { after } });
    for (const { id } of both) {
      expect((await watched.next()).value).toEqual({ data: { events: { id } } });
    }
    await client.dispose();
    const id = both[0]?.id;
    await eventually(async () => {
      const { deliveries } = await ask<{ deliveries: { edges: object[] } }>(
        'query ($id: ID) { deliveries(eventId: $id) { edges { node { eventId } } } }',
        { id },
      );
      return deliveries.edges.length === 1;
    });
    const bodies =
      'query ($id: ID) { deliveries(eventId: $id) { edges { node { requestBody } } } }';
    await ask(bodies, { id }, secret);
    await ask('query ($id: ID!) { event(id: $id) { payload } }', { id }, secret);
    const { exportUser } = await ask<{ exportUser: { url: string } }>(
      'mutation ($id: ID!) { exportUser(userId: $id) { ... on ExportUserSuccess { url } } }',
      { id: userId },
      secret,
    );
    await (await fetch(new URL(exportUser.url, gateway.url))).text();

    const actorId = bare(apiKey.id);
    await readsBy(apiKey.id).toEqual([{ day: today(), actorKind: 'API_KEY', actorId, count: 5 }]);
  });

  it('is changed by nobody: the database refuses it', async () => {
    const attempts = [
      sql`update audit_entries set action = 'nothing'`,
      sql`delete from audit_entries`,
      sql`truncate audit_entries`,
    ];
    for (const attempt of attempts)
      await expect(attempt.execute(db)).rejects.toThrow(/append-only/);
  });
});
