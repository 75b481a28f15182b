import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { documentText } from '#src/rest/document.ts';
import { apiKeyScopes } from '#teams';
import { readPage } from '#test/docs';
import { openRightsFixture } from '#test/rights-fixture';

/** Who may ask what under `/v2`, written by hand: the scope of a key, or another proof. */
const rights: Readonly<Record<string, string>> = {
  'delete /v2/user/{user_id}': 'erase',
  'delete /v2/user/{user_id}/{provider}': 'link',
  'get /v2/introspect/historical_pull': 'read',
  'get /v2/introspect/resources': 'read',
  'get /v2/link/provider/oauth/{provider}': 'link token',
  'get /v2/link/providers': 'link token',
  'get /v2/providers': 'any',
  'get /v2/timeseries/{user_id}/glucose': 'read',
  'get /v2/timeseries/{user_id}/glucose/grouped': 'read',
  'get /v2/user': 'read',
  'get /v2/user/providers/{user_id}': 'read',
  'get /v2/user/resolve/{client_user_id}': 'read',
  'get /v2/user/{user_id}': 'read',
  'get /v2/user/{user_id}/device': 'read',
  'patch /v2/user/{user_id}': 'link',
  'post /v2/link/provider/password/{provider}': 'link token',
  'post /v2/link/token': 'link',
  'post /v2/user': 'link',
  'post /v2/user/refresh/{user_id}': 'link',
  'post /v2/user/undo_delete': 'erase',
  'post /v2/user/{user_id}/sign_in_token': 'link',
};

const fixture = await openRightsFixture();
afterAll(() => fixture.close());

const keyOf = Object.fromEntries(
  await Promise.all(
    apiKeyScopes.map(async (scope) => [scope, await fixture.keyWith([scope])] as const),
  ),
);
const facts = await fixture.factsFor('');
const { clientUserId, linkToken } = facts;
const userId = facts.userId.slice('User:'.length);
const from = '2020-01-01';

/** A request that the route takes, about my user, and that changes little. */
async function ask(route: string, headers: Record<string, string>) {
  const [method = '', template = ''] = route.split(' ');
  const path = template
    .replace('{user_id}', userId)
    .replace('{client_user_id}', clientUserId)
    .replace('{provider}', 'dexcom');
  const query = { user_id: userId, start_date: from };
  const isAsked = /timeseries|introspect|undo_delete/.test(path);
  const body = bodies[route];
  const response = await fetch(
    `${fixture.origin}${path}${isAsked ? `?${new URLSearchParams(query)}` : ''}`,
    {
      method: method.toUpperCase(),
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    },
  );
  return { status: response.status, text: await response.text() };
}

const bodies: Readonly<Record<string, object>> = {
  'post /v2/user': { client_user_id: 'made-by-a-right' },
  'patch /v2/user/{user_id}': {},
  'post /v2/link/token': { user_id: userId },
  'post /v2/link/provider/password/{provider}': { username: 'a', password: 'b' },
};

const ofKeys = Object.entries(rights).filter(([, right]) => right !== 'link token');

describe('a route under /v2', () => {
  it('stands in the table of rights, and in the document with the same scope', () => {
    const { paths } = JSON.parse(documentText()) as {
      paths: Record<string, Record<string, { 'x-scope': string }>>;
    };
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => [`${method} ${path}`, route['x-scope']]),
    );
    expect(Object.fromEntries(documented)).toEqual(rights);
  });

  it.each(ofKeys)('%s is not answered without a key of the scope %s', async (route, scope) => {
    const { nobody, owner, reader } = fixture.headersOf;
    expect((await ask(route, nobody)).status).toBe(401);
    for (const bad of fixture.badHeaders) expect((await ask(route, bad)).status).toBe(401);
    for (const token of [owner, reader]) expect((await ask(route, token)).status).toBe(403);
    if (scope === 'any') return;
    for (const other of apiKeyScopes) {
      if (other === scope) continue;
      expect((await ask(route, keyOf[other] ?? {})).status, other).toBe(403);
    }
  });

  it.each(ofKeys)('%s shows a key of another team nothing of my user', async (route) => {
    const { status, text } = await ask(route, fixture.headersOf.otherTeam);
    const isOwn = ['post /v2/user', 'get /v2/user', 'get /v2/providers'].includes(route);
    expect(status).toBe(isOwn ? 200 : 404);
    expect(text).not.toContain(clientUserId);
    expect(text).not.toContain(userId);
  });

  it('stands in the document as it is committed, which is told to anybody', async () => {
    const answer = await fetch(`${fixture.origin}/v2/openapi.json`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(readPage('src/rest/openapi.json'));
  });

  it('is answered with a key of its scope alone', async () => {
    const gentle = ofKeys.filter(([route]) => /^get/.test(route));
    for (const [route, scope] of gentle) {
      const { status } = await ask(route, keyOf[scope] ?? keyOf.read ?? {});
      expect(status, route).toBe(200);
    }
  });

  it('takes a link token for nothing but linking', async () => {
    const header = { 'x-vital-link-token': linkToken };
    expect((await ask('get /v2/link/providers', header)).status).toBe(200);
    expect((await ask('get /v2/link/providers', {})).status).toBe(401);
    for (const [route] of ofKeys.slice(0, 4))
      expect((await ask(route, header)).status, route).toBe(401);
  });

  it('takes the key under either name, and as a bearer', async () => {
    const key = fixture.headersOf.team['x-api-key'] ?? '';
    const route = 'get /v2/user/{user_id}';
    const headers = [{ 'x-vital-api-key': key }, { authorization: `Bearer ${key}` }];
    for (const each of headers) expect((await ask(route, each)).status).toBe(200);
  });
});

describe('a method of which no request can be made', () => {
  it('is refused, and keeps no place from those who come after', async () => {
    const headers = { 'x-vital-api-key': '' };
    const statuses: number[] = [];
    for (let round = 0; round < 25; round += 1) {
      const sent = Array.from({ length: 10 }, async () => {
        const trace = httpRequest(`${fixture.origin}/v2/user`, { method: 'TRACE', headers });
        const [answer] = (await once(trace.end(), 'response')) as [IncomingMessage];
        statuses.push(answer.resume().statusCode ?? 0);
      });
      await Promise.all(sent);
    }
    // More than a caller may have in hand at once.
    expect(new Set(statuses)).toEqual(new Set([405]));
    expect(statuses).toHaveLength(250);
    expect((await fetch(`${fixture.origin}/v2/nonsense`)).status).toBe(404);
  });
});

describe('text that is kept in no column', () => {
  it('is refused wherever it stands, and makes no two people one', async () => {
    const headers = { ...keyOf.link, 'content-type': 'application/json' };
    const post = (body: string) =>
      fetch(`${fixture.origin}/v2/user`, { method: 'POST', headers, body });
    for (const name of ['M\\ud83dller', 'a\\u0000b']) {
      const response = await post(`{"client_user_id":"${name}"}`);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('detail');
    }
    expect((await post('{"client_user_id":"M\\ud83d\\ude00 \\\\u0000"}')).status).toBe(200);
    const resolved = await fetch(`${fixture.origin}/v2/user/resolve/a%00b`, {
      headers: keyOf.read ?? {},
    });
    expect(resolved.status).toBe(400);
  });
});
