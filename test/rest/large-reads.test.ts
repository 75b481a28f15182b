import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSamples, glucoseSourceOf } from '#glucose';
import { eventSampleOf } from '#src/glucose/glucose-event.ts';
import { eventually } from '#test/eventually';
import { startGateway, type TestGateway } from '#test/gateway';
import { defaultBounds } from '#test/test-config';

let gateway: TestGateway;

beforeAll(async () => {
  // More operations at once than wait in the line for one key.
  const bounds = { ...defaultBounds, operationsPerCallerMax: 300 };
  gateway = await startGateway({ config: { databasePoolMax: 14, bounds } });
});
afterAll(() => gateway.close());

const created = `mutation C($clientUserId: String!) { createUser(clientUserId: $clientUserId) {
  ... on CreateUserSuccess { user { id } }
} }`;
const series = `query S($id: ID!, $from: DateTime!) { user(id: $id) {
  glucoseSeries(from: $from, pointsMax: 20000) { timesMs valuesMgDl valuesMmolL trends }
} }`;

async function setup(clientUserId: string) {
  const { url, apiKey } = gateway;
  const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(created, {
    clientUserId,
  });
  const id = createUser.user.id;
  const userId = id.replace('User:', '');
  const glucose = `${new URL(url).origin}/v2/timeseries/${userId}/glucose`;
  const get = (form: '' | '/grouped', query: Readonly<Record<string, string>>) =>
    fetch(`${glucose}${form}?${new URLSearchParams(query)}`, {
      headers: { 'x-vital-api-key': apiKey },
    });
  return { id, userId, get };
}

/** A row of any sample that may be stored, its instant in seconds after the start. */
const anyRow = fc.record({
  second: fc.integer({ min: 0, max: 3 * 86_400 }),
  receivedMs: fc.oneof(fc.integer({ min: -5_000, max: 90_000 }), fc.integer({ min: 0, max: 2e11 })),
  revision: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 60_000_000 })),
  valueMgDl: fc.oneof(fc.integer({ min: 39, max: 401 }), fc.constantFrom(39, 40, 400, 401)),
  provider: fc.constantFrom(1, 2),
  trend: fc.integer({ min: 0, max: 9 }),
  utcOffsetMinutes: fc.option(fc.integer({ min: -1080, max: 1080 })),
  isLate: fc.boolean(),
  origin: fc.constantFrom('s', 'o', 'i', 'r', 'x'),
});
type AnyRow = typeof anyRow extends fc.Arbitrary<infer Row> ? Row : never;

const startMs = Date.UTC(2026, 1, 27, 23, 59, 0);
const everything = { start_date: '2026-02-27', end_date: '2026-03-31' };

async function storeRows(userId: string, rows: readonly AnyRow[]): Promise<void> {
  const { db } = gateway;
  for (const month of [startMs, startMs + 10 * 86_400_000]) {
    await sql`select ensure_partition('glucose_samples', 'month', ${new Date(month)})`.execute(db);
  }
  await sql`delete from glucose_samples where user_id = ${userId}`.execute(db);
  await sql`
    insert into glucose_samples (user_id, taken_at, received_at, revision, value_mg_dl, family,
      provider, trend, utc_offset_minutes, is_late, origin)
    select ${userId}, taken_at, taken_at + ms * interval '1 millisecond', revision, mg_dl, 1,
      provider, trend, utc_offset, late, origin
    from unnest(${rows.map(({ second }) => new Date(startMs + second * 1_000))}::timestamptz[],
      ${rows.map((row) => row.receivedMs)}::bigint[], ${rows.map((row) => row.revision)}::int[],
      ${rows.map((row) => row.valueMgDl)}::int2[], ${rows.map((row) => row.provider)}::int2[],
      ${rows.map((row) => row.trend)}::int2[], ${rows.map((row) => row.utcOffsetMinutes)}::int2[],
      ${rows.map((row) => row.isLate)}::bool[], ${rows.map((row) => row.origin)}::"char"[])
      as row (taken_at, ms, revision, mg_dl, provider, trend, utc_offset, late, origin)`.execute(
    db,
  );
}

