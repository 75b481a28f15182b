import { afterAll, describe, expect, it } from 'vitest';
import { askGraphql } from '#test/api';
import { createVisitor } from '#test/console-visitor';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { openRawSocket } from '#test/raw-socket';

const gateway = await startGateway({ config: { isConsoleServed: true } });
const second = await gateway.startNode();
afterAll(() => gateway.close());
const urls = [gateway.url, `http://127.0.0.1:${second.port()}/graphql`];

// biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
type Answer = any;

const send = (credential: string, document: string, variables = {}, url = gateway.url) =>
  askGraphql(url, document, {
    headers: { authorization: `Bearer ${credential}` },
    variables,
  });

async function ask(credential: string, document: string, variables = {}): Promise<Answer> {
  const { data, errors } = await send(credential, document, variables);
  expect(errors).toEqual([]);
  return data;
}

const createKey = `mutation { createApiKey(name: "made") {
  ... on CreateApiKeySuccess { secret apiKey { id } }
} }`;
const createUser = `mutation ($name: String!) { createUser(clientUserId: $name) {
  ... on CreateUserSuccess { user { id } }
} }`;
const createUserToken = `mutation ($id: ID!) {
  createUserToken(userId: $id, scopes: [READ, WATCH, LINK]) {
    ... on CreateUserTokenSuccess { token }
  }
}`;
const createLinkToken = `mutation ($id: ID!) {
  createLinkToken(userId: $id) { ... on CreateLinkTokenSuccess { linkToken } }
}`;
const createEndpoint = `mutation {
  createWebhookEndpoint(url: "https://example.com/hook") {
    ... on CreateWebhookEndpointSuccess { endpoint { id } }
  }
}`;
const link = `mutation ($token: String!) {
  linkPasswordProvider(linkToken: $token, provider: DEXCOM, username: "nobody", password: "none",
    region: "US") { ... on Error { code } }
}`;
const revoke = `mutation ($id: ID!, $ends: Boolean!) {
  revokeApiKey(apiKeyId: $id, endsWhatItOpened: $ends) {
    ... on RevokeApiKeySuccess {
      apiKey { revokedAt }
      opened { isEnded userTokenCount linkTokenCount webhookEndpointIds apiKeys { id } }
    }
  }
}`;
const revokeTokens = `mutation ($id: ID!) {
  revokeUserTokens(userId: $id) { ... on RevokeUserTokensSuccess { userId } ... on Error { code } }
}`;

let count = 0;
/** A key that made a key, a user token and a link token; the key that it made another token. */
async function openWithKey() {
  count += 1;
  const { createApiKey: key } = await ask(gateway.apiKey, createKey);
  const { createUser: created } = await ask(key.secret, createUser, { name: `person-${count}` });
  const userId: string = created.user.id;
  const { createApiKey: made } = await ask(key.secret, createKey);
  const tokenBy = async (secret: string): Promise<string> =>
    (await ask(secret, createUserToken, { id: userId })).createUserToken.token;
  const linkTokenBy = async (secret: string): Promise<string> =>
    (await ask(secret, createLinkToken, { id: userId })).createLinkToken.linkToken;
  const token = await tokenBy(key.secret);
  return {
    key,
    made,
    userId,
    tokenBy,
    linkTokenBy,
    token,
    indirectToken: await tokenBy(made.secret),
    linkTokens: [await linkTokenBy(key.secret), await linkTokenBy(token)],
  };
}

const viewer = '{ viewer { credential } }';
const isGood = async (credential: string) => {
  const answers = await Promise.all(urls.map((url) => send(credential, viewer, {}, url)));
  return answers.every(({ status }) => status === 200);
};
const isEnded = (credential: string) =>
  eventually(async () => {
    const answers = await Promise.all(urls.map((url) => send(credential, viewer, {}, url)));
    return answers.every(({ status }) => status === 401);
  });
const linkCode = async (token: string): Promise<string> => {
  const { data } = await askGraphql(gateway.url, link, { variables: { token } });
  return data.linkPasswordProvider.code;
};

