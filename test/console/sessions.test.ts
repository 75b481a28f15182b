import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '#src/app/commands.ts';
import { revokeApiKey } from '#src/teams/keys/revoke-api-key.ts';
import { createSession } from '#src/teams/sessions/create-session.ts';
import { endAgedSessions } from '#src/teams/sessions/end-sessions.ts';
import { systemClock } from '#std/clock';
import { type ApiKeyScope, createApiKey, findApiKeys } from '#teams';
import { createVisitor, send } from '#test/console-visitor';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { openRawSocket } from '#test/raw-socket';

const gateway = await startGateway({
  config: { isConsoleServed: true, corsOrigins: ['*'], trustedProxies: ['127.0.0.1'] },
});
afterAll(() => gateway.close());
const { db, teamId, apiKey, config } = gateway;
const origin = new URL(gateway.url).origin;
const source = { kind: 'system', id: null, address: null } as const;
const command = (name: string, options = {}) =>
  commands[name]?.({ databaseUrl: config.databaseUrl, encryptionKeys: null }, ['Team'], options);

async function keyWith(scopes: readonly ApiKeyScope[]) {
  const rights = { scopes, addressRanges: null };
  return createApiKey(db, systemClock, source, { teamId, name: 'bounded', rights });
}

async function signedIn(way: object = { apiKey }) {
  const visitor = createVisitor(origin);
  expect((await visitor.signIn(way)).status).toBe(200);
  return visitor;
}

const viewer = '{ viewer { credential role teamName keyScopes } }';

