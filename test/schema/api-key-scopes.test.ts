import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createApiKey, OutlivesMakerError } from '#teams';
import { askGraphql } from '#test/api';
import { linkThroughApi, startGateway } from '#test/gateway';

const gateway = await startGateway({ config: { trustedProxies: ['127.0.0.1/32'] } });
afterAll(() => gateway.close());
const account = { username: 'the-account-name', password: 'the-account-password' };
gateway.simulator.addAccount(account);
const { userId } = await linkThroughApi(gateway, account, 'the-person');

const all = [...['AUDIT', 'ERASE', 'EVENTS', 'EXPORT', 'KEYS', 'LINK', 'READ', 'TEAM', 'WEBHOOKS']];

interface NewKey {
  readonly secret: string;
  readonly apiKey: { readonly id: string; readonly scopes: readonly string[] };
}

const create = `mutation ($scopes: [ApiKeyScope!], $addressRanges: [String!], $expiresAt: DateTime) {
  createApiKey(
    name: "made", scopes: $scopes, addressRanges: $addressRanges, expiresAt: $expiresAt
  ) {
    ... on CreateApiKeySuccess { secret apiKey { id scopes addressRanges expiresAt } }
    ... on Error { code message whatToDo }
  }
}`;

const send = (apiKey: string, document: string, variables = {}, headers = {}) =>
  askGraphql(gateway.url, document, { apiKey, variables, headers });

async function keyWith(scopes: readonly string[] | null, rest: object = {}): Promise<NewKey> {
  const { createApiKey } = await gateway.ask<{ createApiKey: NewKey }>(create, { scopes, ...rest });
  return createApiKey;
}

describe('an API key', () => {
  it('for the server of a front end can link and read, and delete nobody', async () => {
    const { secret } = await keyWith(['READ', 'EVENTS', 'LINK']);
    const read = await send(
      secret,
      'query ($id: ID!) { user(id: $id) { latestSample { takenAt } } }',
      {
        id: userId,
      },
    );
    expect(read.data.user).not.toBeNull();
    const link = 'mutation ($id: ID!) { createLinkToken(userId: $id) { __typename } }';
    expect((await send(secret, link, { id: userId })).data.createLinkToken.__typename).toBe(
      'CreateLinkTokenSuccess',
    );
    const erase = 'mutation ($id: ID!) { deleteUser(userId: $id) { __typename } }';
    const refused = await send(secret, erase, { id: userId });
    expect(refused.status).toBe(403);
    expect(refused.errors[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      whatToDo: expect.stringContaining('ERASE'),
    });
    expect(await gateway.ask('query ($id: ID!) { user(id: $id) { id } }', { id: userId })).toEqual({
      user: { id: userId },
    });
  });

  it('that is made without scopes has all that its maker has', async () => {
    const whole = await keyWith(null);
    expect(whole.apiKey.scopes.toSorted()).toEqual(all);
    const { secret } = await keyWith(['KEYS', 'READ']);
    const made = await send(secret, create);
    expect(made.data.createApiKey.apiKey.scopes.toSorted()).toEqual(['KEYS', 'READ']);
  });

  it('makes none with more than its own', async () => {
    const { secret } = await keyWith(['KEYS', 'READ']);
    const { data } = await send(secret, create, { scopes: ['READ', 'ERASE'] });
    expect(data.createApiKey).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(data.createApiKey.message).toContain('ERASE');
  });

  it('that ends makes none that outlasts it, by itself or in the console', async () => {
    const endsAt = new Date(systemClock.nowMs() + 86_400_000).toISOString();
    const later = { expiresAt: new Date(Date.parse(endsAt) + 1).toISOString() };
    const { secret, apiKey } = await keyWith(['KEYS'], { expiresAt: endsAt });
    const { data } = await send(secret, create);
    expect(data.createApiKey.apiKey.expiresAt).toBe(endsAt);
    const refused = await send(secret, create, later);
    expect(refused.data.createApiKey).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(endsAt),
    });
    const source = { kind: 'system', id: null, address: null } as const;
    const byConsole = { teamId: gateway.teamId, name: 'made', createdByKeyId: apiKey.id.slice(7) };
    const made = createApiKey(gateway.db, systemClock, source, {
      ...byConsole,
      expiresAt: new Date(later.expiresAt),
    });
    await expect(made).rejects.toThrow(OutlivesMakerError);
    // What does not end makes what ends when it is told to.
    const free = await gateway.ask<{ createApiKey: NewKey }>(create, later);
    expect(free.createApiKey.apiKey).toMatchObject(later);
  });

  it('that was there before scopes has all of them', async () => {
    const secret = `gg_live_${randomBytes(32).toString('base64url')}`;
    const hash = createHash('sha256').update(secret).digest();
    await sql`insert into api_keys (id, team_id, name, hint, hash, created_at)
      values (${newId(systemClock)}, ${gateway.teamId}, 'old', 'gg_live_…', ${hash}, now())`.execute(
      gateway.db,
    );
    const { data } = await send(secret, '{ viewer { keyScopes } }');
    expect(data.viewer.keyScopes.toSorted()).toEqual(all);
  });

  it('with scopes is unknown to a node that has not heard of scopes', async () => {
    const { secret, apiKey } = await keyWith(['READ']);
    const hash = createHash('sha256').update(secret).digest();
    const { rows } = await sql`select id from api_keys where hash = ${hash}`.execute(gateway.db);
    expect(rows).toEqual([]);
    expect(apiKey.scopes).toEqual(['READ']);
    expect((await send(secret, '{ viewer { credential } }')).status).toBe(200);
  });

  it('gives user tokens no more than it has itself', async () => {
    const { secret } = await keyWith(['LINK']);
    const token = `mutation ($id: ID!, $scopes: [UserTokenScope!]) {
      createUserToken(userId: $id, scopes: $scopes) { __typename ... on Error { code message } }
    }`;
    const asked = async (scopes: readonly string[]) =>
      (await send(secret, token, { id: userId, scopes })).data.createUserToken;
    expect(await asked(['READ'])).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await asked(['LINK', 'REFRESH'])).toMatchObject({
      __typename: 'CreateUserTokenSuccess',
    });
  });

  it('reads no person out of the answer to a deed that it may do', async () => {
    const { secret } = await keyWith(['LINK']);
    const taken = `mutation { createUser(clientUserId: "the-person") {
      ... on ClientUserIdTaken { existingUser { clientUserId connections { id } } }
    } }`;
    const { errors, data } = await send(secret, taken);
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(JSON.stringify(data)).not.toContain('Connection:');
  });

  it('reads no payload without the scope for events', async () => {
    const { secret } = await keyWith(['READ']);
    const events = await send(secret, '{ events(first: 1) { edges { node { payload } } } }');
    expect(events.status).toBe(403);
  });

  it('that is for some addresses is refused from all others, over HTTP and WebSocket', async () => {
    const { secret } = await keyWith(null, { addressRanges: ['192.0.2.0/24', '2001:db8::/32'] });
    const from = async (address: string) =>
      (await send(secret, '{ viewer { credential } }', {}, { 'x-forwarded-for': address })).status;
    expect(await from('192.0.2.7')).toBe(200);
    expect(await from('2001:db8::1')).toBe(200);
    expect(await from('198.51.100.1')).toBe(401);
    expect(await from('::ffff:192.0.2.9')).toBe(200);
    const { data } = await send(gateway.apiKey, create, { addressRanges: ['300.0.0.0/8'] });
    expect(data.createApiKey).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
