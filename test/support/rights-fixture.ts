import { sql } from 'kysely';
import type { Db } from '#db';
import { systemClock } from '#std/clock';
import type { ApiKeyScope, UserTokenScope } from '#teams';
import { createApiKey, createSession, createTeam, createUser } from '#teams';
import type { GraphqlAnswerError } from './api.ts';
import { eventually } from './eventually.ts';
import { linkThroughApi, startGateway, type TestGateway } from './gateway.ts';

/**
 * A whole gateway with a user who is linked and has readings, another user of the same team, another
 * team, and a credential of every kind.
 */
export interface RightsFixture {
  readonly headersOf: RightsHolders;
  /** A user of my team whose id nobody was told. */
  readonly hiddenUserId: string;
  /** Of the gateway, without a path. */
  readonly origin: string;
  /** Headers with credentials that are expired, revoked, forged, or no credentials at all. */
  readonly badHeaders: readonly Record<string, string>[];
  /** The header of a further key of my team. */
  keyWith(scopes: readonly ApiKeyScope[]): Promise<Record<string, string>>;
  /** The facts that a document's variables name; disposable things are made for it anew. */
  factsFor(document: string): Promise<RightsFacts>;
  ask(document: string, facts: RightsFacts, headers: Record<string, string>): Promise<RightsAnswer>;
  close(): Promise<void>;
}

export interface RightsHolders {
  /** No credential at all. */
  readonly nobody: Record<string, string>;
  /** A key of my team. */
  readonly team: Record<string, string>;
  /** A key of another team. */
  readonly otherTeam: Record<string, string>;
  /** A token of my user, for reading and watching. */
  readonly reader: Record<string, string>;
  /** A token of my user with all scopes. */
  readonly owner: Record<string, string>;
  /** A token of another user of my team, with all scopes. */
  readonly otherUser: Record<string, string>;
}

export type RightsHolder = keyof RightsHolders;

export interface RightsFacts {
  readonly userId: string;
  readonly clientUserId: string;
  readonly connectionId: string;
  readonly apiKeyId: string;
  readonly consoleSessionId: string;
  readonly linkToken: string;
  readonly linkId: string;
  readonly cursor: string;
  readonly eventId: string;
  readonly from: string;
  readonly unique: string;
  readonly spareUserId: string;
  readonly deletedUserId: string;
  readonly endpointId: string;
  readonly spareEndpointId: string;
  readonly deliveryId: string;
  readonly replayId: string;
}

export interface RightsAnswer {
  readonly status: number;
  readonly text: string;
  readonly data: unknown;
  readonly errors: readonly GraphqlAnswerError[];
}

const source = { kind: 'system', id: null, address: null } as const;
const hourMs = 3_600_000;
const clientUserId = 'the-user-in-question';