describe('a session of the console', () => {
  it('is opened with a key, kept in a cookie that no script reads, and tells who one is', async () => {
    const visitor = createVisitor(origin);
    const before = await visitor.ask('/console/session');
    expect(before.status).toBe(401);
    expect(before.body.error).toMatchObject({ code: 'SIGNED_OUT', canSignInToSandbox: false });
    const opened = await visitor.signIn({ apiKey });
    expect(opened.status).toBe(200);
    const { port } = new URL(origin);
    const secret = /^gateway-session-(\d+)=gg_session_[\w-]{43}$/.exec(visitor.cookie());
    expect(secret?.[1]).toBe(port);
    const attributes = opened.headers['set-cookie']?.[0]?.split('; ').slice(1);
    expect(attributes).toEqual(['Path=/', 'Max-Age=604800', 'HttpOnly', 'SameSite=Strict']);
    expect(opened.text).not.toContain('gg_');
    const told = await visitor.ask('/console/session');
    const instance = { isSandbox: false, isGraphiqlServed: false };
    expect(told.body).toMatchObject({ role: 'owner', ...instance, team: { name: 'Team' } });
    expect((await visitor.query(viewer)).body.data.viewer).toMatchObject({
      credential: 'SESSION',
      role: 'OWNER',
      teamName: 'Team',
    });
  });

  it('is called by the host alone, and sent over https alone, where PUBLIC_URL is https', async () => {
    const publicUrl = 'https://gateway.example.com/base';
    const node = await gateway.startNode({ publicUrl, isConsoleServed: true });
    const url = `http://127.0.0.1:${node.port()}/base/console/session`;
    const headers = { 'content-type': 'application/json', origin: 'https://gateway.example.com' };
    const opened = await send(url, { method: 'POST', headers, body: { apiKey } });
    expect(opened.status).toBe(200);
    expect(opened.headers['set-cookie']?.[0]).toMatch(
      /^__Host-gateway-session=\S+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
    );
    const local = { ...headers, origin: `http://127.0.0.1:${node.port()}` };
    const refused = await send(url, { method: 'POST', headers: local, body: { apiKey } });
    expect(refused.body.error.code).toBe('FOREIGN_ORIGIN');
    await node.stop();
  });

  it('is not opened over plain http beyond this machine', async () => {
    const headers = {
      'content-type': 'application/json',
      host: 'gateway.example.com',
      origin: 'http://gateway.example.com',
    };
    const asked = { method: 'POST', headers, body: { apiKey } };
    const answer = await send(`${origin}/console/session`, asked);
    expect([answer.status, answer.body.error.code]).toEqual([403, 'NOT_HTTPS']);
  });

  it('counts for no other page, by whatever its headers say, and at no other path', async () => {
    const visitor = await signedIn();
    const { cookie } = { cookie: visitor.cookie() };
    const own = { cookie, 'content-type': 'application/json' };
    const body = { query: viewer };
    const at = async (path: string, headers: Record<string, string>, method = 'POST') => {
      const url = `${origin}${path}`;
      const answer = await send(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
      return [answer.status, answer.body?.errors?.[0].extensions.code ?? null];
    };
    expect(await at('/console/graphql', { ...own, origin })).toEqual([200, null]);
    const foreign = [
      { origin: 'https://app.example.com' },
      { origin: 'http://127.0.0.1:1' },
      { origin: 'http://localhost' },
      { origin: origin.replace('http', 'https') },
      { origin: 'null' },
      { origin: 'https://app.example.com', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
      {},
    ];
    for (const headers of foreign) {
      const given = { ...own, ...headers } as Record<string, string>;
      expect(await at('/console/graphql', given), JSON.stringify(headers)).toEqual([
        403,
        'CSRF_PREVENTED',
      ]);
      expect((await at('/console/session', given))[0]).toBe(403);
    }
    // The cookie gives nothing at the path of the API, whoever asks there.
    expect(await at('/graphql', { ...own, origin })).toEqual([401, 'UNAUTHENTICATED']);
    const form = { ...own, origin, 'content-type': 'text/plain' };
    expect((await at('/console/graphql', form))[0]).toBe(415);
    expect((await at('/console/session', form))[0]).toBe(415);
    expect((await at('/console/graphql', { ...own, origin }, 'GET'))[0]).toBe(405);
    expect((await at('/console/graphql', { ...own, origin }, 'OPTIONS'))[0]).toBe(405);
    const twofold = { ...own, origin, 'x-api-key': apiKey };
    expect(await at('/console/graphql', twofold)).toEqual([400, 'BAD_REQUEST']);
    const asBearer = { ...own, origin, authorization: `Bearer ${cookie.split('=')[1]}` };
    expect((await at('/graphql', asBearer))[0]).toBe(401);
  });

  it('opens a socket for the own page alone: none without an origin, none of another', async () => {
    const visitor = await signedIn();
    const { cookie } = visitor.headers();
    const url = `${origin}/console/graphql`;
    const socket = await openRawSocket(url, { headers: { origin, cookie: cookie ?? '' } });
    expect(await socket.init({})).toMatchObject({ type: 'connection_ack' });
    socket.subscribe('q', '{ viewer { role } }');
    expect(await socket.next()).toMatchObject({ payload: { data: { viewer: { role: 'OWNER' } } } });
    for (const foreign of [undefined, 'https://app.example.com', 'http://127.0.0.1:1', 'null']) {
      const headers = { cookie: cookie ?? '', ...(foreign ? { origin: foreign } : {}) };
      await expect(openRawSocket(url, { headers })).rejects.toThrow('403');
    }
    const refused = [
      { url, headers: { origin }, payload: {} },
      { url, headers: { origin, cookie: cookie ?? '' }, payload: { apiKey } },
      { url: gateway.url, headers: { origin, cookie: cookie ?? '' }, payload: {} },
    ];
    for (const { url, headers, payload } of refused) {
      const other = await openRawSocket(url, { headers });
      other.send({ type: 'connection_init', payload });
      expect((await other.closed).code).toBe(4403);
    }
  });

  it('is never one that the browser had before it was signed in', async () => {
    const fixed = `gg_session_${'A'.repeat(43)}`;
    const name = `gateway-session-${new URL(origin).port}`;
    const headers = { cookie: `${name}=${fixed}` };
    const visitor = createVisitor(origin);
    const body = { apiKey };
    await visitor.ask('/console/session', { method: 'POST', body, headers });
    expect(visitor.cookie()).not.toContain(fixed);
    expect((await createVisitor(origin).ask('/console/session', { headers })).status).toBe(401);
    const first = visitor.cookie();
    await visitor.signIn({ apiKey });
    expect(visitor.cookie()).not.toBe(first);
    const again = await createVisitor(origin).ask('/console/session', {
      headers: { cookie: first },
    });
    expect(again.body.error).toMatchObject({ code: 'SESSION_ENDED', reason: 'signed-out' });
    const two = { cookie: `${visitor.cookie()}; ${name}=${fixed}` };
    expect((await createVisitor(origin).ask('/console/session', { headers: two })).status).toBe(
      401,
    );
  });
});

describe('the end of a session', () => {
  const isOver = async (visitor: Awaited<ReturnType<typeof signedIn>>) => {
    const { body } = await visitor.ask('/console/session');
    return body.error?.reason ?? body.role;
  };

  it('comes with that of its key, on each socket of each tab, and is told in the audit', async () => {
    const { apiKey: made, secret } = await keyWith(['read', 'audit']);
    const [visitor, other] = [await signedIn({ apiKey: secret }), await signedIn()];
    const headers = { origin, cookie: visitor.cookie() };
    const tabs = await Promise.all(
      [1, 2].map(() => openRawSocket(`${origin}/console/graphql`, { headers })),
    );
    for (const tab of tabs) await tab.init({});
    const others = { openedLinks: async () => 0, keptEndpoints: async () => [] };
    await revokeApiKey(db, systemClock, source, { teamId, keyId: made.id, ...others });
    for (const tab of tabs) expect((await tab.closed).code).toBe(4403);
    await eventually(async () => (await isOver(visitor)) === 'key-ended');
    expect((await visitor.query(viewer)).status).toBe(401);
    expect(await isOver(other)).toBe('owner');
    const { consoleSessions } = (
      await other.query('{ consoleSessions { edges { node { isOwn keyName madeFrom } } } }')
    ).body.data;
    const own = consoleSessions.edges.filter(
      ({ node }: { node: { isOwn: boolean } }) => node.isOwn,
    );
    expect(own).toEqual([{ node: { isOwn: true, keyName: 'key', madeFrom: 'API_KEY' } }]);
    const byName =
      '{ auditEntries(first: 50, action: "session.created") { edges { node { actorName } } } }';
    const created = (await other.query(byName)).body.data.auditEntries.edges;
    expect(created.map(({ node }: { node: { actorName: string } }) => node.actorName)).toContain(
      'key',
    );
    const entries =
      '{ auditEntries(first: 30) { nodes: edges { node { action actorKind detail } } } }';
    const { auditEntries } = (await other.query(entries)).body.data;
    const told = auditEntries.nodes.map(({ node }: { node: { action: string } }) => node.action);
    for (const action of ['session.created', 'session.ended', 'session.refused']) {
      expect(told).toContain(action);
    }
  });

  it('comes by signing out, here or everywhere, and sockets close at once', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    const elsewhere = await signedIn({ apiKey: (await keyWith(['read'])).secret });
    const headers = { origin, cookie: here.cookie() };
    const socket = await openRawSocket(`${origin}/console/graphql`, { headers });
    await socket.init({});
    const cookie = { cookie: here.cookie() };
    const out = await here.ask('/console/session', { method: 'DELETE', body: {} });
    expect([out.status, out.headers['set-cookie']?.[0]]).toEqual([
      204,
      expect.stringMatching(/=; Path=\/; Max-Age=0; HttpOnly/),
    ]);
    expect((await socket.closed).code).toBe(4403);
    const replayed = await createVisitor(origin).ask('/console/session', { headers: cookie });
    expect(replayed.body.error.reason).toBe('signed-out');
    const again = await signedIn();
    await again.ask('/console/session', { method: 'DELETE', body: { everywhere: true } });
    expect(await isOver(there)).toBe('signed-out-everywhere');
    expect(await isOver(elsewhere)).toBe('support');
  });

  it('comes by whoever may keep keys, for one session alone, and is told in the audit', async () => {
    const [ender, lost] = [await signedIn(), await signedIn()];
    const headers = { origin, cookie: lost.cookie() };
    const socket = await openRawSocket(`${origin}/console/graphql`, { headers });
    await socket.init({});
    const list = '{ consoleSessions(first: 5) { edges { node { id isOwn } } } }';
    const { edges } = (await lost.query(list)).body.data.consoleSessions;
    const { id } = edges.find(({ node }: { node: { isOwn: boolean } }) => node.isOwn).node;
    const end = async (sessionId: string) => {
      const document = `mutation { endConsoleSession(sessionId: "${sessionId}") { __typename
        ... on EndConsoleSessionSuccess { sessionId } } }`;
      return (await ender.query(document)).body.data.endConsoleSession;
    };
    expect(await end(id)).toEqual({ __typename: 'EndConsoleSessionSuccess', sessionId: id });
    expect((await socket.closed).code).toBe(4403);
    const { error } = (await lost.ask('/console/session')).body;
    expect(error).toMatchObject({ reason: 'signed-out', message: 'This session was signed out.' });
    expect(await isOver(ender)).toBe('owner');
    const ended = `{ auditEntries(first: 1, action: "session.ended") { edges { node {
      actorKind subjectId } } } }`;
    const told = (await ender.query(ended)).body.data.auditEntries.edges;
    expect(told).toEqual([{ node: { actorKind: 'SESSION', subjectId: id } }]);
    for (const gone of [id, 'no-id']) expect((await end(gone)).__typename).toBe('NotFound');
  });

  it('comes after twelve hours without use and after seven days, by itself', async () => {
    const session = {
      teamId,
      role: 'owner',
      madeFrom: 'code',
      apiKeyId: null,
      address: '',
    } as const;
    const hour = 3_600_000;
    for (const [hours, used, reason] of [
      [13, 13, 'idle'],
      [7 * 24 + 1, 1, 'too-old'],
    ] as const) {
      const ago = (ms: number) => ({ ...systemClock, nowMs: () => systemClock.nowMs() - ms });
      const made = await createSession(db, ago(hours * hour), session);
      const seenAt = new Date(systemClock.nowMs() - used * hour);
      await sql`update console_sessions set seen_at = ${seenAt} where id = ${made?.sessionId}`.execute(
        db,
      );
      const cookie = `gateway-session-${new URL(origin).port}=${made?.secret}`;
      const asked = () => createVisitor(origin).ask('/console/session', { headers: { cookie } });
      expect((await asked()).body.error.reason).toBe(reason);
      expect(await endAgedSessions(db, systemClock)).toBe(1);
      expect((await asked()).body.error.reason).toBe(reason);
    }
  });

  it('comes by the command line, with the codes that nobody has used', async () => {
    const printed = (await command('console-login', { role: 'support' })) ?? '';
    const visitor = await signedIn();
    expect(await command('console-logout')).toMatch(/^Ended [1-9]\d* sessions/);
    await eventually(async () => (await visitor.query(viewer)).status === 401);
    const [code = ''] = printed.split('\n');
    expect((await createVisitor(origin).signIn({ code })).body.error.code).toBe('WRONG_CODE');
  });
});

describe('what a session may do', () => {
  it('is what the key may, and with a lower role less', async () => {
    const { secret } = await keyWith(['read', 'link', 'events', 'keys']);
    const whole = await signedIn({ apiKey: secret });
    expect((await whole.ask('/console/session')).body).toMatchObject({
      role: 'owner',
      scopes: ['read', 'events', 'link', 'keys'],
    });
    const lower = await signedIn({ apiKey: secret, role: 'developer' });
    expect((await lower.ask('/console/session')).body.scopes).toEqual(['read', 'events', 'link']);
    const { secret: reader } = await keyWith(['read']);
    const refused = await createVisitor(origin).signIn({ apiKey: reader, role: 'owner' });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'ROLE_TOO_HIGH']);
  });

  it('is judged by its scopes at each operation, for each role', async () => {
    const operations = {
      users: 'query { users(first: 1) { edges { node { id } } } }',
      events: 'query { events(first: 1) { edges { node { id } } } }',
      webhooks: 'query { webhookEndpoints(first: 1) { edges { node { id } } } }',
      audit: 'query { auditEntries(first: 1) { edges { node { id } } } }',
      keys: 'query { apiKeys(first: 1) { edges { node { id } } } }',
      team: 'mutation { updateTeam { __typename } }',
      erase: 'mutation { deleteUser(userId: "x") { __typename } }',
      export: 'mutation { exportUser(userId: "x") { __typename } }',
    };
    const allowed = {
      support: ['users'],
      developer: ['users', 'events', 'webhooks', 'audit'],
      owner: Object.keys(operations),
    };
    for (const [role, mine] of Object.entries(allowed)) {
      const visitor = await signedIn({ apiKey, role });
      const may: string[] = [];
      for (const [name, document] of Object.entries(operations)) {
        const { body } = await visitor.query(document);
        const isForbidden = body.errors?.[0].extensions.code === 'FORBIDDEN';
        expect(body.errors === undefined || isForbidden, JSON.stringify(body)).toBe(true);
        if (!isForbidden) may.push(name);
      }
      expect(may, role).toEqual(mine);
    }
  });

  it('is told in the audit as done in the session, and never opens more than it holds', async () => {
    const { secret } = await keyWith(['read', 'keys', 'audit']);
    const visitor = await signedIn({ apiKey: secret });
    const create = (scopes: string) =>
      visitor.query(`mutation { createApiKey(name: "made here", scopes: ${scopes}) {
        __typename ... on CreateApiKeySuccess { apiKey { scopes } } } }`);
    const beyond = (await create('[ERASE]')).body.data.createApiKey;
    expect(beyond.__typename).toBe('InvalidArgument');
    const within = (await create('null')).body.data.createApiKey;
    expect(within.apiKey.scopes).toEqual(['READ', 'AUDIT', 'KEYS']);
    const { auditEntries } = (
      await visitor.query(
        '{ auditEntries(first: 1, action: "api-key.created") { edges { node { actorKind } } } }',
      )
    ).body.data;
    expect(auditEntries.edges[0].node.actorKind).toBe('SESSION');
  });
});

