import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { isDatabaseUnavailable } from '#db';
import { eventually } from '#test/eventually';
import { type PlainServer, startPlainServer } from '#test/plain-server';
import { createVirtualClock } from '#test/virtual-clock';

const servers: PlainServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.release();
    await server.stop();
  }
});

async function setup(overrides: Parameters<typeof startPlainServer>[0] = {}) {
  const server = await startPlainServer(overrides);
  servers.push(server);
  async function post(body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
    const text = await response.text();
    const parsed = text === '' ? {} : JSON.parse(text);
    const { status } = response;
    return { status, headers: response.headers, data: parsed.data, errors: parsed.errors };
  }
  const ask = (query: string, headers: Record<string, string> = {}) => post({ query }, headers);
  return { server, post, ask };
}

describe('a subscription', () => {
  it('that is answered with 406 is not left going', async () => {
    const { server, post } = await setup();
    let leftCount = 0;
    server.events.addEventListener('left', () => {
      leftCount += 1;
    });
    const accepts = ['application/json', 'application/graphql-response+json', 'text/html'];
    for (const accept of accepts) {
      const { status } = await post({ query: 'subscription { ticks }' }, { accept });
      expect(status).toBe(406);
    }
    await eventually(() => leftCount === accepts.length);
  });
});