export async function openRightsFixture(): Promise<RightsFixture> {
  const gateway = await startGateway({ config: { isConsoleServed: true } });
  const cursor = await endOfLog(gateway);
  const user = await linkedUser(gateway, clientUserId);
  const otherUserId = await newUser(gateway, 'another-user');
  const tokenOf = (userId: string, scopes: readonly UserTokenScope[]) =>
    newToken(gateway, userId, scopes);
  const all = ['read', 'watch', 'refresh', 'link'] as const;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const headersOf = {
    nobody: {},
    team: { 'x-api-key': gateway.apiKey },
    otherTeam: { 'x-api-key': await otherTeamKey(gateway) },
    reader: bearer(await tokenOf(user.userId, ['read', 'watch'])),
    owner: bearer(await tokenOf(user.userId, all)),
    otherUser: bearer(await tokenOf(otherUserId, all)),
  };
  await gateway.ask(
    `mutation {
      updateTeam(
        linkBrandName: "Clinic", linkAccentColor: "#0a7c66", linkSupportUrl: "https://clinic.example/help",
        linkPrivacyUrl: "https://clinic.example/privacy", linkRedirectUrls: ["https://clinic.example/back"],
        linkFrameOrigins: ["https://clinic.example"]
      ) { __typename }
    }`,
  );
  const { linkToken } = await newLink(gateway, user.userId);
  const goodToken = headersOf.owner.authorization;
  const badHeaders = [
    { 'x-api-key': await expiredKey(gateway) },
    { 'x-api-key': (await newKey(gateway, true)).secret },
    { 'x-api-key': await keyOfElsewhere(gateway) },
    bearer(await deletedUsersToken(gateway)),
    bearer(linkToken),
    { 'x-api-key': `${gateway.apiKey.slice(0, -2)}xx` },
    { authorization: `${goodToken.slice(0, -4)}AAAA` },
    { authorization: 'Basic bmFtZTpwYXNz' },
  ];
  let count = 0;
  const from = new Date(systemClock.nowMs() - 24 * hourMs).toISOString();
  const { userId, connectionId } = user;
  await gateway.db
    .insertInto('glucose_reads')
    .values({
      ...{ user_id: userId.replace('User:', ''), day: from.slice(0, 10), count: 1 },
      ...{ actor_kind: 'api-key', actor_id: 'a-key' },
    })
    .execute();
  await addDiary(gateway.db, userId.replace('User:', ''));
  await newSession(gateway);
  const hooks = await deliveredWebhook(gateway);
  const eventId = await eventOf(gateway, userId);
  const settled = {
    userId,
    connectionId,
    clientUserId,
    linkToken,
    cursor,
    eventId,
    from,
    ...hooks,
  };

  return {
    headersOf,
    hiddenUserId: await newUser(gateway, 'hidden-user'),
    origin: new URL(gateway.url).origin,
    badHeaders,
    async keyWith(scopes) {
      const { db, teamId } = gateway;
      const rights = { scopes, addressRanges: null };
      const name = scopes.join(' ');
      const key = await createApiKey(db, systemClock, source, { teamId, name, rights });
      return { 'x-api-key': key.secret };
    },
    async factsFor(document) {
      count += 1;
      const needs = (name: string) => document.includes(`$${name}`);
      if (needs('connectionId')) await restore(gateway, user);
      return {
        ...settled,
        apiKeyId: needs('apiKeyId') ? (await newKey(gateway, false)).id : '',
        consoleSessionId: needs('consoleSessionId') ? await newSession(gateway) : '',
        unique: `unique-${count}`,
        linkId: needs('linkId') ? (await newLink(gateway, user.userId)).linkId : '',
        spareUserId: needs('spareUserId') ? await newUser(gateway, `spare-${count}`) : user.userId,
        deletedUserId: needs('deletedUserId') ? await deletedUser(gateway, `gone-${count}`) : '',
        spareEndpointId: needs('spareEndpointId') ? await newEndpoint(gateway) : hooks.endpointId,
      };
    },
    ask: (document, facts, headers) => ask(gateway.url, document, facts, headers),
    close: () => gateway.close(),
  };
}

async function eventOf(gateway: TestGateway, userId: string): Promise<string> {
  const { events } = await gateway.ask<{ events: { edges: { node: { id: string } }[] } }>(
    'query ($userId: ID!) { events(userId: $userId, first: 1) { edges { node { id } } } }',
    { userId },
  );
  return events.edges[0]?.node.id ?? '';
}

async function newSession({ db, teamId }: TestGateway): Promise<string> {
  const session = { role: 'owner', madeFrom: 'code', apiKeyId: null, address: '' } as const;
  const created = await createSession(db, systemClock, { ...session, teamId });
  return created?.sessionId ?? '';
}

async function endOfLog(gateway: TestGateway): Promise<string> {
  const { events } = await gateway.ask<{ events: { pageInfo: { endCursor: string } } }>(
    '{ events(first: 1) { pageInfo { endCursor } } }',
  );
  return events.pageInfo.endCursor;
}

interface LinkedUser {
  readonly userId: string;
  readonly connectionId: string;
  readonly credentialsSealed: Buffer;
}

async function linkedUser(gateway: TestGateway, name: string): Promise<LinkedUser> {
  const account = { username: `account-of-${name}`, password: 'the-password' };
  gateway.simulator.addAccount(account);
  const { userId, linked } = await linkThroughApi(gateway, account, name);
  if (linked.__typename !== 'LinkSuccess') throw new Error(JSON.stringify(linked));
  const row = await gateway.db
    .selectFrom('connections')
    .select(['id', 'credentials_sealed'])
    .where('user_id', '=', userId.replace('User:', ''))
    .executeTakeFirstOrThrow();
  if (!row.credentials_sealed) throw new Error('the connection has no credentials');
  const connectionId = `Connection:${row.id}`;
  return { userId, connectionId, credentialsSealed: row.credentials_sealed };
}