describe('revoking an API key', () => {
  it('says what the key opened, and leaves it open unless asked', async () => {
    const { key, made, token, indirectToken, linkTokens } = await openWithKey();
    const { revokeApiKey } = await ask(gateway.apiKey, revoke, { id: key.apiKey.id, ends: false });
    expect(revokeApiKey.opened).toEqual({
      isEnded: false,
      userTokenCount: 2,
      linkTokenCount: 2,
      webhookEndpointIds: [],
      apiKeys: [{ id: made.apiKey.id }],
    });
    await isEnded(key.secret);
    for (const each of [token, indirectToken, made.secret]) expect(await isGood(each)).toBe(true);
    expect(await linkCode(linkTokens[0] ?? '')).not.toBe('LINK_TOKEN_REVOKED');
  });

  it('ends what the key opened when asked, on every node, with its sockets', async () => {
    const { key, made, token, indirectToken, linkTokens } = await openWithKey();
    const sockets = await Promise.all(
      [key.secret, made.secret, token, indirectToken].map(async (credential, index) => {
        const socket = await openRawSocket(urls[index % 2] ?? '');
        await socket.init({ authorization: `Bearer ${credential}` });
        return socket;
      }),
    );
    const { revokeApiKey } = await ask(gateway.apiKey, revoke, { id: key.apiKey.id, ends: true });
    expect(revokeApiKey.opened).toMatchObject({ isEnded: true, userTokenCount: 2 });
    for (const each of [key.secret, made.secret, token, indirectToken]) await isEnded(each);
    for (const { closed } of sockets) expect((await closed).code).toBe(4403);
    for (const each of linkTokens) expect(await linkCode(each)).toBe('LINK_TOKEN_REVOKED');
  });

  it('tells the webhook endpoints that it made and that are left, which go on', async () => {
    const { key, made } = await openWithKey();
    const endpointBy = async (secret: string): Promise<string> =>
      (await ask(secret, createEndpoint)).createWebhookEndpoint.endpoint.id;
    const visitor = createVisitor(new URL(gateway.url).origin);
    await visitor.signIn({ apiKey: key.secret });
    const inSession = (await visitor.query(createEndpoint, {})).body.data.createWebhookEndpoint;
    const own = [
      inSession.endpoint.id,
      await endpointBy(key.secret),
      await endpointBy(made.secret),
    ];
    const [removed, foreign] = [await endpointBy(key.secret), await endpointBy(gateway.apiKey)];
    await ask(
      gateway.apiKey,
      'mutation ($id: ID!) { deleteWebhookEndpoint(endpointId: $id) { __typename } }',
      { id: removed },
    );
    const told = await ask(gateway.apiKey, revoke, { id: key.apiKey.id, ends: true });
    expect(told.revokeApiKey.opened.webhookEndpointIds).toEqual(own);
    const { webhookEndpoints } = await ask(
      gateway.apiKey,
      '{ webhookEndpoints(first: 50) { edges { node { id disabledReason } } } }',
    );
    const left = webhookEndpoints.edges.map(({ node }: Answer) => node);
    for (const id of [...own, foreign]) expect(left).toContainEqual({ id, disabledReason: null });
  });

  it('tells and ends what was opened in a session of the key', async () => {
    const { key, userId } = await openWithKey();
    const visitor = createVisitor(new URL(gateway.url).origin);
    expect((await visitor.signIn({ apiKey: key.secret })).status).toBe(200);
    const opened = async (document: string) =>
      (await visitor.query(document, { id: userId })).body.data;
    const { token } = (await opened(createUserToken)).createUserToken;
    const { linkToken } = (await opened(createLinkToken)).createLinkToken;
    const { secret, apiKey: made } = (await opened(createKey)).createApiKey;
    const told = await ask(gateway.apiKey, revoke, { id: key.apiKey.id, ends: false });
    expect(told.revokeApiKey.opened).toMatchObject({ userTokenCount: 3, linkTokenCount: 3 });
    expect(told.revokeApiKey.opened.apiKeys).toContainEqual({ id: made.id });
    expect(await isGood(token)).toBe(true);
    await ask(gateway.apiKey, revoke, { id: key.apiKey.id, ends: true });
    for (const each of [token, secret]) await isEnded(each);
    expect(await linkCode(linkToken)).toBe('LINK_TOKEN_REVOKED');
  });

  it('can end afterwards what the key opened and was left open', async () => {
    const { key, token } = await openWithKey();
    await ask(gateway.apiKey, revoke, { id: key.apiKey.id, ends: false });
    expect(await isGood(token)).toBe(true);
    await ask(gateway.apiKey, revoke, { id: key.apiKey.id, ends: true });
    await isEnded(token);
  });

  it('after a new one was made fails no request, on two nodes, sockets and tokens included', async () => {
    const old = await openWithKey();
    let current: string = old.key.secret;
    let isOver = false;
    const failures: number[] = [];
    let served = 0;
    const traffic = urls.flatMap((url) =>
      [() => current, () => old.token].map(async (credentialOf) => {
        while (!isOver) {
          const { status } = await send(credentialOf(), viewer, {}, url);
          served += 1;
          if (status !== 200) failures.push(status);
        }
      }),
    );
    try {
      const { createApiKey: fresh } = await ask(old.key.secret, createKey);
      current = fresh.secret;
      const settled = served + 8;
      await eventually(() => served > settled);
      const { revokeApiKey } = await ask(fresh.secret, revoke, {
        id: old.key.apiKey.id,
        ends: false,
      });
      expect(revokeApiKey.opened.apiKeys).toContainEqual({ id: fresh.apiKey.id });
      await isEnded(old.key.secret);
      const after = served + 20;
      await eventually(() => served > after);
    } finally {
      // Also where something failed: what goes on asking would outlive the gateway.
      isOver = true;
      await Promise.all(traffic);
    }
    expect(failures).toEqual([]);
  });
});

describe('revoking the tokens of a user', () => {
  it('ends each that there is, with its socket, and none that is made afterwards', async () => {
    const { userId, token, indirectToken, tokenBy, key } = await openWithKey();
    const socket = await openRawSocket(urls[1] ?? '');
    await socket.init({ authorization: `Bearer ${token}` });
    const { revokeUserTokens } = await ask(key.secret, revokeTokens, { id: userId });
    expect(revokeUserTokens).toEqual({ userId });
    for (const each of [token, indirectToken]) await isEnded(each);
    expect((await socket.closed).code).toBe(4403);
    expect(await isGood(await tokenBy(key.secret))).toBe(true);
  });
});

describe('undoing the deletion of a user', () => {
  it('brings no old token back', async () => {
    const { userId, token, linkTokens, tokenBy, key } = await openWithKey();
    const erase = 'mutation ($id: ID!) { deleteUser(userId: $id) { __typename } }';
    const undo = 'mutation ($id: ID!) { undoDeleteUser(userId: $id) { __typename } }';
    await ask(gateway.apiKey, erase, { id: userId });
    await ask(gateway.apiKey, undo, { id: userId });
    await isEnded(token);
    for (const each of linkTokens) expect(await linkCode(each)).toBe('LINK_TOKEN_REVOKED');
    expect(await isGood(await tokenBy(key.secret))).toBe(true);
  });
});