describe('a credential', () => {
  it('comes as x-api-key or as a bearer token, and need not come', async () => {
    const { ask } = await setup();
    expect((await ask('{ me }')).data).toEqual({ me: 'nobody' });
    expect((await ask('{ me }', { 'x-api-key': 'good' })).data).toEqual({ me: 'good' });
    expect((await ask('{ me }', { authorization: 'Bearer good' })).data).toEqual({ me: 'good' });
    expect((await ask('{ me }', { authorization: 'bearer  good' })).data).toEqual({ me: 'good' });
  });

  it('is refused with 401 and a GraphQL error when it is no good', async () => {
    const { ask } = await setup();
    for (const headers of [
      { 'x-api-key': 'wrong' },
      { 'x-api-key': '' },
      { 'x-api-key': 'old' },
      { authorization: 'Bearer wrong' },
      { authorization: 'Basic good' },
      { authorization: 'good' },
    ]) {
      const answer = await ask('{ me }', headers as unknown as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(answer.headers.get('content-type')).toContain('application/graphql-response+json');
    }
  });

  it('that cannot be checked just now is answered with 503 and Retry-After', async () => {
    const { ask } = await setup();
    const answer = await ask('{ me }', { 'x-api-key': 'down' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
  });
});

describe('a door or a page that the database does not answer', () => {
  it('is answered with 503 and Retry-After, and logged as no fault of ours', async () => {
    const down = (path: string) => {
      const code = path.split('/').at(-1);
      throw Object.assign(new Error('as Postgres says it'), { code });
    };
    const { server } = await setup({
      isUnavailable: isDatabaseUnavailable,
      jsonDoors: [{ path: '/door/', answer: async ({ path }: { path: string }) => down(path) }],
      pages: {
        roots: [{ path: '/link/', isCounted: true }],
        find: async ({ path }: { path: string }) => down(path),
      },
    });
    for (const root of ['door', 'link']) {
      for (const code of ['57P03', '53100', '55P03', '25006']) {
        const answer = await fetch(`${server.origin}/${root}/${code}`);
        const told = [answer.status, answer.headers.get('retry-after'), await answer.json()];
        const errors = [{ extensions: { code: 'UNAVAILABLE' } }];
        expect(told, `${root} ${code}`).toMatchObject([503, '5', { errors }]);
      }
      expect((await fetch(`${server.origin}/${root}/23505`)).status).toBe(500);
    }
    const events = server.lines().map(({ event }) => event);
    expect(events.filter((event) => event === 'request.failed')).toHaveLength(2);
    expect(events.filter((event) => event === 'request.unavailable')).toHaveLength(8);
  });
});

describe('what is asked at a door or for a page', () => {
  it('is bounded in number and time, and answered with 503 and Retry-After beyond', async () => {
    const waiting: (() => void)[] = [];
    const hang = () => new Promise<null>((resolve) => waiting.push(() => resolve(null)));
    const { server } = await setup({
      limits: { deadlineMs: 400, operationsPerCallerMax: 2 },
      jsonDoors: [
        { path: '/door', answer: async () => (await hang()) ?? { status: 200, body: {} } },
      ],
      pages: { roots: [{ path: '/link/', isCounted: false }], find: hang },
    });
    const ask = async (path: string) => {
      const answer = await fetch(`${server.origin}${path}`);
      const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
      const { status, headers } = answer;
      return [status, headers.get('retry-after'), errors?.[0]?.extensions.code];
    };
    const late = [ask('/door'), ask('/link/x')];
    await eventually(() => waiting.length === 2);
    expect(await ask('/door')).toEqual([503, '5', 'UNAVAILABLE']);
    expect(await Promise.all(late)).toEqual(Array(2).fill([503, '5', 'DEADLINE_EXCEEDED']));
    // What is late still takes its place, or a door that hangs would be asked without end.
    expect(await ask('/link/x')).toEqual([503, '5', 'UNAVAILABLE']);
    for (const end of waiting.splice(0)) end();
    const next = ask('/door');
    await eventually(() => waiting.length === 1);
    waiting[0]?.();
    expect(await next).toEqual([200, null, undefined]);
  });

  it('is counted by the page where that is there, and by address where it is not', async () => {
    const page = {
      ...{ status: 200, contentType: 'text/html', bodies: { identity: Buffer.from('page') } },
      ...{ headers: {}, isImmutable: false },
    };
    const { server } = await setup({
      limits: { pagesPerMinutePerAddress: 3 },
      pages: {
        roots: [{ path: '/link/', isCounted: true }],
        find: async ({ path }: { path: string }) =>
          path.endsWith('good') ? { ...page, isKnown: true } : null,
      },
    });
    const statuses = async (path: string, count: number) => {
      const all = Array.from({ length: count }, () => fetch(`${server.origin}/link/${path}`));
      return (await Promise.all(all)).map(({ status }) => status).toSorted();
    };
    expect(await statuses('made-up', 5)).toEqual([404, 404, 404, 429, 429]);
    expect(await statuses('good', 12)).toEqual([...Array(10).fill(200), 429, 429]);
    expect(await statuses('as-good', 1)).toEqual([200]);
  });
});

describe('a request', () => {
  it('has an id, its own or ours, in the answer and in each error', async () => {
    const { ask } = await setup();
    const own = await ask('{ nothing }', { 'x-request-id': 'my-request-1' });
    expect(own.headers.get('x-request-id')).toBe('my-request-1');
    expect(own.errors[0].extensions.requestId).toBe('my-request-1');
    const ours = await ask('{ me }', { 'x-request-id': 'bad id\u00e9' });
    expect(ours.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('with a body over the limit is refused, told or not how long it is', async () => {
    const { server, post, ask } = await setup({ limits: { bodyBytesMax: 2_000 } });
    const told = await post({ query: '{ me }', variables: { x: 'x'.repeat(3_000) } });
    expect(told.status).toBe(413);
    expect(told.errors).toMatchObject([{ extensions: { code: 'BODY_TOO_LARGE' } }]);
    const untold = await new Promise<number>((resolve, reject) => {
      const sent = httpRequest(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      });
      sent.on('response', (response) => resolve(response.statusCode ?? 0)).on('error', reject);
      for (let sentBytes = 0; sentBytes < 3_000; sentBytes += 1_000) sent.write('x'.repeat(1_000));
    });
    expect(untold).toBe(413);
    expect((await ask('{ me }')).status).toBe(200);
  });

  it('whose body does not come is refused in time, at the API and at a door', async () => {
    const { server } = await setup({
      limits: { unfinishedMsMax: 200 },
      jsonDoors: [{ path: '/door', answer: async () => ({ status: 200, body: {} }) }],
    });
    const answers = ['/graphql', '/door'].map((path) => beginPost(server, path).answer);
    const refused = { status: 503, code: 'DEADLINE_EXCEEDED' };
    expect(await Promise.all(answers)).toEqual([refused, refused]);
  });

  it('whose body comes has room among many that do not, which go before it', async () => {
    const { server, post } = await setup({
      limits: {
        ...{ unfinishedBytesPerNetworkMax: 40_000, unfinishedMsMax: 60_000 },
        requestsInFlightMax: 2,
      },
      jsonDoors: [{ path: '/door', answer: async ({ body }) => ({ status: 200, body: { body } }) }],
    });
    const waiting = new Set<ReturnType<typeof beginPost>>();
    const codes: unknown[] = [];
    for (let n = 0; n < 12; n += 1) {
      const begun = beginPost(server, n % 2 === 0 ? '/graphql' : '/door');
      waiting.add(begun);
      void begun.answer.then(({ code }) => waiting.delete(begun) && codes.push(code));
    }
    // Some 4 kB are counted of each, so that nine have room.
    await eventually(() => waiting.size === 9);
    expect(codes).toEqual(Array(3).fill('DEADLINE_EXCEEDED'));
    const text = 'x'.repeat(10_000);
    const query = 'query ($text: String) { echo(text: $text) }';
    expect((await post({ query, variables: { text } })).data).toEqual({ echo: text });
    const headers = { 'content-type': 'application/json' };
    const atDoor = await fetch(`${server.origin}/door`, { method: 'POST', headers, body: '[1]' });
    expect(await atDoor.json()).toEqual({ body: [1] });
    // What was awaited may still come whole.
    const last = [...waiting].at(-1);
    last?.end(' }');
    expect([200, 400]).toContain((await last?.answer)?.status);
  });

  it('with a body in many pieces is read in its order', async () => {
    const { server } = await setup();
    const query = JSON.stringify({ query: '{ me }', variables: { text: 'abc'.repeat(300) } });
    const { write, end, answer } = beginPost(server, '/graphql', '');
    for (const letter of query) write(letter);
    end('');
    expect(await answer).toMatchObject({ status: 200 });
  });

  it('with a body that is no JSON, no object, a batch or encoded is refused', async () => {
    const { server, post, ask } = await setup();
    for (const body of ['{', 'null', '3', '""', '{"query": 3}', '{"variables": {}}']) {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(answer.errors[0].extensions.code).toBe('BAD_REQUEST');
    }
    const batch = await post([{ query: '{ me }' }, { query: '{ me }' }]);
    expect(batch.status).toBe(400);
    expect(batch.errors[0].message).toContain('Batching');
    const zipped = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync('{"query":"{ me }"}'),
    });
    expect(zipped.status).toBe(415);
    const form = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', 'x-api-key': 'good' },
      body: '<a/>',
    });
    expect(form.status).toBe(415);
    expect(await form.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }],
    });
    expect((await ask('{ me }')).status).toBe(200);
  });

  it('by GET asks and does not change', async () => {
    const { server } = await setup();
    const get = (query: string, more = '') =>
      fetch(`${server.url}?query=${encodeURIComponent(query)}${more}`, {
        headers: { 'x-api-key': 'good', accept: 'application/json' },
      });
    expect(await (await get('{ me }')).json()).toEqual({ data: { me: 'good' } });
    expect((await get('mutation { change }')).status).toBe(405);
    expect((await get('{ me }', '&variables=%7B')).status).toBe(400);
  });

  it('that a web page could forge is refused', async () => {
    const { server } = await setup();
    const forged = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'query={ me }',
    });
    expect(forged.status).toBe(403);
    expect(await forged.json()).toMatchObject({
      errors: [{ extensions: { code: 'CSRF_PREVENTED' } }],
    });
    expect((await fetch(`${server.url}?query={me}`)).status).toBe(403);
  });

  it('to another path, by another method or in no HTTP finds nothing', async () => {
    const { server, ask } = await setup();
    expect((await fetch(`${server.origin}/`)).status).toBe(404);
    expect((await fetch(`${server.origin}/graphql/x`, { method: 'POST' })).status).toBe(404);
    const put = await fetch(server.url, { method: 'PUT', headers: { 'x-api-key': 'good' } });
    expect(put.status).toBe(405);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    const reply = await new Promise<string>((resolve) =>
      socket.on('data', (data) => resolve(String(data))),
    );
    expect(reply).toContain('400');
    expect((await ask('{ me }')).status).toBe(200);
  });
});

