import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { Kind, parse, print } from 'graphql';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createQueryCompiler } from '#query-compiler';
import { schema } from '#schema';
import { seededRandom } from '#std/random';
import { startTestApi } from '#test/api';
import { makeOperation } from '#test/hostile-documents';
import { atMinute, startMs, steadyReadings, storeSamples } from '#test/stored-samples';
import { createVirtualClock } from '#test/virtual-clock';

const clock = createVirtualClock(startMs + 3_600_000);
const api = await startTestApi({ clock, limits: { requestsPerMinutePerKey: 10_000_000 } });
afterAll(() => api.close());
const userId = api.mine.user.id;
await storeSamples(api.database.db, userId, steadyReadings(12));
const token = await api.issueToken(api.mine.user, ['watch']);

interface Told {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

function send(path: string, headers: Record<string, string>, body: string | Buffer) {
  return new Promise<Told>((resolve, reject) => {
    const sent = request(new URL(path, api.url), { method: 'POST', headers }, (response) => {
      const { statusCode: status, headers: given } = response;
      // How many requests are left is another number each time.
      const {
        date: _date,
        'ratelimit-remaining': _left,
        'ratelimit-reset': _reset,
        ...rest
      } = given;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status, headers: rest, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/**
 * Sends a request so that it goes the ordinary way, by a query in its URL, which also makes its
 * document known; and then as it is.
 */
async function sendBothWays(headers: Record<string, string>, body: unknown): Promise<[Told, Told]> {
  const given = {
    'content-type': 'application/json',
    'x-api-key': api.mine.apiKey,
    'x-request-id': 'the-same-request',
    ...headers,
  };
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const ordinary = await send('/graphql?ordinarily', given, text);
  return [await send('/graphql', given, text), ordinary];
}

const source = await readFile(new URL('../contracts/operations.graphql', import.meta.url), 'utf8');
const queries = parse(source).definitions.flatMap((each) =>
  each.kind === Kind.OPERATION_DEFINITION && each.operation === 'query' ? [each] : [],
);
const variables = { userId, from: atMinute(0).toISOString(), since: atMinute(0).toISOString() };

describe('a known query', () => {
  it.each(queries.map((each) => [each.name?.value ?? '', print(each)]))(
    'is told as any other: %s',
    async (_name, query) => {
      const compiled = createQueryCompiler(schema).compile(parse(query), undefined, variables);
      expect(compiled).not.toBeNull();
      const [known, ordinary] = await sendBothWays({}, { query, variables });
      expect(known).toEqual(ordinary);
      expect(known.status).toBe(200);
    },
  );

  it('is told as any other in each form that may be asked for', async () => {
    const accepts = [
      '',
      '*/*',
      'application/*',
      'application/json',
      'application/graphql-response+json',
      'application/json, application/graphql-response+json;q=0.1',
      'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8',
      'application/graphql-response+json; charset=latin1, application/json',
      'text/html, Application/JSON;q=0.9',
      'text/event-stream, application/json',
      'text/event-stream',
      'multipart/mixed',
      'image/png',
      ',;,',
    ];
    const bad = '{ user(id: "none") { id } }';
    for (const accept of accepts) {
      for (const query of ['{ viewer { credential } }', bad, '{ nothing }', '{']) {
        const [known, ordinary] = await sendBothWays({ accept }, { query });
        expect(known, `${accept} ${query}`).toEqual(ordinary);
      }
    }
  });

  it('is told as any other whatever else the request holds', async () => {
    const query =
      'query A { viewer { credential } } query B($x: Int = 3) { users(first: $x) { edges { cursor } } }';
    const bodies = [
      { query },
      { query, operationName: 'A' },
      { query, operationName: 'B', variables: { x: 1, y: 2 } },
      { query, operationName: 'B', variables: { x: 'one' } },
      { query, operationName: 'B', variables: { x: 5_000 } },
      { query, operationName: 'B', variables: [] },
      { query, operationName: 'B', variables: 'x' },
      { query, operationName: 'C' },
      { query, operationName: '' },
      { query, operationName: 7 },
      { query, operationName: 'A', extensions: { some: 'thing' } },
      { query, operationName: 'A', extensions: [] },
      { query, operationName: 'A', other: 1 },
      { query, operationName: 'A', other: null },
      { query: null },
      { query: 7 },
      {},
      [{ query: '{ viewer { credential } }' }],
      'null',
      '7',
      '',
      '{',
      '\ufeff{"query":"{ viewer { credential } }"}',
      Buffer.from('{"query":"{ viewer { credential } } #\xff"}', 'latin1'),
      '{"query":"{ viewer { credential } }","__proto__":{"query":1}}',
      '{"query":"{ viewer { __proto__: credential toString: scopes } }","variables":{"__proto__":1}}',
      { query: '{ __schema { queryType { name } } }' },
      { query: `{ node(id: "User:${userId}") { __typename id ... on User { clientUserId } } }` },
      {
        query: `{ user(id: "${userId}") { samples(from: "1999-01-01T00:00:00Z", first: 0) { edges { cursor } } } }`,
      },
      { query: 'mutation { createUser(clientUserId: "") { __typename } }' },
    ];
    for (const headers of [
      {},
      { 'x-api-key': '' },
      { 'x-api-key': '', authorization: `Bearer ${token}` },
    ]) {
      for (const body of bodies) {
        const [known, ordinary] = await sendBothWays(headers, body);
        expect(known, JSON.stringify(body)).toEqual(ordinary);
      }
    }
    for (const contentType of [
      'application/json; charset=UTF-8',
      'application/json;x=1',
      'text/plain',
      'application/graphql+json',
    ]) {
      const [known, ordinary] = await sendBothWays(
        { 'content-type': contentType },
        { query: '{ viewer { credential } }' },
      );
      expect(known, contentType).toEqual(ordinary);
    }
  });

  it('is told as any other however hostile it is', async () => {
    const random = seededRandom(7);
    const loot = [userId, `User:${userId}`, api.mine.user.clientUserId];
    const statuses = new Set<number | undefined>();
    for (let i = 0; i < 600; i += 1) {
      const operation = makeOperation({ schema, random, loot });
      if (!operation.query.startsWith('query')) continue;
      const [known, ordinary] = await sendBothWays({}, operation);
      expect(known, operation.query).toEqual(ordinary);
      statuses.add(known.status);
    }
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400]));
  });

  it('costs other operations nothing: a body is parsed once, whoever answers', async () => {
    const parse = vi.spyOn(JSON, 'parse');
    onTestFinished(() => void parse.mockRestore());
    const mutation = 'mutation { createUser(clientUserId: "parsed once") { __typename } }';
    for (const query of [mutation, mutation, '{ viewer { expiresAt } }']) {
      parse.mockClear();
      const body = JSON.stringify({ query });
      const headers = { 'content-type': 'application/json', 'x-api-key': api.mine.apiKey };
      const { text } = await send('/graphql', headers, body);
      expect(text).toContain('"data"');
      expect(parse.mock.calls.filter(([text]) => text === body)).toHaveLength(1);
    }
  });
});
