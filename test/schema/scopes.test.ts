import { afterAll, describe, expect, it } from 'vitest';
import { type ApiKeyScope, apiKeyScopes } from '#teams';
import { createVisitor } from '#test/console-visitor';
import { openRightsFixture } from '#test/rights-fixture';
import { rights } from './rights-table.ts';

/**
 * Which scope of an API key each operation needs, written by hand from what the scopes promise;
 * null where any key will do. An operation without a row fails the test.
 */
const scopeOf: Readonly<Record<string, ApiKeyScope | null>> = {
  'Query.apiKeys': 'keys',
  'Query.auditEntries': 'audit',
  'Query.connections': 'read',
  'Query.deletedUsers': 'erase',
  'Query.deliveries': 'webhooks',
  'Query.delivery': 'webhooks',
  'Query.dexcomStatus': null,
  'Query.connectionCounts': 'read',
  'Query.consoleSessions': 'keys',
  'Query.instance': null,
  'Query.event': 'events',
  'Query.events': 'events',
  'Query.glucoseReads': 'audit',
  'Query.linkOutcome': null,
  'Query.linkSession': null,
  'Query.node': 'read',
  'Query.providers': null,
  'Query.replay': 'webhooks',
  'Query.replays': 'webhooks',
  'Query.team': null,
  'Query.user': 'read',
  'Query.userCounts': 'read',
  'Query.users': 'read',
  'Query.viewer': null,
  'Query.webhookEndpoint': 'webhooks',
  'Query.webhookEndpoints': 'webhooks',
  'Mutation.checkLink': null,
  'Mutation.createApiKey': 'keys',
  'Mutation.createLinkToken': 'link',
  'Mutation.createUser': 'link',
  'Mutation.createUserToken': 'link',
  'Mutation.createWebhookEndpoint': 'webhooks',
  'Mutation.deleteUser': 'erase',
  'Mutation.deleteWebhookEndpoint': 'webhooks',
  'Mutation.disconnect': 'link',
  'Mutation.endConsoleSession': 'keys',
  'Mutation.exportUser': 'export',
  'Mutation.linkOAuthProvider': null,
  'Mutation.linkPasswordProvider': null,
  'Mutation.reconnect': null,
  'Mutation.recoverDeliveries': 'webhooks',
  'Mutation.refreshUser': 'link',
  'Mutation.replayEvents': 'webhooks',
  'Mutation.resendDelivery': 'webhooks',
  'Mutation.revealWebhookSecret': 'webhooks',
  'Mutation.revokeApiKey': 'keys',
  'Mutation.revokeUserTokens': 'link',
  'Mutation.revokeLinkToken': 'link',
  'Mutation.rotateWebhookSecret': 'webhooks',
  'Mutation.sendTestEvent': 'webhooks',
  'Mutation.stopReplay': 'webhooks',
  'Mutation.undoDeleteUser': 'erase',
  'Mutation.updateTeam': 'team',
  'Mutation.updateUser': 'link',
  'Mutation.updateWebhookEndpoint': 'webhooks',
  'Subscription.connectionStates': 'read',
  'Subscription.events': 'events',
  'Subscription.glucoseEvents': 'read',
};

const fixture = await openRightsFixture();
afterAll(() => fixture.close());

const keysOfOne = Object.fromEntries(
  await Promise.all(
    apiKeyScopes.map(async (scope) => [scope, await fixture.keyWith([scope])] as const),
  ),
);
const { rootRows } = rights;

/** What somebody may in each role of the console, whoever's key they came with. */
const scopesOfRole: Readonly<Record<'support' | 'developer' | 'owner', readonly ApiKeyScope[]>> = {
  support: ['read', 'link'],
  developer: ['read', 'link', 'events', 'webhooks', 'audit'],
  owner: apiKeyScopes,
};

describe('the scopes of an API key', () => {
  it('are known for every operation, and each scope is good for one', () => {
    expect(Object.keys(scopeOf).sort()).toEqual(Object.keys(rootRows).sort());
    const used = new Set(Object.values(scopeOf).filter((scope) => scope !== null));
    expect([...used].sort()).toEqual([...apiKeyScopes].sort());
  });

  for (const [field, { document }] of Object.entries(rootRows)) {
    const needed = scopeOf[field] ?? null;

    it(`let ${field} be asked with ${needed ?? 'any of them'}, and with no other`, async () => {
      for (const scope of apiKeyScopes) {
        const facts = await fixture.factsFor(document);
        const answer = await fixture.ask(document, facts, keysOfOne[scope] ?? {});
        const codes = answer.errors.map(({ extensions }) => extensions.code);
        const what = `${scope} was answered ${answer.status} ${answer.text.slice(0, 300)}`;
        if (needed === null || needed === scope) {
          expect(codes.includes('FORBIDDEN'), what).toBe(false);
          expect(answer.status, what).toBe(200);
        } else {
          expect(answer.status, what).toBe(403);
          expect(codes, what).toEqual(['FORBIDDEN']);
          expect(answer.errors[0]?.extensions.whatToDo, what).toContain(needed.toUpperCase());
        }
      }
    });
  }
});

describe('a role of the console', () => {
  it('may ask what its scopes allow, and nothing else', async () => {
    // Over its own path a session asks no subscription.
    const asked = Object.entries(rootRows).filter(([field]) => !field.startsWith('Subscription.'));
    const facts = await fixture.factsFor(asked.map(([, { document }]) => document).join());
    const apiKey = fixture.headersOf.team['x-api-key'];
    const open = new Set<string>();
    for (const [role, scopes] of Object.entries(scopesOfRole)) {
      const visitor = createVisitor(fixture.origin, { isBehindProxy: false });
      expect((await visitor.signIn({ apiKey, role })).status).toBe(200);
      // What was open to a lower role is open to a higher one, and asked once.
      for (const [field, { document }] of asked.filter(([name]) => !open.has(name))) {
        const { text } = await visitor.query(document, facts);
        const needed = scopeOf[field] ?? null;
        const isAllowed = needed === null || scopes.includes(needed);
        const what = `${role} asks ${field}: ${text.slice(0, 300)}`;
        expect(/"FORBIDDEN"/.test(text), what).toBe(!isAllowed);
        if (isAllowed) open.add(field);
      }
    }
    expect(open.size).toBe(asked.length);
  });
});

describe('a part of an answer that needs a scope of its own', () => {
  it('is refused to a key that may ask for the rest', async () => {
    const rows: readonly [ApiKeyScope, string][] = [
      [
        'link',
        `mutation ($userId: ID!) { updateUser(userId: $userId, timeZone: "Europe/Berlin") {
          ... on UpdateUserSuccess { user { latestSample { valueMgDl } } }
        } }`,
      ],
      [
        'link',
        `mutation ($userId: ID!) { updateUser(userId: $userId, timeZone: "Europe/Berlin") {
          ... on UpdateUserSuccess { user { connections { id } } }
        } }`,
      ],
      [
        'link',
        `mutation ($userId: ID!) { updateUser(userId: $userId, timeZone: "Europe/Berlin") {
          ... on UpdateUserSuccess { user { birthDate } }
        } }`,
      ],
      [
        'read',
        `subscription ($userId: ID!, $cursor: String!) {
          glucoseEvents(userId: $userId, after: $cursor) { payload }
        }`,
      ],
    ];
    for (const [scope, document] of rows) {
      const facts = await fixture.factsFor(document);
      const { errors, text } = await fixture.ask(document, facts, keysOfOne[scope] ?? {});
      expect(
        errors.map(({ extensions }) => extensions.code),
        text,
      ).toEqual(['FORBIDDEN']);
    }
  });
});