describe('an error', () => {
  it('of ours is masked, logged once with the id of the request, and tells no detail (G2)', async () => {
    const { server, ask } = await setup();
    const answer = await ask('{ me broken }');
    expect(answer.data).toEqual({ me: 'nobody', broken: null });
    expect(answer.errors).toMatchObject([
      { message: 'Something went wrong on our side.', path: ['broken'] },
    ]);
    const { requestId, code } = answer.errors[0].extensions;
    expect(code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    const logged = server.lines().filter(({ event }) => event === 'request.failed');
    expect(logged).toMatchObject([{ requestId, path: 'broken' }]);
  });

  it('that means a part cannot be had is a 503 with Retry-After, without its address', async () => {
    const { ask } = await setup();
    const answer = await ask('{ down }');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(answer)).not.toContain('10.1.2.3');
  });

  it('has a code and what to do, whatever it is', async () => {
    const { ask } = await setup();
    for (const [query, code] of [
      ['{ me', 'GRAPHQL_PARSE_FAILED'],
      ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['query A { me } query B { me }', 'OPERATION_RESOLUTION_FAILURE'],
      ['query ($n: Int!) { echo(number: $n) }', 'INVALID_ARGUMENT'],
      ['{ echo(number: "x") }', 'INVALID_ARGUMENT'],
    ] as const) {
      const { status, errors } = await ask(query);
      expect(status).toBe(400);
      expect(errors[0].extensions).toMatchObject({ code, whatToDo: expect.any(String) });
    }
  });

  it('of a value names the argument, given literally or by a variable', async () => {
    const { post } = await setup();
    const literal = await post({ query: '{ echo(number: 1.5) }' });
    expect(literal.errors[0].extensions).toMatchObject({ argument: 'number' });
    const query = 'query ($n: Int) { echo(number: $n) }';
    const variable = await post({ query, variables: { n: 'x' } });
    expect(variable.errors[0].extensions).toMatchObject({
      argument: 'number',
      expected: 'a value of the type Int',
    });
  });
});

