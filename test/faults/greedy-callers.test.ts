import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#test/eventually';
import { startGateway } from '#test/gateway';
import { openRawSocket } from '#test/raw-socket';
import { spawnGateway } from '#test/spawn-gateway';
import { openUnread } from '#test/unread-connection';

/**
 * A node with little memory, in a process of its own, and callers with valid credentials who ask for
 * as much as they may and read none of it.
 */
const heapMegabytes = 200;
const residentMegabytesMax = 600;
const days = 100;

async function setup() {
  const gateway = await startGateway({ config: { role: 'worker' } });
  onTestFinished(() => gateway.close());
  const { db, teamId, config, simulator } = gateway;
  const node = await spawnGateway({ ...config, role: 'api' }, simulator.baseUrls, null, [
    `--max-old-space-size=${heapMegabytes}`,
  ]);
  onTestFinished(() => node.kill());
  const origin = `http://127.0.0.1:${node.port}`;
  const url = `${origin}/graphql`;
  const ask = async (query: string, headers: Record<string, string>) => {
    const body = JSON.stringify({ query });
    const sent = { 'content-type': 'application/json', ...headers };
    const response = await fetch(url, { method: 'POST', headers: sent, body });
    // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
    return (await response.json()) as any;
  };
  const key = { 'x-api-key': gateway.apiKey };
  const createUser = async (name: string) => {
    const { data } = await ask(
      `mutation { createUser(clientUserId: "${name}") { ... on CreateUserSuccess { user { id } } } }`,
      key,
    );
    return data.createUser.user.id as string;
  };
  const tokenOf = async (userId: string, scopes: string) => {
    const { data } = await ask(
      `mutation { createUserToken(userId: "${userId}", scopes: ${scopes}) {
        ... on CreateUserTokenSuccess { token }
      } }`,
      key,
    );
    return { authorization: `Bearer ${data.createUserToken.token}` };
  };
  const cutAt = async (door: string) => {
    const text = await (await fetch(`${origin}/metrics`)).text();
    return Number(text.match(new RegExp(`readers_cut_total{door="${door}"} (\\d+)`))?.[1]);
  };
  const residentMegabytes = () => {
    const [, kilobytes] =
      /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${node.pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1_000;
  };
  return { db, teamId, url, key, ask, createUser, tokenOf, cutAt, residentMegabytes };
}

const many = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

describe('a token that asks and does not read', () => {
  it('ends no node: schemas over one socket, and over connections', async () => {
    const { url, ask, key, createUser, tokenOf, residentMegabytes } = await setup();
    const token = await tokenOf(await createUser('ada'), '[WATCH]');
    const typeRef = 'kind name description fields { name description args { name description } }';
    const query = `{ ${many(29, `__schema { types { ${typeRef} } }`)} }`;
    const once = `{ __schema { types { ${typeRef} } } }`;
    // All errors implement one interface, which has all of them as its possible types.
    const errors = 'possibleTypes { interfaces { '.repeat(6);
    const { errors: refusals } = await ask(
      `{ __type(name: "Error") { ${errors} name ${'} }'.repeat(6)} } }`,
      token,
    );
    expect(refusals[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
    const socket = await openRawSocket(url);
    await socket.init(token);
    socket.socket.pause();
    for (let id = 0; id < 99; id += 1) socket.subscribe(`${id}`, id % 2 ? query : once);
    for (let count = 0; count < 10; count += 1) {
      await openUnread(url, { query: count % 2 ? query : once, headers: token, count: 20 });
    }
    for (let count = 0; count < 5; count += 1) {
      expect((await ask('{ viewer { credential } }', key)).data.viewer.credential).toBe('API_KEY');
      expect(residentMegabytes()).toBeLessThan(residentMegabytesMax);
    }
  });

  it('ends no node: long series over connections that are cut', async () => {
    const { db, url, ask, key, createUser, tokenOf, cutAt, residentMegabytes } = await setup();
    const userId = await createUser('grace');
    await fillSamples(db, userId.replace('User:', ''));
    const token = await tokenOf(userId, '[READ]');
    const from = new Date(Date.now() - days * 86_400_000).toISOString();
    const series = (count: number) =>
      `{ viewer { user { ${many(
        count,
        `glucoseSeries(from: "${from}", pointsMax: 20000) { timesMs valuesMgDl valuesMmolL trends }`,
      )} } } }`;
    const refused = await ask(series(29), token);
    expect(refused.errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
    const asked = await ask(series(12), token);
    expect(asked.data.viewer.user.a0.timesMs.length).toBeGreaterThan(10_000);
    // The kernel alone takes some megabytes of each, so each asks several times.
    for (let count = 0; count < 8; count += 1) {
      await openUnread(url, { count: 4, query: series(count % 2 ? 5 : 12), headers: token });
    }
    await eventually(
      async () => {
        const answer = await ask('{ viewer { credential } }', key);
        expect(answer.data.viewer.credential).toBe('API_KEY');
        expect(residentMegabytes()).toBeLessThan(residentMegabytesMax);
        return (await cutAt('http')) > 0;
      },
      { pollMs: 250 },
    );
  });
});

async function fillSamples(db: Awaited<ReturnType<typeof setup>>['db'], userId: string) {
  for (let day = 0; day <= days + 28; day += 28) {
    const month = new Date(Date.now() - Math.min(day, days) * 86_400_000);
    await sql`select ensure_partition('glucose_samples', 'month', ${month})`.execute(db);
  }
  await sql`
    insert into glucose_samples (user_id, taken_at, received_at, value_mg_dl, family, provider,
      trend, utc_offset_minutes, is_late)
    select ${userId}::uuid, at, at, 100 + n % 50, 1, 1, 4, 120, false
    from generate_series(1, ${days * 288 - 10}) as n
    cross join lateral (
      select date_trunc('second', now()) - n * interval '5 minutes' as at
    ) as instant`.execute(db);
}
