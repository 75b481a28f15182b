import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeCursor } from '#events';
import { askGraphql } from '#test/api';
import { startGateway } from '#test/gateway';
import { openRightsFixture } from '#test/rights-fixture';

const fixture = await openRightsFixture();
const gateway = await startGateway();
afterAll(async () => {
  await fixture.close();
  await gateway.close();
});

const { url, apiKey } = gateway;
const ask = (document: string, variables: Record<string, unknown> = {}) =>
  askGraphql(url, document, { apiKey, variables });

const mutationFailure = '__typename ... on Error { code message whatToDo }';
const invalid = `${mutationFailure} ... on InvalidArgument { argument expected }`;

describe('an argument that does not say what its field takes', () => {
  const user = (inner: string) => `query ($id: ID!) { user(id: $id) { ${inner} } }`;
  const from = 'from: "2026-01-02T00:00:00Z"';
  /** The operation, the argument it gets wrong, and what the message must speak of. */
  const inQueries: readonly (readonly [string, string, string])[] = [
    ['{ user(id: "no-id") { id } }', 'id', 'User:<uuid>'],
    ['{ user(id: "Connection:01890000-0000-7000-8000-000000000001") { id } }', 'id', 'User'],
    ['{ user { id } }', 'id', 'clientUserId'],
    ['{ user(clientUserId: "") { id } }', 'clientUserId', '255'],
    ['{ user(clientUserId: "a\\u0000b") { id } }', 'clientUserId', 'text'],
    ['{ node(id: "x") { id } }', 'id', 'global id'],
    ['{ node(id: "Nothing:01890000-0000-7000-8000-000000000001") { id } }', 'id', 'node'],
    ['{ users(first: 0) { edges { cursor } } }', 'first', '1 to 100'],
    ['{ users(first: 101) { edges { cursor } } }', 'first', '1 to 100'],
    ['{ users(first: -1) { edges { cursor } } }', 'first', '1 to 100'],
    ['{ users(after: "nonsense") { edges { cursor } } }', 'after', 'cursor'],
    ['{ users(search: "") { edges { cursor } } }', 'search', 'text'],
    ['{ apiKeys(first: 1000) { edges { cursor } } }', 'first', '1 to 100'],
    ['{ auditEntries(userId: "x") { edges { cursor } } }', 'userId', 'User'],
    ['{ events(first: 100000) { edges { cursor } } }', 'first', '1 to'],
    ['{ events(after: "nonsense") { edges { cursor } } }', 'after', 'cursor'],
    ['{ events(before: "nonsense") { edges { cursor } } }', 'before', 'cursor'],
    ['{ connections(staleSince: "yesterday") { edges { cursor } } }', 'staleSince', 'ISO 8601'],
    [
      '{ connections(staleSince: "2026-02-30T00:00:00Z") { edges { cursor } } }',
      'staleSince',
      'ISO',
    ],
    [
      '{ connections(staleSince: "2026-01-01T00:00:00") { edges { cursor } } }',
      'staleSince',
      'ISO',
    ],
  ];
  for (const [document, argument, words] of inQueries) {
    it(`is named in ${document}`, async () => {
      const { errors } = await ask(document);
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_ARGUMENT', argument } }]);
      expect(`${errors[0]?.message} ${errors[0]?.extensions.expected}`).toContain(words);
    });
  }

  it('is named where a range ends before it begins, or holds too much', async () => {
    const created = await ask(
      'mutation { createUser(clientUserId: "ranges") { ... on CreateUserSuccess { user { id } } } }',
    );
    const { id } = created.data.createUser.user;
    for (const [args, argument] of [
      [`${from}, to: "2026-01-01T00:00:00Z"`, 'to'],
      [`${from}, to: "2026-01-02T00:00:00Z"`, 'to'],
      [`${from}, first: 100000`, 'first'],
      [`${from}, after: "nonsense"`, 'after'],
      ['from: "2026-13-01T00:00:00Z"', 'from'],
    ] as const) {
      const { errors } = await ask(user(`samples(${args}) { edges { cursor } }`), { id });
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_ARGUMENT', argument } }]);
    }
  });

  const anId = '01890000-0000-7000-8000-000000000001';
  const inMutations: readonly (readonly [string, string])[] = [
    ['createUser(clientUserId: "")', 'clientUserId'],
    ['createUser(clientUserId: "  ")', 'clientUserId'],
    [`createUser(clientUserId: "${'x'.repeat(256)}")`, 'clientUserId'],
    ['createUser(clientUserId: "a", timeZone: "Mars/Olympus")', 'timeZone'],
    ['createUser(clientUserId: "a", timeZone: "+02:00")', 'timeZone'],
    ['createUser(clientUserId: "a", birthDate: "2999-01-01")', 'birthDate'],
    ['updateUser(userId: "x")', 'userId'],
    ['deleteUser(userId: "")', 'userId'],
    ['undoDeleteUser(userId: "User:1")', 'userId'],
    ['createApiKey(name: "")', 'name'],
    ['createApiKey(name: "a", expiresAt: "2020-01-01T00:00:00Z")', 'expiresAt'],
    ['revokeApiKey(apiKeyId: "x")', 'apiKeyId'],
    [`createUserToken(userId: "${anId}", ttlSeconds: 5)`, 'ttlSeconds'],
    [`createUserToken(userId: "${anId}", ttlSeconds: 100000)`, 'ttlSeconds'],
    [`createUserToken(userId: "${anId}", scopes: [])`, 'scopes'],
    ['createLinkToken(userId: "x")', 'userId'],
    ['disconnect(connectionId: "x")', 'connectionId'],
    ['refreshUser(userId: "x")', 'userId'],
    ['updateTeam(followerContact: "")', 'followerContact'],
  ];
  for (const [mutation, argument] of inMutations) {
    it(`is a member of the result of ${mutation.slice(0, 60)}`, async () => {
      const { data, errors } = await ask(`mutation { ${mutation} { ${invalid} } }`);
      expect(errors).toEqual([]);
      const [result] = Object.values(data as Record<string, unknown>);
      expect(result).toMatchObject({
        __typename: 'InvalidArgument',
        code: 'INVALID_ARGUMENT',
        argument,
        expected: expect.any(String),
        whatToDo: expect.any(String),
      });
    });
  }

  it('is named where its date or its type is wrong, before anything runs', async () => {
    for (const [document, variables, argument] of [
      [
        'mutation { createUser(clientUserId: "a", birthDate: "31.12.1990") { __typename } }',
        {},
        'birthDate',
      ],
      [
        'mutation ($d: Date) { createUser(clientUserId: "a", birthDate: $d) { __typename } }',
        { d: '1990-02-30' },
        'birthDate',
      ],
      [
        'mutation ($d: DateTime) { createApiKey(name: "a", expiresAt: $d) { __typename } }',
        { d: 'soon' },
        'expiresAt',
      ],
      [
        'mutation ($n: Int) { createUserToken(userId: "a", ttlSeconds: $n) { __typename } }',
        { n: 'ten' },
        'ttlSeconds',
      ],
      ['{ users(first: "ten") { edges { cursor } } }', {}, 'first'],
    ] as const) {
      const { status, errors } = await ask(document, variables);
      expect(status).toBe(400);
      expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_ARGUMENT', argument });
      expect(errors[0]?.extensions.expected).toEqual(expect.any(String));
    }
  });
});