describe('a stranger', () => {
  it('is not helped with names, and may not read the schema', async () => {
    const { ask } = await setup();
    const { errors } = await ask('{ ech }');
    expect(errors[0].message).toBe('Cannot query field "ech" on type "Query".');
    const introspection = await ask('{ __schema { types { name } } }');
    expect(introspection.status).toBe(400);
    expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  it('is one no more with a credential', async () => {
    const { ask } = await setup();
    const { errors } = await ask('{ ech }', { 'x-api-key': 'good' });
    expect(errors[0].message).toContain('Did you mean "echo"?');
    const introspection = await ask('{ __schema { queryType { name } } }', { 'x-api-key': 'good' });
    expect(introspection.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    expect((await ask('{ __schema { queryType { name } } }')).status).toBe(400);
  });

  it('stays one for everybody where the operator says so', async () => {
    const { ask } = await setup({ introspection: 'nobody' });
    const known = await ask('{ __schema { queryType { name } } }', { 'x-api-key': 'good' });
    expect(known.status).toBe(400);
  });
});

describe('the deadline of a request', () => {
  it('ends it with 503, and tells those who work for it', async () => {
    const { server, ask } = await setup({ limits: { deadlineMs: 100 } });
    const answer = await ask('{ slow }');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.errors).toMatchObject([{ extensions: { code: 'DEADLINE_EXCEEDED' } }]);
    expect(server.lastFacts().signal.aborted).toBe(true);
  });

  it('leaves alone what was answered before', async () => {
    const { server, ask } = await setup({ limits: { deadlineMs: 50 } });
    await ask('{ me }');
    const { signal } = server.lastFacts();
    // The next one's deadline comes later than that of the first would have.
    expect((await ask('{ slow }')).status).toBe(503);
    expect(signal.aborted).toBe(false);
  });
});

describe('a client that leaves', () => {
  it('ends its question', async () => {
    const { server, post } = await setup();
    const leaving = new AbortController();
    post({ query: '{ slow }' }, {}, leaving.signal).catch(() => {});
    await eventually(() => server.slowCount() === 1);
    leaving.abort();
    await eventually(() => server.lastFacts().signal.aborted);
  });

  it('does not stop a change that was begun', async () => {
    const { server, post, ask } = await setup();
    const leaving = new AbortController();
    post({ query: 'mutation { change }' }, {}, leaving.signal).catch(() => {});
    await eventually(() => server.slowCount() === 1);
    const { signal } = server.lastFacts();
    leaving.abort();
    await ask('{ me }');
    expect(signal.aborted).toBe(false);
  });
});

describe('a busy server', () => {
  it('refuses with 503 what it has no room for, and recovers', async () => {
    const { server, ask } = await setup({ limits: { requestsInFlightMax: 2 } });
    const slow = [ask('{ slow }'), ask('{ slow }')];
    await eventually(() => server.slowCount() === 2);
    const refused = await ask('{ me }');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    server.release();
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await ask('{ me }')).status).toBe(200);
  });
});