/** Takes back that somebody disconnected the user. */
async function restore(gateway: TestGateway, user: LinkedUser): Promise<void> {
  const id = user.connectionId.replace('Connection:', '');
  await gateway.db
    .updateTable('connections')
    .set({ state: 'FRESH', disconnected_at: null, credentials_sealed: user.credentialsSealed })
    .where('id', '=', id)
    .where('disconnected_at', 'is not', null)
    .execute();
  await gateway.db
    .updateTable('poll_plans')
    .set({ next_poll_at: new Date(systemClock.nowMs() + hourMs), reason: 'due' })
    .where('connection_id', '=', id)
    .where('next_poll_at', 'is', null)
    .execute();
}

async function newUser(gateway: TestGateway, name: string): Promise<string> {
  const { db, teamId } = gateway;
  const creation = await createUser(db, systemClock, source, { teamId, clientUserId: name });
  if (creation.kind !== 'created') throw new Error(creation.kind);
  return `User:${creation.user.id}`;
}

async function deletedUser(gateway: TestGateway, name: string): Promise<string> {
  const userId = await newUser(gateway, name);
  await gateway.ask('mutation ($id: ID!) { deleteUser(userId: $id) { __typename } }', {
    id: userId,
  });
  return userId;
}

async function newEndpoint(gateway: TestGateway): Promise<string> {
  const { createWebhookEndpoint } = await gateway.ask<{
    createWebhookEndpoint: { endpoint: { id: string } };
  }>(
    `mutation { createWebhookEndpoint(
      url: "http://127.0.0.1:9/", eventTypes: [WEBHOOK_ENDPOINT_TEST]
    ) { ... on CreateWebhookEndpointSuccess { endpoint { id } } } }`,
  );
  return createWebhookEndpoint.endpoint.id;
}

/** An endpoint where nobody answers, with a delivery that failed and a replay. */
async function deliveredWebhook(gateway: TestGateway) {
  const endpointId = await newEndpoint(gateway);
  const { replayEvents } = await gateway.ask<{ replayEvents: { replay: { id: string } } }>(
    `mutation ($id: ID!) {
      sendTestEvent(endpointId: $id) { __typename }
      replayEvents(endpointId: $id) { ... on ReplayEventsSuccess { replay { id } } }
    }`,
    { id: endpointId },
  );
  const deliveryId = await eventually(async () => {
    const { deliveries } = await gateway.ask<{
      deliveries: { edges: { node: { id: string; attemptCount: number } }[] };
    }>('{ deliveries { edges { node { id attemptCount } } } }');
    return deliveries.edges.find(({ node }) => node.attemptCount > 0)?.node.id;
  });
  // As if somebody had answered.
  await sql`update webhook_attempts set answer_headers = 'server: somebody'`.execute(gateway.db);
  return { endpointId, deliveryId, replayId: replayEvents.replay.id };
}

async function newToken(
  gateway: TestGateway,
  userId: string,
  scopes: readonly UserTokenScope[],
): Promise<string> {
  const { createUserToken } = await gateway.ask<{ createUserToken: { token: string } }>(
    `mutation ($id: ID!, $scopes: [UserTokenScope!]) {
      createUserToken(userId: $id, scopes: $scopes) { ... on CreateUserTokenSuccess { token } }
    }`,
    { id: userId, scopes: scopes.map((scope) => scope.toUpperCase()) },
  );
  return createUserToken.token;
}

async function newLink(gateway: TestGateway, userId: string) {
  const { createLinkToken } = await gateway.ask<{
    createLinkToken: { linkToken: string; linkId: string };
  }>(
    `mutation ($id: ID!) {
      createLinkToken(userId: $id) { ... on CreateLinkTokenSuccess { linkToken linkId } }
    }`,
    { id: userId },
  );
  return createLinkToken;
}