describe('the text of glucose', () => {
  it('is what JSON makes of the samples as events have them, whatever they are', async () => {
    const { userId, get } = await setup('any-sample');
    const [from, to] = [new Date('2026-02-27'), new Date('2026-04-01')];
    const page = { userId, from, to, order: 'OLDEST_FIRST', limit: 100 } as const;
    const manyRows = fc.uniqueArray(anyRow, { selector: ({ second }) => second, maxLength: 40 });
    const check = fc.asyncProperty(manyRows, async (rows) => {
      await storeRows(userId, rows);
      const samples = await findSamples(gateway.db, page);
      expect(samples).toHaveLength(rows.length);
      const answers = samples.map((sample) => {
        const { trend_arrow: _, ...told } = eventSampleOf(sample);
        return { provider: sample.provider, answer: { id: null, ...told } };
      });
      const groups = [...Map.groupBy(answers, ({ provider }) => provider)].map(
        ([provider, own]) => {
          const data = own.map(({ answer }) => answer);
          return [provider, [{ source: glucoseSourceOf(provider), data }]];
        },
      );
      const grouped = { groups: Object.fromEntries(groups), next: null, next_cursor: null };
      expect(await (await get('/grouped', everything)).text()).toBe(JSON.stringify(grouped));
      const plain = JSON.stringify(answers.map(({ answer }) => answer));
      expect(await (await get('', everything)).text()).toBe(plain);
    });
    await fc.assert(check, { numRuns: 15, examples: [[[]]] });
  });

  it('goes on from page to page without a gap or a repeat', async () => {
    const { userId, get } = await setup('many-samples');
    const [row] = fc.sample(anyRow, 1);
    const minutes = Array.from({ length: 10_002 }, (_, minute) => minute * 60);
    await storeRows(
      userId,
      minutes.map((second) => ({ ...(row as AnyRow), second, provider: 1 })),
    );
    interface Page {
      readonly groups: { readonly dexcom?: [{ readonly data: { timestamp: string }[] }] };
      readonly next_cursor: string | null;
    }
    const instants: number[] = [];
    const lengths: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const response = await get('/grouped', { ...everything, next_cursor: cursor });
      const { groups, next_cursor: next } = (await response.json()) as Page;
      const data = groups.dexcom?.[0].data ?? [];
      lengths.push(data.length);
      instants.push(...data.map(({ timestamp }) => Date.parse(timestamp)));
      cursor = next;
    }
    expect(lengths).toEqual([10_000, 2]);
    expect(instants).toEqual(minutes.map((second) => startMs + second * 1_000));
    const refused = await get('', everything);
    expect(refused.status).toBe(400);
  });
});

/** Sessions that wait for a lock. */
async function countWaiting(): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(gateway.db);
  return rows[0]?.waiting ?? 0;
}

/** Begins reads while tables are locked, waits there, and unlocks; what was seen, and all answers. */
async function readLocked<Seen, Answer>(
  tables: string,
  begin: () => readonly Promise<Answer>[],
  waitLocked: (begun: readonly Promise<Answer>[]) => Promise<Seen>,
) {
  const { seen, begun } = await gateway.db.transaction().execute(async (transaction) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction);
    await sql`lock table ${sql.raw(tables)} in access exclusive mode`.execute(transaction);
    const begun = begin();
    return { begun, seen: await waitLocked(begun) };
  });
  return { seen, answers: await Promise.all(begun) };
}

/** How many wait for a lock, once some do and the others had time enough to. */
async function countAtOnce(waitingMin: number): Promise<number> {
  await eventually(async () => (await countWaiting()) >= waitingMin);
  // There is a session for who asks little.
  for (let round = 0; round < 10; round += 1) await gateway.ask('{ viewer { credential } }');
  return countWaiting();
}

const times = <Answer>(count: number, ask: () => Promise<Answer>) =>
  Array.from({ length: count }, ask);

describe('a read of many rows', () => {
  it('waits for its turn in one line, whichever door it came by', async () => {
    const { id, get } = await setup('long-worn');
    const from = new Date(Date.now() - 90 * 86_400_000).toISOString();
    const readPage = async () => (await get('/grouped', { start_date: '2020-01-01' })).status;
    // On a machine that is slow, Postgres ends those that wait for the lock.
    const readSeries = () =>
      gateway.ask(series, { id, from }).then(
        () => 200,
        () => 503,
      );
    const begin = () => [...times(12, readPage), ...times(12, readSeries)];
    const { seen, answers } = await readLocked('glucose_samples', begin, () => countAtOnce(5));
    expect(seen).toBeLessThan(10);
    expect(answers.at(-1)).toBe(200);
  });

  it.each(['introspect/resources', 'introspect/historical_pull', 'user/USER/device'])(
    'waits there too behind pages of people, where %s is asked',
    async (path) => {
      const { origin } = new URL(gateway.url);
      const { userId } = await setup(path);
      const headers = { 'x-vital-api-key': gateway.apiKey };
      const ask = async (path: string) => (await fetch(`${origin}/v2/${path}`, { headers })).status;
      const asked = `${path.replace('USER', userId)}?user_limit=100`;
      const begin = () => [...times(9, () => ask('user?limit=500')), ...times(9, () => ask(asked))];
      const locked = 'connections, devices';
      const { seen, answers } = await readLocked(locked, begin, () => countAtOnce(2));
      expect(seen).toBeLessThan(8);
      expect(answers.at(-1)).toBe(200);
    },
  );

  it('is refused where too many wait, and told when to ask again', async () => {
    const { get } = await setup('much-asked');
    let first: Response | undefined;
    // On a machine that is slow some are over before the last has come: they ask again.
    const askUntilRefused = async () => {
      while (!first) {
        const response = await get('/grouped', { start_date: '2020-01-01' });
        if (response.status === 429) first ??= response;
        else await response.body?.cancel();
      }
    };
    const begin = () => times(201, askUntilRefused);
    const { seen: refused } = await readLocked('glucose_samples', begin, () =>
      eventually(() => first),
    );
    expect(refused.headers.get('retry-after')).toBe('1');
    const detail = expect.stringMatching(/^Too many large reads wait\. Ask again at .+Z\.$/);
    expect(await refused.json()).toEqual({ detail });
  });
});
