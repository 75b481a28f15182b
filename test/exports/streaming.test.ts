import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { createApiKey, createTeam } from '#teams';
import { eventually } from '#test/eventually';
import { linkThroughApi, startGateway } from '#test/gateway';
import { heapAfterCollection } from '#test/heap';
import { createStatementCounter } from '#test/statement-counter';

/** Some two years of readings, in partitions of months. */
const sampleCount = 200_000;
const lines: string[] = [];
const log = createLog('debug', { write: (line: string) => void lines.push(line) });
const gateway = await startGateway({ log, config: { role: 'worker' } });
const counter = await createStatementCounter(gateway.databaseUrl);
const node = await gateway.startNode({
  role: 'all',
  databaseUrl: counter.url,
  databaseDirectUrl: counter.url,
  requestsPerMinutePerAddress: 30,
});
afterAll(async () => {
  await gateway.close();
  await counter.close();
});
const origin = `http://127.0.0.1:${node.port()}`;
const account = { username: 'long', password: 'the-password' };
gateway.simulator.addAccount(account);
const api = { ...gateway, ask: ask as typeof gateway.ask };
const { userId } = await linkThroughApi(api, account);
await fill(userId.replace('User:', ''));

async function ask<Data>(query: string, variables = {}, key: string | null = gateway.apiKey) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { 'x-api-key': key } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: Data }).data;
}

async function fill(id: string): Promise<void> {
  await sql`
    select ensure_partition('glucose_samples', 'month', now() - n * interval '1 month')
    from generate_series(0, 25) as n`.execute(gateway.db);
  await sql`
    insert into glucose_samples (user_id, taken_at, received_at, value_mg_dl, family, provider,
      trend, is_late)
    select ${id}::uuid, date_trunc('second', now()) - n * interval '5 minutes', now(),
      100 + n % 100, 1, 1, 4, false
    from generate_series(1, ${sampleCount}) as n on conflict do nothing`.execute(gateway.db);
  await sql`analyze glucose_samples`.execute(gateway.db);
}

async function requestExport(): Promise<string> {
  const { exportUser } = await ask<{ exportUser: { url: string } }>(
    'mutation ($id: ID!) { exportUser(userId: $id) { ... on ExportUserSuccess { url } } }',
    { id: userId },
  );
  return origin + exportUser.url;
}

async function createOtherTeam() {
  const source = { kind: 'system', id: null, address: null } as const;
  const made = await createTeam(gateway.db, systemClock, source, { name: 'Other team' });
  if (made.kind !== 'created') throw new Error(made.kind);
  const { id: teamId } = made.team;
  const key = await createApiKey(gateway.db, systemClock, source, { teamId, name: 'key' });
  const clientUserId = 'somebody-else';
  const { createUser } = await ask<{ createUser: { user: { id: string } } }>(
    'mutation ($id: String!) { createUser(clientUserId: $id) { ... on CreateUserSuccess { user { id } } } }',
    { id: clientUserId },
    key.secret,
  );
  return {
    clientUserId,
    async requestExport() {
      const { exportUser } = await ask<{ exportUser: { url: string } }>(
        'mutation ($id: ID!) { exportUser(userId: $id) { ... on ExportUserSuccess { url } } }',
        { id: createUser.user.id },
        key.secret,
      );
      return exportUser.url;
    },
  };
}

const pagesOfSamples = () =>
  counter.take().filter((text) => text.includes('from glucose_samples where')).length;