async function deletedUsersToken(gateway: TestGateway): Promise<string> {
  const userId = await newUser(gateway, 'gone-with-a-token');
  const token = await newToken(gateway, userId, ['read']);
  await gateway.ask('mutation ($id: ID!) { deleteUser(userId: $id) { __typename } }', {
    id: userId,
  });
  return token;
}

interface NewKey {
  readonly id: string;
  readonly secret: string;
}

async function newKey(gateway: TestGateway, isRevoked: boolean): Promise<NewKey> {
  const { createApiKey } = await gateway.ask<{
    createApiKey: { secret: string; apiKey: { id: string } };
  }>(
    `mutation { createApiKey(name: "spare") {
      ... on CreateApiKeySuccess { secret apiKey { id } }
    } }`,
  );
  const { secret, apiKey } = createApiKey;
  if (isRevoked) {
    await gateway.ask('mutation ($id: ID!) { revokeApiKey(apiKeyId: $id) { __typename } }', apiKey);
  }
  return { id: apiKey.id, secret };
}

async function expiredKey({ db, teamId }: TestGateway): Promise<string> {
  const expiresAt = new Date(systemClock.nowMs() - 1_000);
  const key = await createApiKey(db, systemClock, source, { teamId, name: 'old', expiresAt });
  return key.secret;
}

async function keyOfElsewhere({ db, teamId }: TestGateway): Promise<string> {
  const rights = { scopes: null, addressRanges: ['192.0.2.0/24'] };
  const key = await createApiKey(db, systemClock, source, { teamId, name: 'elsewhere', rights });
  return key.secret;
}

async function otherTeamKey({ db }: TestGateway): Promise<string> {
  const team = await createTeam(db, systemClock, source, { name: 'Other team' });
  if (team.kind !== 'created') throw new Error(team.kind);
  const teamId = team.team.id;
  await createUser(db, systemClock, source, { teamId, clientUserId: 'user-of-other-team' });
  return (await createApiKey(db, systemClock, source, { teamId, name: 'key' })).secret;
}

/** Asks; of a subscription, waits for its first message. */
async function ask(
  url: string,
  document: string,
  facts: RightsFacts,
  headers: Record<string, string>,
): Promise<RightsAnswer> {
  const isSubscription = document.startsWith('subscription');
  const leaving = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: isSubscription ? 'text/event-stream' : 'application/graphql-response+json',
      ...headers,
    },
    body: JSON.stringify({ query: document, variables: variablesOf(document, facts) }),
    signal: leaving.signal,
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  const text = isStream ? await firstMessage(response) : await response.text();
  leaving.abort();
  const { data, errors = [] } = JSON.parse(text);
  return { status: response.status, text, data, errors };
}

function variablesOf(document: string, facts: RightsFacts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => document.includes(`$${name}`)),
  );
}

async function firstMessage(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk);
    const message = /^data: (.+)\n\n/m.exec(text)?.[1];
    if (message) return message;
  }
  throw new Error(`the stream ended without a message: ${text}`);
}

/** One entry of each kind, a device, and a history. */
async function addDiary(db: Db, userId: string): Promise<void> {
  await sql`
    insert into diary_entries (user_id, provider, source_id, kind, insulin_type, intensity, taken_at,
      utc_offset_minutes, amount, recorded_at, received_at, changed_at, revision)
    select ${userId}::uuid, 2, gen_random_uuid()::text, kind,
      case when kind = 'INSULIN' then 'FAST' end, case when kind = 'EXERCISE' then 'LIGHT' end,
      now() - interval '2 hours', 60, 4.5, now() - interval '1 hour', now(), now(), 1
    from unnest(array['CARBS', 'INSULIN', 'EXERCISE', 'CALIBRATION']) as kind`.execute(db);
  await sql`
    insert into devices (user_id, provider, id, transmitter_id, transmitter_generation,
      display_device, display_app, last_upload_at, first_seen_at, changed_at, revision)
    values (${userId}, 2, gen_random_uuid(), 'cdb4', 'g7', 'iOS', 'G7', now(), now(), now(), 1)`.execute(
    db,
  );
  await sql`
    insert into pulls (connection_id, resource, from_at, to_at, done_down_to, window_minutes, next_at)
    select id, 'DIARY', now() - interval '30 days', now(), now(), 43200, now() + interval '9 days'
    from connections where user_id = ${userId}`.execute(db);
}