describe('an id of another team', () => {
  const { headersOf } = fixture;
  const documents: readonly string[] = [
    'query ($userId: ID!) { user(id: $userId) { id } }',
    'query ($userId: ID!) { node(id: $userId) { id } }',
    'query ($connectionId: ID!) { node(id: $connectionId) { id } }',
    'query ($userId: ID!) { events(userId: $userId) { edges { cursor } } }',
    'query ($userId: ID!) { auditEntries(userId: $userId) { edges { cursor } } }',
    `mutation ($userId: ID!) { updateUser(userId: $userId) { ${mutationFailure} } }`,
    `mutation ($userId: ID!) { deleteUser(userId: $userId) { ${mutationFailure} } }`,
    `mutation ($deletedUserId: ID!) { undoDeleteUser(userId: $deletedUserId) { ${mutationFailure} } }`,
    `mutation ($userId: ID!) { createUserToken(userId: $userId) { ${mutationFailure} } }`,
    `mutation ($userId: ID!) { createLinkToken(userId: $userId) { ${mutationFailure} } }`,
    `mutation ($userId: ID!) { refreshUser(userId: $userId) { ${mutationFailure} } }`,
    `mutation ($connectionId: ID!) { disconnect(connectionId: $connectionId) { ${mutationFailure} } }`,
    `mutation ($apiKeyId: ID!) { revokeApiKey(apiKeyId: $apiKeyId) { ${mutationFailure} } }`,
    'subscription ($userId: ID!) { glucoseEvents(userId: $userId) { id } }',
  ];
  for (const document of documents) {
    it(`is answered like one that nobody has by ${document}`, async () => {
      const facts = await fixture.factsFor(document);
      const withUuid = (id: string) => id.replace(/[0-9a-f-]{36}$/, randomUUID());
      const unknown = {
        ...facts,
        userId: withUuid(facts.userId),
        connectionId: withUuid(facts.connectionId),
        apiKeyId: withUuid(facts.apiKeyId),
        deletedUserId: withUuid(facts.deletedUserId),
      };
      const plain = (text: string) => text.replace(/"requestId":"[^"]+"/g, '');
      const foreign = await fixture.ask(document, facts, headersOf.otherTeam);
      const absent = await fixture.ask(document, unknown, headersOf.otherTeam);
      expect(foreign.status).toBe(absent.status);
      expect(plain(foreign.text)).toBe(plain(absent.text));
    });
  }
});