describe('health', () => {
  it('says that it lives, whether it is ready, and its figures', async () => {
    const troubles: string[] = [];
    const { server, ask } = await setup({ findReadinessProblems: async () => troubles });
    const get = (path: string) => fetch(`${server.origin}${path}`);
    await ask('{ me }');
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    troubles.push('database');
    await eventually(async () => (await get('/readyz')).status === 503);
    const notReady = await get('/readyz');
    expect(await notReady.text()).toBe('not ready: database\n');
    const figures = await (await get('/metrics')).text();
    expect(figures).toContain('gateway_http_requests_total{path="/graphql",status="200"} 1');
    expect(figures).toContain('gateway_http_request_duration_seconds_count{path="/graphql"} 1');
  });

  it('says that it is not ready when its database tells nothing, and asks that no second time', async () => {
    let count = 0;
    const findReadinessProblems = () => {
      count += 1;
      return new Promise<never>(() => {});
    };
    const clock = createVirtualClock();
    const { server } = await setup({ findReadinessProblems, clock });
    const answers: Response[] = [];
    for (let n = 1; n <= 2; n += 1) {
      void fetch(`${server.origin}/readyz`).then((answer) => answers.push(answer));
      await eventually(async () => {
        await clock.advance(1_000);
        return answers.length === n;
      });
    }
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(await answers[0]?.text()).toBe('not ready: no verdict in time\n');
    expect(count).toBe(1);
  });

  it('looks for its readiness once in a second, however often it is asked', async () => {
    let count = 0;
    const findReadinessProblems = async () => {
      count += 1;
      return [];
    };
    const clock = createVirtualClock();
    const { server } = await setup({ findReadinessProblems, clock });
    for (const seconds of [1, 2]) {
      for (let n = 0; n < 20; n += 1) {
        expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
      }
      expect(count).toBe(seconds);
      await clock.advance(1_000);
    }
  });

  it('tells its figures to this machine alone, and not to those for whom a proxy asks', async () => {
    const { server } = await setup();
    const ask = (headers: Record<string, string>) => fetch(`${server.origin}/metrics`, { headers });
    expect((await ask({})).status).toBe(200);
    for (const headers of [{ 'x-forwarded-for': '127.0.0.1' }, { forwarded: 'for=127.0.0.1' }]) {
      const refused = await ask(headers as unknown as Record<string, string>);
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('METRICS_TOKEN');
    }
  });

  it('tells its figures to whoever shows the token for them, and to nobody else', async () => {
    const metricsToken = 'a-secret-of-some-length';
    const { server } = await setup({ metricsToken });
    const ask = (headers: Record<string, string> = {}) =>
      fetch(`${server.origin}/metrics`, { headers });
    expect((await ask()).status).toBe(401);
    expect((await ask({ authorization: 'Bearer another' })).status).toBe(401);
    const forwarded = { 'x-forwarded-for': '192.0.2.1' };
    const told = await ask({ authorization: `Bearer ${metricsToken}`, ...forwarded });
    expect(told.status).toBe(200);
    expect(await told.text()).toContain('gateway_http_requests_total');
  });

  it('tells its figures on a port of their own, and there alone', async () => {
    const metricsPort = await freePort();
    const { server } = await setup({ metricsPort });
    expect((await fetch(`${server.origin}/metrics`)).status).toBe(404);
    const told = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    expect(await told.text()).toContain('gateway_readers_cut_total{door="http"} 0');
    expect((await fetch(`http://127.0.0.1:${metricsPort}/graphql`)).status).toBe(404);
    await server.stop();
    await expect(fetch(`http://127.0.0.1:${metricsPort}/metrics`)).rejects.toThrow();
  });
});

async function freePort(): Promise<number> {
  const probe = createTcpServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A POST of which a part has been sent. */
function beginPost({ origin }: PlainServer, path: string, start = '{') {
  const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  const request = httpRequest(`${origin}${path}`, { method: 'POST', headers, agent: false });
  request.on('error', () => {});
  request.flushHeaders();
  if (start !== '') request.write(start);
  const answer = new Promise<{ status: number; code: unknown }>((resolve) => {
    request.on('response', async (response) => {
      let text = '';
      for await (const piece of response) text += piece;
      const code = JSON.parse(text).errors?.[0]?.extensions.code;
      resolve({ status: response.statusCode ?? 0, code });
    });
  });
  return {
    answer,
    write: (text: string) => request.write(text),
    end: (text: string) => request.end(text),
  };
}
