import { once } from 'node:events';
import { connect } from 'node:net';
import { sql } from 'kysely';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { appendEvents, createEvent } from '#events';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { createApiKey, createTeam, createUser } from '#teams';
import { askGraphql } from '#test/api';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { openRawSocket } from '#test/raw-socket';
import { createStatementCounter } from '#test/statement-counter';
import { defaultBounds } from '#test/test-config';
import { openUnread } from '#test/unread-connection';

/**
 * The doors of the whole gateway, with the limits of production where they can be reached quickly:
 * that what the server does around any schema is there with ours, too.
 */
const lines: string[] = [];
const gateway = await startGateway({
  log: createLog('warn', { write: (line: string) => void lines.push(line) }),
  config: {
    trustedProxies: ['127.0.0.1'],
    requestsPerMinutePerAddress: 10,
    requestsPerMinutePerKey: 600,
    requestsPerMinutePerTeam: 900,
    bounds: { ...defaultBounds, answerBytesMax: 20_000 },
    metricsToken: 'a-secret-of-some-length',
  },
});
afterAll(() => gateway.close());

const { url, apiKey, db, teamId } = gateway;
const { origin, port } = new URL(url);
const key = { 'x-api-key': apiKey };
const who = '{ viewer { credential } }';
const source = { kind: 'system', id: null, address: null } as const;

const ask = (query: string, headers: Record<string, string> = {}, to = url) =>
  askGraphql(to, query, { headers });
const from = (address: string) => ({ 'x-forwarded-for': address });

/** Sends bytes as they are; what is answered until the connection ends. */
async function exchange(request: string): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(request);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

const upgrade =
  'GET /graphql HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
  'Sec-WebSocket-Protocol: graphql-transport-ws\r\n';