describe('a clientUserId that is there', () => {
  it('is answered with the existing user', async () => {
    const create = `mutation { createUser(clientUserId: "twice") {
      __typename ... on CreateUserSuccess { user { id } }
      ... on ClientUserIdTaken { code whatToDo existingUser { id clientUserId } }
    } }`;
    const first = await ask(create);
    const second = await ask(create);
    expect(second.data.createUser).toMatchObject({
      __typename: 'ClientUserIdTaken',
      code: 'CLIENT_USER_ID_TAKEN',
      existingUser: { id: first.data.createUser.user.id, clientUserId: 'twice' },
    });
  });
});

describe('a request that is none', () => {
  it('is refused, and the process goes on', async () => {
    const post = (body: string) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
        body,
      });
    const deep = `{ ${'user { '.repeat(40)} id ${'}'.repeat(41)}`;
    for (const [body, status] of [
      ['{"query": "{ viewer', 400],
      [JSON.stringify({ query: `{ viewer ${' '.repeat(200_000)} }` }), 413],
      [JSON.stringify([{ query: '{ viewer { credential } }' }]), 400],
      [JSON.stringify({ query: '{ viewer { credential } }', variables: 'x' }), 400],
    ] as const) {
      const response = await post(body);
      expect(response.status).toBe(status);
      const { errors } = (await response.json()) as { errors: { extensions: object }[] };
      expect(errors[0]?.extensions).toMatchObject({
        code: expect.any(String),
        whatToDo: expect.any(String),
        requestId: expect.any(String),
      });
    }
    const tooDeep = await ask(deep);
    expect(tooDeep.status).toBe(400);
    expect((await ask('{ viewer { credential } }')).data).toEqual({
      viewer: { credential: 'API_KEY' },
    });
  });
});

describe('a cursor of a subscription', () => {
  it('that is malformed or of another log is a typed error', async () => {
    const first = async (after: string) => {
      const facts = { ...(await fixture.factsFor('')), cursor: after };
      const document = 'subscription ($cursor: String!) { events(after: $cursor) { id } }';
      const { errors } = await fixture.ask(document, facts, fixture.headersOf.team);
      return errors[0]?.extensions;
    };
    expect(await first('nonsense')).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'after' });
    const foreign = await first(encodeCursor(randomUUID(), 5));
    expect(foreign).toMatchObject({ code: 'FOREIGN_CURSOR', argument: 'after' });
  });
});