describe('a user token that is made in a session from no key', () => {
  it('opens no payload of an event in a role that may read none, and ends with the session', async () => {
    const [code = ''] = ((await command('console-login', { role: 'support' })) ?? '').split('\n');
    const support = await signedIn({ code });
    const { createUser } = (
      await support.query(`mutation { createUser(clientUserId: "of-support") {
        ... on CreateUserSuccess { user { id } } } }`)
    ).body.data;
    const createToken = async (scopes: string) => {
      const document = `mutation ($id: ID!) { createUserToken(userId: $id, scopes: ${scopes}) {
        __typename ... on CreateUserTokenSuccess { token } } }`;
      return (await support.query(document, createUser.user)).body.data.createUserToken;
    };
    expect((await createToken('[WATCH]')).__typename).toBe('InvalidArgument');
    const { token } = await createToken('[READ]');
    const ask = async (query: string) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const { body } = await send(`${origin}/graphql`, {
        method: 'POST',
        headers,
        body: { query },
      });
      return body.errors?.[0].extensions.code ?? null;
    };
    expect(await ask('{ viewer { credential } }')).toBeNull();
    expect(await ask('{ events(first: 1) { edges { node { payload } } } }')).toBe('FORBIDDEN');
    expect(await ask(`{ event(id: "${teamId}") { payload } }`)).toBe('FORBIDDEN');
    await support.ask('/console/session', { method: 'DELETE', body: {} });
    await eventually(async () => (await ask('{ viewer { credential } }')) === 'UNAUTHENTICATED');
  });
});

