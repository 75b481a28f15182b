import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '#test/eventually';
import { startGateway, type TestGateway } from '#test/gateway';
import { defaultQuotas } from '#test/test-config';

/** Each quota is reached over the API, and read where a caller finds it. */
let gateway: TestGateway;
beforeAll(async () => {
  const quotas = {
    ...defaultQuotas,
    usersMax: 2,
    apiKeysMax: 2,
    webhookEndpointsMax: 1,
    userTokensPerMinute: 1,
    linkTokensPerMinute: 1,
    webhookOrdersPerMinutePerHost: 1,
  };
  gateway = await startGateway({ config: { quotas } });
});
afterAll(() => gateway.close());

const failure = '... on Error { code whatToDo } ... on QuotaExceeded { quota max }';

async function make(mutation: string, success: string) {
  const { made } = await gateway.ask<{ made: Record<string, unknown> }>(
    `mutation { made: ${mutation} { __typename ${success} ${failure} } }`,
  );
  return made;
}

const exceeded = (quota: string, max: number) => ({ code: 'QUOTA_EXCEEDED', quota, max });
const createUser = (id: string) =>
  make(`createUser(clientUserId: "${id}")`, '... on CreateUserSuccess { user { id } }');

describe('the quotas of a team', () => {
  it('bound its users', async () => {
    for (const id of ['a', 'b']) {
      expect((await createUser(id)).__typename).toBe('CreateUserSuccess');
    }
    expect(await createUser('c')).toMatchObject(exceeded('USERS', 2));
    expect((await createUser('b')).__typename).toBe('ClientUserIdTaken');
  });

  it('bound those that come back from deletion, by GraphQL and under /v2', async () => {
    const { users } = await gateway.ask<{ users: { edges: { node: { id: string } }[] } }>(
      '{ users(first: 1) { edges { node { id } } } }',
    );
    const id = users.edges[0]?.node.id ?? '';
    const deletion = (id: string) =>
      gateway.ask(`mutation { deleteUser(userId: "${id}") { __typename } }`);
    const undo = () => make(`undoDeleteUser(userId: "${id}")`, '');
    await deletion(id);
    const { user } = (await createUser('c')) as unknown as { user: { id: string } };
    expect(await undo()).toMatchObject(exceeded('USERS', 2));
    const root = gateway.url.replace('/graphql', '/v2/user/undo_delete');
    const asked = { method: 'POST', headers: { 'x-vital-api-key': gateway.apiKey } };
    const answer = await fetch(`${root}?client_user_id=a`, asked);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { detail: { error_message: expect.stringContaining('2 users') } },
    ]);
    await deletion(user.id);
    expect((await undo()).__typename).toBe('UndoDeleteUserSuccess');
  });

  it('bound its keys, endpoints and tokens, and what it orders to be sent to a host', async () => {
    const { users } = await gateway.ask<{ users: { edges: { node: { id: string } }[] } }>(
      '{ users { edges { node { id } } } }',
    );
    const userId = users.edges[0]?.node.id;
    const { made } = await gateway.ask<{ made: { endpoint: { id: string } } }>(`mutation {
      made: createWebhookEndpoint(url: "http://127.0.0.1:9/") {
        ... on CreateWebhookEndpointSuccess { endpoint { id } }
      }
    }`);
    const orders = [
      ['createApiKey(name: "k")', exceeded('API_KEYS', 2)],
      [`createUserToken(userId: "${userId}")`, exceeded('USER_TOKENS', 1)],
      [`createLinkToken(userId: "${userId}")`, exceeded('LINK_TOKENS', 1)],
      [`sendTestEvent(endpointId: "${made.endpoint.id}")`, exceeded('WEBHOOK_ORDERS', 1)],
    ] as const;
    for (const [mutation, told] of orders) {
      expect((await make(mutation, '')).code).toBeUndefined();
      expect(await make(mutation, '')).toMatchObject(told);
    }
    const deliveryId = await eventually(async () => {
      const { deliveries } = await gateway.ask<{
        deliveries: { edges: { node: { id: string } }[] };
      }>('{ deliveries { edges { node { id } } } }');
      return deliveries.edges[0]?.node.id;
    });
    const toHost = `endpointId: "${made.endpoint.id}"`;
    for (const mutation of [
      `resendDelivery(deliveryId: "${deliveryId}")`,
      `replayEvents(${toHost})`,
      `recoverDeliveries(${toHost}, since: "2026-01-01T00:00:00Z")`,
    ]) {
      expect(await make(mutation, '')).toMatchObject(exceeded('WEBHOOK_ORDERS', 1));
    }
    // The same tokens, of which none is left.
    const id = (userId ?? '').replace('User:', '');
    for (const [path, body] of [
      ['/v2/link/token', { user_id: id }],
      [`/v2/user/${id}/sign_in_token`, {}],
    ] as const) {
      const answer = await fetch(gateway.url.replace('/graphql', path), {
        method: 'POST',
        headers: { 'x-vital-api-key': gateway.apiKey, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const detail = expect.stringMatching(
        /^The team may make 1 .+ a minute\. Ask again at .+Z\.$/,
      );
      expect([answer.status, await answer.json()]).toEqual([429, { detail }]);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    const { again } = await gateway.ask<{ again: object }>(`mutation {
      again: createWebhookEndpoint(url: "http://127.0.0.1:9/") {
        ... on TooManyWebhookEndpoints { code max }
      }
    }`);
    expect(again).toEqual({ code: 'TOO_MANY_WEBHOOK_ENDPOINTS', max: 1 });
  });
});