describe('whoever shows no good credential', () => {
  it('spends the budget of an address, and takes nothing from good keys there', async () => {
    const here = from('192.0.2.1');
    const statuses = new Set<number>();
    for (let count = 0; count < 40; count += 1) {
      const wrong = count % 2 === 0 ? { 'x-api-key': `gg_live_${count}`.padEnd(40, 'x') } : {};
      statuses.add((await ask(who, { ...here, ...wrong })).status);
    }
    expect(statuses).toEqual(new Set([401, 429]));
    const refused = await eventually(async () => {
      const answer = await fetch(`${origin}/v2/user`, { headers: here });
      return answer.status === 429 ? answer : null;
    });
    const wait = refused.headers.get('retry-after');
    expect(await refused.json()).toEqual({
      detail: `Too many requests in a short time. Ask again in ${wait} s.`,
    });
    for (let count = 0; count < 20; count += 1) {
      expect((await ask(who, { ...here, ...key })).data).toEqual({
        viewer: { credential: 'API_KEY' },
      });
    }
    expect((await fetch(`${origin}/v2/user`, { headers: { ...here, ...key } })).status).toBe(200);
    const socket = await openRawSocket(url, { headers: here });
    expect(await socket.init({ apiKey })).toMatchObject({ type: 'connection_ack' });
    for (let count = 0; count < 20; count += 1) {
      expect((await fetch(`${origin}/readyz`, { headers: here })).status).toBe(200);
    }
  });

  it('is counted by the /64 of an IPv6 address, and by its /48', async () => {
    const statusFrom = async (address: string) => (await ask(who, from(address))).status;
    const ofNetwork = new Set<number>();
    for (let n = 0; n < 20; n += 1) ofNetwork.add(await statusFrom(`2001:db8::${n}`));
    expect(ofNetwork).toContain(429);
    const ofSite = new Set<number>();
    for (let n = 1; n < 60; n += 1) ofSite.add(await statusFrom(`2001:db8:0:${n}::1`));
    expect(ofSite).toContain(429);
    expect(await statusFrom('2001:db8:1::1')).toBe(401);
  });

  it('is let open a thousand sockets, and takes no place of those who say who they are', async () => {
    const here = '192.0.2.2';
    let refusedCount = 0;
    let openCount = 0;
    const open = async () => {
      const socket = connect(Number(port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => {});
      socket.write(`${upgrade}X-Forwarded-For: ${here}\r\n\r\n`);
      let answer = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        answer = Buffer.concat([answer, chunk]);
        const start = answer.indexOf('\r\n\r\n') + 4;
        if (answer.length >= start + 4 && answer.readUInt16BE(start + 2) === 1013)
          refusedCount += 1;
      });
      await once(socket, 'data');
      openCount += 1;
    };
    while (refusedCount === 0 && openCount < 4_000) {
      await Promise.all(Array.from({ length: 50 }, open));
    }
    expect(refusedCount).toBeGreaterThan(0);
    const socket = await openRawSocket(url, { headers: from('192.0.2.3') });
    expect(await socket.init({ apiKey })).toMatchObject({ type: 'connection_ack' });
    expect((await ask(who, { ...key, ...from(here) })).status).toBe(200);
  });

  it('is told of where a proxy is not trusted, once and with what to do', async () => {
    const node = await gateway.startNode({ role: 'api', trustedProxies: [], metricsToken: null });
    const there = `http://127.0.0.1:${node.port()}`;
    for (const address of ['203.0.113.1', '203.0.113.2']) {
      await ask(who, from(address), `${there}/graphql`);
    }
    const told = lines.filter((line) => line.includes('proxy.untrusted'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('TRUSTED_PROXIES');
    const figures = (headers: Record<string, string>) => fetch(`${there}/metrics`, { headers });
    expect((await figures({})).status).toBe(200);
    expect((await figures(from('127.0.0.1'))).status).toBe(403);
    await node.stop();
  });

  it('is shown no figures, and whether the node is ready', async () => {
    const figures = (token: string) =>
      fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    expect((await fetch(`${origin}/metrics`)).status).toBe(401);
    expect((await figures('another')).status).toBe(401);
    expect((await figures('a-secret-of-some-length')).status).toBe(200);
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  });

  it('costs the database one question a second, however often it asks whether a node is ready', async () => {
    const counter = await createStatementCounter(gateway.databaseUrl);
    onTestFinished(() => counter.close());
    const node = await gateway.startNode({ databaseUrl: counter.url });
    onTestFinished(() => node.stop());
    counter.take();
    const beganMs = systemClock.monotonicMs();
    for (let count = 0; count < 50; count += 1) {
      expect((await fetch(`http://127.0.0.1:${node.port()}/readyz`)).status).toBe(200);
    }
    const secondsBegun = Math.ceil((systemClock.monotonicMs() - beganMs) / 1_000);
    const asked = counter.take().filter((statement) => /from "?kysely_migration/.test(statement));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(secondsBegun);
  });
});

describe('a team', () => {
  it('has one rate for all its keys, and each change counts, by whatever alias', async () => {
    const team = await createTeam(db, systemClock, source, { name: 'Greedy' });
    if (team.kind !== 'created') throw new Error(team.kind);
    const greedyId = team.team.id;
    const keys = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const made = await createApiKey(db, systemClock, source, { teamId: greedyId, name });
        return { 'x-api-key': made.secret };
      }),
    );
    const change = `deleteUser(userId: "User:${greedyId}") { __typename }`;
    const changes = Array.from({ length: 29 }, (_, n) => `a${n}: ${change}`).join(' ');
    // Of a team 150 may come at once, of a key 100: each key asks for 87, all together for 261.
    const answers = await Promise.all(
      [...keys, ...keys, ...keys].map((each) => ask(`mutation { ${changes} }`, each)),
    );
    const codes = answers.map(({ errors }) => errors[0]?.extensions.code);
    expect(codes).toContain('RATE_LIMITED');
    expect(codes.filter((code) => code === undefined).length).toBeGreaterThanOrEqual(5);
    expect((await ask(who, key)).status).toBe(200);
  });
});