describe('a key for some addresses alone', () => {
  it('opens nothing elsewhere, is not noted as used there, and the audit tells of it', async () => {
    const rights = { scopes: ['read'] as const, addressRanges: ['203.0.113.0/24'] };
    const bounded = { teamId, name: 'bounded', rights };
    const { apiKey: key, secret } = await createApiKey(db, systemClock, source, bounded);
    const elsewhere = createVisitor(origin);
    const from = elsewhere.headers()['x-forwarded-for'] ?? '';
    const called = { 'content-type': 'application/json', 'x-api-key': secret };
    const call = (address: string) => {
      const headers = { ...called, 'x-forwarded-for': address };
      return send(gateway.url, { method: 'POST', headers, body: { query: viewer } });
    };
    const lastUse = async () => (await findApiKeys(db, [key.id]))[0]?.lastUsedAt;
    const told = async (subject_id: string) => {
      const { rows } = await sql<{ action: string; address: string; reason: string }>`
        select action, address, detail->>'reason' as reason from audit_entries
        where subject_id = ${subject_id} and action like '%.refused' order by id`.execute(db);
      return rows;
    };
    const reason = 'foreign-address';
    expect((await call(from)).status).toBe(401);
    expect((await elsewhere.signIn({ apiKey: secret })).body.error.code).toBe('WRONG_KEY');
    expect(await lastUse()).toBeNull();
    expect(await told(key.id)).toEqual([{ action: 'credential.refused', address: from, reason }]);
    const here = { 'x-forwarded-for': '203.0.113.7' };
    expect((await call(here['x-forwarded-for'])).status).toBe(200);
    expect(await lastUse()).not.toBeNull();
    const visitor = createVisitor(origin);
    const asked = { method: 'POST', body: { apiKey: secret }, headers: here };
    expect((await visitor.ask('/console/session', asked)).status).toBe(200);
    expect((await visitor.ask('/console/session', { headers: here })).status).toBe(200);
    expect((await visitor.ask('/console/session')).body.error.code).toBe('SIGNED_OUT');
    expect((await visitor.query(viewer)).status).toBe(401);
    const session = await db
      .selectFrom('console_sessions')
      .select('id')
      .where('api_key_id', '=', key.id)
      .executeTakeFirstOrThrow();
    expect(await told(session.id)).toMatchObject([{ action: 'session.refused', reason }]);
  });
});

describe('a code of the command line', () => {
  it('opens one session of its role, however it is typed, and no second one', async () => {
    await expect(command('console-login', {})).rejects.toThrow('--role takes');
    const printed = (await command('console-login', { role: 'developer' })) ?? '';
    const code = printed.split('\n')[0]?.replace('-', ' ').toLowerCase();
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5} [0-9a-hjkmnp-tv-z]{5}$/);
    const visitor = createVisitor(origin);
    expect((await visitor.signIn({ code })).body).toMatchObject({ role: 'developer' });
    expect((await createVisitor(origin).signIn({ code })).body.error.code).toBe('WRONG_CODE');
  });

  it('is good for five minutes', async () => {
    const signedInAfter = async (seconds: number) => {
      const code = (await command('console-login', { role: 'owner' }))?.split('\n')[0];
      const age = sql`make_interval(secs => ${seconds})`;
      await sql`update console_codes set expires_at = expires_at - ${age}`.execute(db);
      return (await createVisitor(origin).signIn({ code })).body;
    };
    expect(await signedInAfter(4 * 60)).toMatchObject({ role: 'owner' });
    expect(await signedInAfter(5 * 60 + 1)).toMatchObject({ error: { code: 'WRONG_CODE' } });
  });
});