describe('a long history', () => {
  it('is exported whole, in a heap that does not grow with it', async () => {
    const response = await fetch(await requestExport(), {
      headers: { 'accept-encoding': 'identity' },
    });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename=".+\.json"$/,
    );
    const before = await heapAfterCollection();
    let most = 0;
    let bytes = 0;
    let samples = 0;
    let nextLookBytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      samples += Buffer.from(chunk).toString('latin1').split('"valueMgDl"').length - 1;
      if (bytes < nextLookBytes) continue;
      nextLookBytes += 15_000_000;
      most = Math.max(most, (await heapAfterCollection()) - before);
    }
    expect(bytes).toBeGreaterThan(30_000_000);
    // A name that is cut by the end of a chunk is not counted.
    expect(samples).toBeGreaterThan(sampleCount * 0.99);
    expect(most).toBeLessThan(12_000_000);
  });

  it('is read no faster than it is taken, and no further once its reader has left', async () => {
    counter.take();
    const request = get(await requestExport(), { headers: { 'accept-encoding': 'identity' } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.pause();
    let pages = 0;
    // Nobody reads: once the buffers on the way are full, nothing more is asked of the database.
    await eventually(
      async () => {
        const before = pages;
        pages += pagesOfSamples();
        return pages > 0 && pages === before;
      },
      { pollMs: 500 },
    );
    expect(pages).toBeLessThan(100);
    response.destroy();
    await eventually(() => lines.some((line) => /"isWhole":false.*download\.ended/.test(line)));
    counter.take();
    // Time enough for others, and for pages that nobody wants.
    for (let each = 0; each < 20; each += 1) await ask('{ viewer { credential } }');
    expect(pagesOfSamples()).toBe(0);
  });

  it('takes few places of a team at once, and readers that stand still lose theirs', async () => {
    const open = async (url: string) => {
      const request = get(url, { headers: { 'accept-encoding': 'identity' } });
      request.on('error', () => {});
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return response.pause();
    };
    const slow = [await open(await requestExport()), await open(await requestExport())];
    const refused = await fetch(await requestExport());
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      errors: [{ message: 'Too many files are being fetched, of this team or of all.' }],
    });
    const team = await createOtherTeam();
    const file = await fetch(origin + (await team.requestExport()));
    expect(file.status).toBe(200);
    expect(await file.text()).toContain(team.clientUserId);
    await eventually(async () => {
      const figures = await (await fetch(`${origin}/metrics`)).text();
      return figures.includes('gateway_readers_cut_total{door="export"} 2');
    });
    const again = await fetch(await requestExport());
    expect(again.status).toBe(200);
    await again.body?.cancel();
    for (const response of slow) response.destroy();
  });

  it('is given to whoever has a good address, whatever wrong ones come from the same place', async () => {
    const wrong = () => fetch(`${origin}/exports/${'x'.repeat(60)}`);
    await eventually(async () => (await wrong()).status === 429, { pollMs: 1 });
    const file = await fetch(await requestExport());
    expect(file.status).toBe(200);
    await file.body?.cancel();
  });

  it('comes packed to whoever takes it so', async () => {
    const url = await requestExport();
    const packed = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const file = (await packed.json()) as { isComplete: boolean; samples: { takenAt: string }[] };
    expect(file.isComplete).toBe(true);
    expect(file.samples.length).toBeGreaterThan(sampleCount);
    const instants = file.samples.map(({ takenAt }) => takenAt);
    expect(new Set(instants).size).toBe(instants.length);
    expect(instants).toEqual(instants.toSorted());
    for (const coding of ['identity', 'gzip;q=0', 'deflate, gzip;q=0.0, br']) {
      const plain = await fetch(url, { headers: { 'accept-encoding': coding } });
      expect(plain.headers.get('content-encoding'), coding).toBeNull();
      await plain.body?.cancel();
    }
  });

  it('is refused with 503 while too many are fetched, and after that given', async () => {
    const url = await requestExport();
    const open = await Promise.all(Array.from({ length: 2 }, () => fetch(url)));
    expect(open.map(({ status }) => status)).toEqual([200, 200]);
    const refused = await fetch(url);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    await refused.text();
    for (const { body } of open) await body?.cancel();
    const status = await eventually(async () => {
      const response = await fetch(url);
      await response.body?.cancel();
      return response.status === 200 && response.status;
    });
    expect(status).toBe(200);
  });

  it('is cut off visibly when the database goes away in the middle', async () => {
    const response = await fetch(await requestExport(), {
      headers: { 'accept-encoding': 'identity' },
    });
    const taking = response.body?.getReader();
    await taking?.read();
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(gateway.db);
    await sql`alter table glucose_samples rename to samples_away`.execute(gateway.db);
    const rest = (async () => {
      for (;;) if ((await taking?.read())?.done) return 'whole';
    })();
    await expect(rest).rejects.toThrow();
    await sql`alter table samples_away rename to glucose_samples`.execute(gateway.db);
  });

  it('never puts its address into the log', () => {
    const told = lines.join('\n');
    expect(told).toContain('"path":"/exports/"');
    expect(told).not.toMatch(/exports\/eyJ/);
    expect(told).not.toContain('eyJ');
  });
});