describe('text', () => {
  const create = 'mutation ($id: String!) { createUser(clientUserId: $id) { __typename } }';
  const bodyOf = (id: string) => JSON.stringify({ query: create, variables: { id } });
  const send = async (body: string | Buffer, type = 'application/json') => {
    const headers = { 'content-type': type, ...key };
    const response = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) });
    const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    return [response.status, errors?.[0]?.extensions.code];
  };

  it('that is not UTF-8 makes no two people one, over HTTP and WebSocket', async () => {
    for (const name of ['Müller', 'Möller']) {
      expect(await send(Buffer.from(bodyOf(name), 'latin1'))).toEqual([400, 'BAD_REQUEST']);
      const latin1 = 'application/json; charset=iso-8859-1';
      expect(await send(bodyOf(name), latin1)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      expect(await send(bodyOf(name))).toEqual([200, undefined]);
    }
    const half = bodyOf('M?ller').replace('?', '\\ud83d');
    expect((await send(half))[1]).toBe('INVALID_ARGUMENT');
    const socket = await openRawSocket(url);
    await socket.init({ apiKey });
    socket.send(`{"id":"1","type":"subscribe","payload":${half}}`);
    expect((await socket.next()).payload).toMatchObject([
      { extensions: { code: 'INVALID_ARGUMENT' } },
    ]);
    socket.socket.send(Buffer.from('{"type":"ping","payload":{"a":"Müller"}}', 'latin1'));
    expect((await socket.closed).code).toBe(1007);
    const { rows } = await sql<{ name: string }>`
      select client_user_id as name from users where client_user_id like 'M%'
      order by client_user_id collate "C"`.execute(db);
    expect(rows.map(({ name }) => name)).toEqual(['Möller', 'Müller']);
  });

  it('is counted in bytes where an answer is bounded, under /v2 too', async () => {
    for (let n = 0; n < 40; n += 1) {
      const clientUserId = `${n}${'グ'.repeat(150)}`;
      await createUser(db, systemClock, source, { teamId, clientUserId });
    }
    const list = async (limit: number) => {
      const answer = await fetch(`${origin}/v2/user?limit=${limit}`, { headers: key });
      return { status: answer.status, text: await answer.text() };
    };
    const within = await list(15);
    expect(within.status).toBe(200);
    const [each, bytes] = [within.text.length / 15, Buffer.byteLength(within.text) / 15];
    // So many that their letters fit, and their bytes do not.
    const count = Math.ceil(20_000 / bytes) + 2;
    expect(count * each).toBeLessThan(18_000);
    const beyond = await list(count);
    expect([beyond.status, beyond.text]).toEqual([400, expect.stringContaining('20000 bytes')]);
    const people = (first: number) =>
      `{ users(first: ${first}) { edges { node { clientUserId again: clientUserId } } } }`;
    expect((await ask(people(10), key)).status).toBe(200);
    const { errors } = await ask(people(30), key);
    expect(errors[0]?.extensions.code).toBe('ANSWER_TOO_LARGE');
  });
});

describe('a request', () => {
  it('with two Host headers is refused, over HTTP and on its way to a socket', async () => {
    const hosts = 'Host: one.example\r\nHost: two.example\r\n';
    const end = 'Connection: close\r\n\r\n';
    for (const path of ['/healthz', '/graphql', '/v2/user', '/link/x']) {
      expect(await exchange(`GET ${path} HTTP/1.1\r\n${hosts}${end}`)).toMatch(/^HTTP\/1.1 400 /);
    }
    const twice = upgrade.replace('Host: gateway\r\n', hosts);
    expect(await exchange(`${twice}\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    const one = `GET /healthz HTTP/1.1\r\nHost: one.example\r\n${end}`;
    expect(await exchange(one)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('that names its document by a hash, as Apollo clients do, is asked for the text', async () => {
    const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
    const send = async (body: object) => {
      const headers = { 'content-type': 'application/json', ...key };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return response.json();
    };
    expect(await send({ extensions: { persistedQuery } })).toMatchObject({
      errors: [
        {
          message: 'PersistedQueryNotSupported',
          extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
        },
      ],
    });
    expect(await send({ query: who, extensions: { persistedQuery } })).toEqual({
      data: { viewer: { credential: 'API_KEY' } },
    });
  });
});

describe('a reader of events that stops reading', () => {
  it('is cut, over server-sent events and WebSocket, and counted', async () => {
    const query = 'subscription { events { payload } }';
    const headers = { accept: 'text/event-stream', ...key };
    const unread = await openUnread(url, { query, headers });
    const socket = await openRawSocket(url);
    expect(await socket.init({ apiKey })).toMatchObject({ type: 'connection_ack' });
    socket.socket.pause();
    socket.subscribe('1', query);
    const facts = {
      type: 'provider.connection.stalled',
      clientUserId: null,
      userId: null,
    } as const;
    const data = { padding: 'x'.repeat(15_000) };
    const authorization = 'Bearer a-secret-of-some-length';
    let batchCount = 0;
    const cutDoors = async () => {
      // More than the kernel takes for both.
      if (batchCount < 14) {
        const many = Array.from({ length: 50 }, () => ({ ...facts, teamId, data }));
        await appendEvents(
          db,
          many.map((event) => createEvent(systemClock, event)),
        );
        batchCount += 1;
      }
      const answer = await fetch(`${origin}/metrics`, { headers: { authorization } });
      const found = (await answer.text()).matchAll(
        /gateway_readers_cut_total\{door="(\w+)"\} 1$/gm,
      );
      return Array.from(found, ([, door]) => door).toSorted();
    };
    await expect.poll(cutDoors, { timeout: 90_000, interval: 200 }).toEqual(['sse', 'websocket']);
    socket.socket.resume();
    expect((await socket.closed).code).toBe(1006);
    expect((await unread.readAll()).length).toBeGreaterThan(0);
  });
});
