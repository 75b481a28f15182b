import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type PlainServer, startPlainServer } from '#test/plain-server';
import { createVirtualClock } from '#test/virtual-clock';

const servers: PlainServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function setup(overrides: Parameters<typeof startPlainServer>[0] = {}) {
  const server = await startPlainServer(overrides);
  servers.push(server);
  async function ask(query: string, headers: Record<string, string> = {}, variables = {}) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as {
      data?: unknown;
      errors?: { message: string; extensions: { code: string } }[];
    };
    return { status: response.status, headers: response.headers, data, errors };
  }
  return { server, ask };
}

/** `{ item { items { items { … name } } } }` with the given arguments at each level. */
function nested(levels: number, args = ''): string {
  const inner = Array.from({ length: levels }).reduce((text) => `items${args} { ${text} }`, 'name');
  return `{ item { ${inner} } }`;
}

describe('the limits of an operation (X1)', () => {
  it('bound its depth, also through fragments', async () => {
    const { ask } = await setup({ limits: { costMax: 1e12 } });
    expect((await ask(nested(8, '(first: 1)'))).status).toBe(200);
    const deep = await ask(nested(30, '(first: 1)'));
    expect(deep.status).toBe(400);
    expect(deep.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
    const fragments = Array.from({ length: 12 }, (_, index) => {
      const inner = index === 11 ? 'name' : `...F${index + 1}`;
      return `fragment F${index} on Item { items(first: 1) { ${inner} } }`;
    });
    const spread = await ask(`{ item { ...F0 } } ${fragments.join(' ')}`);
    expect(spread.errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
  });

  it('count each change as a request, by whatever alias or fragment', async () => {
    const { ask } = await setup({ limits: { requestsPerMinutePerAddress: 24 } });
    const aliased = (from: number, field: string) =>
      Array.from({ length: 6 }, (_, index) => `a${from + index}: ${field}`).join(' ');
    const plain = `mutation { ${aliased(0, 'change')} ${aliased(6, 'change')} }`;
    const spread = `mutation { ...on Mutation { ${aliased(0, 'change')} } ...More }
      fragment More on Mutation { ${aliased(6, 'change')} }`;
    const reading = `{ ${aliased(0, 'me')} ${aliased(6, 'me')} }`;
    expect((await ask(reading)).errors).toBeUndefined();
    for (const document of [plain, spread]) {
      const { errors } = await ask(document);
      expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    }
  });

  it('bound its aliases, directives and tokens', async () => {
    const { ask } = await setup();
    const many = (count: number, part: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => part(index)).join(' ');
    const aliases = await ask(`{ ${many(100, (index) => `a${index}: me`)} }`);
    expect(aliases.errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
    const directives = await ask(`{ ${many(60, () => 'me @include(if: true)')} }`);
    expect(directives.errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
    const tokens = await ask(`{ ${many(50_000, () => 'me')} }`);
    expect(tokens.status).toBe(413);
    const moreTokens = await ask(`{ ${many(5_000, () => 'me')} }`);
    expect(moreTokens.errors?.[0]?.message).toContain('tokens');
  });

  it('bound its cost by the pages it asks for, written, by default or by variable', async () => {
    const { ask } = await setup({ limits: { costMax: 10_000 } });
    expect((await ask(nested(3, '(first: 2)'))).status).toBe(200);
    const written = await ask(nested(3, '(first: 90)'));
    expect(written.errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
    const byDefault = await ask(nested(3));
    expect(byDefault.errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
    const query = `query ($n: Int) ${nested(3, '(first: $n)')}`;
    expect((await ask(query, {}, { n: 2 })).status).toBe(200);
    const byVariable = await ask(query, {}, { n: 90 });
    expect(byVariable.errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
    const defaulted = await ask(`query ($n: Int = 90) ${nested(3, '(first: $n)')}`);
    expect(defaulted.errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
    expect((await ask(query, {}, { n: 2 })).status).toBe(200);
  });

  it('bound its cost by the ids it names, written or by variable', async () => {
    const { ask } = await setup({ limits: { costMax: 1_000 } });
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);
    const document = (given: string) => `{ itemsOf(userIds: ${given}) { name } }`;
    const written = (count: number) => ask(document(JSON.stringify(ids(count))));
    const byVariable = (count: number) =>
      ask(`query ($ids: [ID!]!) ${document('$ids')}`, {}, { ids: ids(count) });
    for (const asked of [written, byVariable]) {
      expect((await asked(2)).status).toBe(200);
      expect((await asked(1_000)).errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
      expect((await asked(2)).status).toBe(200);
    }
  });

  it('answers hostile documents quickly', async () => {
    const { ask } = await setup();
    const overlapping = `{ ${'item { ...A ...B } '.repeat(150)} }
      fragment A on Item { items { ...B } } fragment B on Item { items { name } }`;
    const cyclic =
      '{ item { ...A } } fragment A on Item { items { ...B } } fragment B on Item { items { ...A } }';
    // Processor time: what else the machine has to do is no matter.
    const before = process.cpuUsage();
    for (const document of [overlapping, cyclic, '{'.repeat(1_900), '{a(b:['.repeat(300)]) {
      expect((await ask(document)).status).toBe(400);
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });
});

describe('the rate', () => {
  it('of a key is bounded and told in headers', async () => {
    // Another request may be made each second.
    const clock = createVirtualClock();
    const { ask } = await setup({ clock, limits: { requestsPerMinutePerKey: 60 } });
    const good = { 'x-api-key': 'good' };
    const first = await ask('{ me }', good);
    expect(first.headers.get('ratelimit-limit')).toBe('60');
    expect(first.headers.get('ratelimit-remaining')).toBe('9');
    expect(first.headers.get('ratelimit-policy')).toBe('60;w=60');
    const statuses: number[] = [];
    for (let count = 0; count < 10; count += 1) statuses.push((await ask('{ me }', good)).status);
    expect(statuses.slice(0, 9)).toEqual(Array(9).fill(200));
    expect(statuses[9]).toBe(429);
    const refused = await ask('{ me }', good);
    expect(refused.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await ask('{ me }', { 'x-api-key': 'better' })).status).toBe(200);
  });

  it('of a team is bounded, whichever of its keys asks', async () => {
    const { ask } = await setup({ limits: { requestsPerMinutePerTeam: 10 } });
    const codes: unknown[] = [];
    while (!codes.includes('RATE_LIMITED') && codes.length < 40) {
      const word = codes.length % 2 === 0 ? 'good' : 'better';
      const { errors } = await ask('{ me }', { 'x-api-key': word });
      codes.push(errors?.[0]?.extensions.code);
    }
    expect(codes.at(-1)).toBe('RATE_LIMITED');
    expect(codes.length).toBeGreaterThan(10);
    expect((await ask('{ me }')).status).toBe(200);
  });

  it('of a team is not spent by one who has none left of their own', async () => {
    const limits = { requestsPerMinutePerKey: 6, requestsPerMinutePerTeam: 12 };
    const { ask } = await setup({ limits });
    const good = { 'x-api-key': 'good' };
    const many = Array.from({ length: 60 }, async () => (await ask('{ me }', good)).status);
    expect(new Set(await Promise.all(many))).toEqual(new Set([200, 429]));
    expect((await ask('{ me }', { 'x-api-key': 'better' })).status).toBe(200);
  });

  it('of an address is bounded for strangers and for wrong credentials alike', async () => {
    const limits = { requestsPerMinutePerAddress: 10 };
    const { ask } = await setup({ limits, trustedProxies: ['127.0.0.1'] });
    const from = (address: string) => ({ 'x-forwarded-for': address });
    for (let count = 0; count < 5; count += 1) await ask('{ me }', from('192.0.2.1'));
    for (let count = 0; count < 5; count += 1) {
      await ask('{ me }', { ...from('192.0.2.1'), 'x-api-key': 'wrong' });
    }
    expect((await ask('{ me }', from('192.0.2.1'))).status).toBe(429);
    const guess = { ...from('192.0.2.1'), 'x-api-key': 'wrong' };
    expect((await ask('{ me }', guess)).status).toBe(429);
    // Whatever others do at its address, a good credential is let in.
    const good = { ...from('192.0.2.1'), 'x-api-key': 'good' };
    for (let count = 0; count < 20; count += 1)
      expect((await ask('{ me }', good)).status).toBe(200);
    expect((await ask('{ me }', from('192.0.2.2'))).status).toBe(200);
  });
});

describe('the rate of IPv6 addresses', () => {
  it('is that of the /64, and at ten times that of the /48', async () => {
    const limits = { requestsPerMinutePerAddress: 10 };
    const { ask } = await setup({ limits, trustedProxies: ['127.0.0.1'] });
    const from = async (address: string) =>
      (await ask('{ me }', { 'x-forwarded-for': address })).status;
    for (let count = 0; count < 10; count += 1) expect(await from(`2001:db8::${count}`)).toBe(200);
    expect(await from('2001:db8::ffff')).toBe(429);
    const statuses: number[] = [];
    for (let net = 1; net < 15; net += 1) {
      for (let count = 0; count < 3; count += 1) {
        statuses.push(await from(`2001:db8:0:${net.toString(16)}::${count}`));
      }
    }
    expect(statuses).toContain(429);
    expect(statuses.indexOf(429)).toBeGreaterThan(5);
    expect(await from('2001:db8:1::1')).toBe(200);
  });
});

describe('a proxy that is not trusted', () => {
  it('is told of once, with what to do', async () => {
    const { server, ask } = await setup({ trustedProxies: ['10.0.0.0/8'] });
    for (const address of ['203.0.113.1', '203.0.113.2']) {
      await ask('{ me }', { 'x-forwarded-for': address });
    }
    const told = server.lines().filter(({ event }) => event === 'proxy.untrusted');
    expect(told).toMatchObject([
      { level: 'warn', peer: '127.0.0.1', whatToDo: expect.stringContaining('TRUSTED_PROXIES') },
    ]);
    expect(JSON.stringify(told)).not.toContain('203.0.113');
  });

  it('is not told of where it is trusted', async () => {
    const { server, ask } = await setup({ trustedProxies: ['127.0.0.1'] });
    await ask('{ me }', { 'x-forwarded-for': '203.0.113.1' });
    expect(server.lines().filter(({ event }) => event === 'proxy.untrusted')).toEqual([]);
  });
});

describe('allowed operations', () => {
  const hash = 'a'.repeat(64);

  it('are the only ones that are answered', async () => {
    const { server, ask } = await setup({ persistedOperations: new Map([[hash, '{ me }']]) });
    const send = async (sha256Hash: string) => {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'good' },
        body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } } }),
      });
      return response.json();
    };
    expect(await send(hash)).toEqual({ data: { me: 'good' } });
    const notAllowed = { errors: [{ extensions: { code: 'OPERATION_NOT_ALLOWED' } }] };
    expect(await send('b'.repeat(64))).toMatchObject(notAllowed);
    expect((await ask('{ me }')).errors).toMatchObject(notAllowed.errors);
  });
});

describe('a web page', () => {
  const origin = 'https://app.example.com';

  it('may call when its origin is allowed, and read what it needs', async () => {
    const { server, ask } = await setup({ corsOrigins: [origin] });
    const preflight = await fetch(server.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key, content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-api-key');
    for (const headers of [{ origin }, { origin, 'x-api-key': 'wrong' }]) {
      const answer = await ask('{ me }', headers as unknown as Record<string, string>);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
      expect(answer.headers.get('vary')).toBe('origin');
    }
  });

  it('may not when its origin is another', async () => {
    const { ask } = await setup({ corsOrigins: [origin] });
    const answer = await ask('{ me }', { origin: 'https://evil.example.com' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const { ask: askClosed } = await setup();
    const closed = await askClosed('{ me }', { origin });
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe("a client's address", () => {
  it('is what the last trusted proxy saw', async () => {
    const { ask } = await setup({ trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] });
    const seen = async (forwarded: string) => {
      const { data } = await ask('{ address }', { 'x-forwarded-for': forwarded });
      return (data as { address: string }).address;
    };
    expect(await seen('203.0.113.9')).toBe('203.0.113.9');
    expect(await seen('198.51.100.1, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
    expect(await seen('203.0.113.9:4711')).toBe('203.0.113.9');
    expect(await seen('[2001:db8::1]:80')).toBe('2001:db8::1');
    expect(await seen('::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(await seen('nonsense')).toBe('127.0.0.1');
    expect(await seen('203.0.113.9, nonsense, 10.1.2.3')).toBe('10.1.2.3');
  });

  it('is its own where no proxy is trusted', async () => {
    const { ask } = await setup();
    const { data } = await ask('{ address }', { 'x-forwarded-for': '203.0.113.9' });
    expect(data).toEqual({ address: '127.0.0.1' });
  });
});

describe('connections that never send a request', () => {
  it('are cut by network beyond a bound, the oldest first, and never just after they came', async () => {
    const limits = { silentPerNetworkMax: 2, silentGraceMs: 0 };
    const { server } = await setup({ limits });
    const connections = await Promise.all([0, 1, 2].map(() => openSilently(server.url)));
    expect(await Promise.race(connections.map(({ ended }, index) => ended.then(() => index)))).toBe(
      0,
    );
    // Whoever speaks is counted no more.
    connections[1]?.socket.write('GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n');
    await once(connections[1]?.socket ?? raise(), 'data');
    const another = await openSilently(server.url);
    expect([connections[1], connections[2], another].map((each) => each?.socket.destroyed)).toEqual(
      [false, false, false],
    );
    for (const { socket } of [...connections, another]) socket.destroy();
  });
});

function raise(): never {
  throw new Error('there is no such connection');
}

async function openSilently(url: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  await once(socket, 'connect');
  return { socket, ended };
}
